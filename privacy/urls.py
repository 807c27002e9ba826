"""The routes of this room, under /api/v1/."""

from django.urls import path

from privacy.api import accesses, deaths, incidents, legal_holds, oddities, register, retention, rights

_INCIDENT = "incidents/<uuid:incident_id>"
_DEATH = "deaths/<uuid:report_id>"
_RIGHTS = "rights-requests/<uuid:request_id>"
_DIRECTIVE = "directives/<uuid:directive_id>"

urlpatterns = [
    path("privacy/register", register.Register.as_view(), name="api-privacy-register"),
    path("privacy/oddities", oddities.AccessOddities.as_view(), name="api-access-oddities"),
    path("incidents", incidents.IncidentList.as_view(), name="api-incidents"),
    path(_INCIDENT, incidents.IncidentDetail.as_view(), name="api-incident"),
    path(f"{_INCIDENT}/texts", incidents.IncidentTextsDisclosure.as_view(), name="api-incident-texts"),
    path(f"{_INCIDENT}/assessment", incidents.IncidentAssessment.as_view(), name="api-incident-assessment"),
    path(f"{_INCIDENT}/notification", incidents.IncidentNotification.as_view(), name="api-incident-notification"),
    path(f"{_INCIDENT}/persons-told", incidents.IncidentPersonsTold.as_view(), name="api-incident-persons-told"),
    path(f"{_INCIDENT}/closure", incidents.IncidentClosure.as_view(), name="api-incident-closure"),
    path("deaths", deaths.DeathList.as_view(), name="api-deaths"),
    path(_DEATH, deaths.DeathDetail.as_view(), name="api-death"),
    path(f"{_DEATH}/stop", deaths.DeathStop.as_view(), name="api-death-stop"),
    path(f"{_DEATH}/confirmation", deaths.DeathConfirm.as_view(), name="api-death-confirm"),
    path(f"{_DEATH}/certificate", deaths.DeathCertificate.as_view(), name="api-death-certificate"),
    path(f"{_DEATH}/certificate.pdf", deaths.DeathCertificatePdf.as_view(), name="api-death-certificate-pdf"),
    path("directives", deaths.DirectiveList.as_view(), name="api-directives"),
    path(_DIRECTIVE, deaths.DirectiveDetail.as_view(), name="api-directive"),
    path(f"{_DIRECTIVE}/revocation", deaths.DirectiveRevocation.as_view(), name="api-directive-revocation"),
    path("patients/<uuid:patient_id>/accesses", accesses.PatientAccesses.as_view(), name="api-patient-accesses"),
    path("rights-requests", rights.RightsRequestList.as_view(), name="api-rights-requests"),
    path(_RIGHTS, rights.RightsRequestDetail.as_view(), name="api-rights-request"),
    path(f"{_RIGHTS}/person", rights.RightsRequestPerson.as_view(), name="api-rights-person"),
    path(f"{_RIGHTS}/precision", rights.RightsRequestPrecision.as_view(), name="api-rights-precision"),
    path(f"{_RIGHTS}/precision/asked", rights.RightsRequestPrecisionAsked.as_view(), name="api-rights-ask"),
    path(f"{_RIGHTS}/message-disclosure", rights.RightsRequestMessage.as_view(), name="api-rights-message"),
    path(f"{_RIGHTS}/quarantine", rights.RightsRequestQuarantine.as_view(), name="api-rights-quarantine"),
    path(f"{_RIGHTS}/identity", rights.RightsRequestIdentity.as_view(), name="api-rights-identity"),
    path(f"{_RIGHTS}/extension", rights.RightsRequestExtension.as_view(), name="api-rights-extension"),
    path(f"{_RIGHTS}/decision", rights.RightsRequestDecision.as_view(), name="api-rights-decision"),
    path(f"{_RIGHTS}/answer", rights.RightsRequestAnswer.as_view(), name="api-rights-answer"),
    path(f"{_RIGHTS}/export", rights.RightsRequestExport.as_view(), name="api-rights-export"),
    path("session/compromise", incidents.OwnCompromise.as_view(), name="api-own-compromise"),
    path("people/<uuid:user_id>/compromise", incidents.PersonCompromise.as_view(), name="api-person-compromise"),
    path("legal-holds", legal_holds.LegalHoldList.as_view(), name="api-legal-holds"),
    path("legal-holds/<uuid:hold_id>/review", legal_holds.LegalHoldReview.as_view(), name="api-legal-hold-review"),
    path("legal-holds/<uuid:hold_id>/lift", legal_holds.LegalHoldLift.as_view(), name="api-legal-hold-lift"),
    path("retention/rules", retention.RetentionRules.as_view(), name="api-retention-rules"),
    path("retention/reports", retention.RetentionReports.as_view(), name="api-retention-reports"),
    path("retention/choices", retention.RetentionChoices.as_view(), name="api-retention-choices"),
]
