"""The routes of this room, under /api/v1/. Search terms and reasons travel in bodies, never here."""

from django.urls import path

from patients import api, choices_api, records_api

urlpatterns = [
    path("patients", api.PatientCreation.as_view(), name="api-patients"),
    path("patients/search", api.PatientSearch.as_view(), name="api-patient-search"),
    path("patients/<uuid:patient_id>", api.PatientDetail.as_view(), name="api-patient"),
    path("patients/<uuid:patient_id>/nir-disclosure", api.NirDisclosure.as_view(), name="api-nir-disclosure"),
    path("patients/<uuid:patient_id>/medical-note", api.MedicalNote.as_view(), name="api-medical-note"),
    path(
        "patients/<uuid:patient_id>/medical-note/disclosure",
        api.MedicalNoteDisclosure.as_view(),
        name="api-medical-note-disclosure",
    ),
    path("patients/<uuid:patient_id>/relatives", api.RelativeList.as_view(), name="api-relatives"),
    path(
        "patients/<uuid:patient_id>/relatives/<uuid:relative_id>/end",
        api.RelativeEnd.as_view(),
        name="api-relative-end",
    ),
    path("patients/<uuid:patient_id>/identity", records_api.IdentityDetail.as_view(), name="api-identity"),
    path(
        "patients/<uuid:patient_id>/identity/validation",
        records_api.IdentityValidation.as_view(),
        name="api-identity-validation",
    ),
    path(
        "patients/<uuid:patient_id>/identity/flags", records_api.IdentityFlagging.as_view(), name="api-identity-flags"
    ),
    path("duplicates", records_api.DuplicateList.as_view(), name="api-duplicates"),
    path("duplicates/dismissals", records_api.DuplicateDismissal.as_view(), name="api-duplicate-dismissals"),
    path("merges", records_api.MergeCreation.as_view(), name="api-merges"),
    path("merges/comparison", records_api.MergeComparison.as_view(), name="api-merge-comparison"),
    path("merges/<uuid:merge_id>", records_api.MergeDetail.as_view(), name="api-merge"),
    path("merges/<uuid:merge_id>/undo", records_api.MergeUndo.as_view(), name="api-merge-undo"),
    path("patients/<uuid:patient_id>/notices", choices_api.ToldList.as_view(), name="api-patient-notices"),
    path("patients/<uuid:patient_id>/choices", choices_api.ChoiceList.as_view(), name="api-patient-choices"),
    path("patients/<uuid:patient_id>/shared-items", choices_api.SharedItemList.as_view(), name="api-shared-items"),
    path(
        "patients/<uuid:patient_id>/shared-items/<uuid:item_id>",
        choices_api.SharedItemReading.as_view(),
        name="api-shared-item",
    ),
    path(
        "patients/<uuid:patient_id>/shared-items/<uuid:item_id>/revocation",
        choices_api.SharedItemRevocation.as_view(),
        name="api-shared-item-revocation",
    ),
]
