"""The routes of this room, under /api/v1/."""

from django.urls import path

from privacy.api import incidents, register

_INCIDENT = "incidents/<uuid:incident_id>"

urlpatterns = [
    path("privacy/register", register.Register.as_view(), name="api-privacy-register"),
    path("incidents", incidents.IncidentList.as_view(), name="api-incidents"),
    path(_INCIDENT, incidents.IncidentDetail.as_view(), name="api-incident"),
    path(f"{_INCIDENT}/texts", incidents.IncidentTextsDisclosure.as_view(), name="api-incident-texts"),
    path(f"{_INCIDENT}/assessment", incidents.IncidentAssessment.as_view(), name="api-incident-assessment"),
    path(f"{_INCIDENT}/notification", incidents.IncidentNotification.as_view(), name="api-incident-notification"),
    path(f"{_INCIDENT}/persons-told", incidents.IncidentPersonsTold.as_view(), name="api-incident-persons-told"),
    path(f"{_INCIDENT}/closure", incidents.IncidentClosure.as_view(), name="api-incident-closure"),
    path("session/compromise", incidents.OwnCompromise.as_view(), name="api-own-compromise"),
    path("people/<uuid:user_id>/compromise", incidents.PersonCompromise.as_view(), name="api-person-compromise"),
]
