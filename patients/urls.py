"""The routes of this room, under /api/v1/. Search terms and reasons travel in bodies, never here."""

from django.urls import path

from patients import api

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
]
