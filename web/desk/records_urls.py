"""The addresses of « one person, one record »: duplicates, merges, identities."""

from django.urls import path

from web.desk.views import records

_IDENTITY = "patients/<uuid:patient_id>/identite/"

urlpatterns = [
    path(_IDENTITY, records.identity, name="patient-identity"),
    path(_IDENTITY + "valider/", records.validate, name="patient-validate"),
    path(_IDENTITY + "signaler/", records.flag, name="patient-flag"),
    path("doublons/", records.duplicates, name="duplicates"),
    path("doublons/distinctes/", records.apart, name="duplicates-apart"),
    path("fusion/<uuid:patient_id>/<uuid:other_id>/", records.compare, name="merge-compare"),
    path("fusions/<uuid:merge_id>/", records.merge, name="merge"),
    path("fusions/<uuid:merge_id>/annuler/", records.undo, name="merge-undo"),
]
