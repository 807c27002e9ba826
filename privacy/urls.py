"""The routes of this room, under /api/v1/."""

from django.urls import path

from privacy.api import (
    accesses,
    account_directives,
    data_map,
    deaths,
    incidents,
    legal_holds,
    oddities,
    operator,
    operator_letters,
    pending_acts,
    posting,
    practice_orders,
    register,
    retention,
    rights,
    rights_acts,
)

_INCIDENT = "incidents/<uuid:incident_id>"
_DEATH = "deaths/<uuid:report_id>"
_RIGHTS = "rights-requests/<uuid:request_id>"
_DIRECTIVE = "directives/<uuid:directive_id>"
_ACCOUNT_DIRECTIVE = "operator/account-directives/<uuid:directive_id>"
_HOST = "operator/hosts/<uuid:host_id>"
_PROCESSOR = "operator/processors/<uuid:processor_id>"
_EVIDENCE = "operator/evidence/<uuid:evidence_id>"
_AUTHORITY = "operator/authority-requests/<uuid:request_id>"
_TICKET = "operator/tickets/<uuid:ticket_id>"
_INSTRUCTION = "deletion-instructions/<uuid:instruction_id>"
_ACT = "pending-acts/<uuid:act_id>"
_CHANNEL = "exchange-channels/<uuid:channel_id>"

urlpatterns = [
    path("privacy/register", register.Register.as_view(), name="api-privacy-register"),
    path("privacy/data-map", data_map.DataMap.as_view(), name="api-data-map"),
    path("privacy/accesses", accesses.PracticeAccesses.as_view(), name="api-practice-accesses"),
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
    path("rights-letters", posting.LettersToPost.as_view(), name="api-rights-letters"),
    path("rights-letters/<uuid:letter_id>/posted", posting.LetterPosted.as_view(), name="api-rights-letter-posted"),
    path("session/directive", account_directives.OwnDirective.as_view(), name="api-own-directive"),
    path(
        "operator/account-directives",
        account_directives.AccountDirectiveList.as_view(),
        name="api-account-directives",
    ),
    path(
        f"{_ACCOUNT_DIRECTIVE}/disclosure",
        account_directives.AccountDirectiveDisclosure.as_view(),
        name="api-account-directive-texts",
    ),
    path(
        f"{_ACCOUNT_DIRECTIVE}/execution",
        account_directives.AccountDirectiveExecution.as_view(),
        name="api-account-directive-execution",
    ),
    path("patients/<uuid:patient_id>/accesses", accesses.PatientAccesses.as_view(), name="api-patient-accesses"),
    path("rights-requests", rights.RightsRequestList.as_view(), name="api-rights-requests"),
    path(_RIGHTS, rights.RightsRequestDetail.as_view(), name="api-rights-request"),
    path(f"{_RIGHTS}/person", rights.RightsRequestPerson.as_view(), name="api-rights-person"),
    path(f"{_RIGHTS}/precision", rights.RightsRequestPrecision.as_view(), name="api-rights-precision"),
    path(f"{_RIGHTS}/precision/asked", rights.RightsRequestPrecisionAsked.as_view(), name="api-rights-ask"),
    path(f"{_RIGHTS}/message-disclosure", rights.RightsRequestMessage.as_view(), name="api-rights-message"),
    path(f"{_RIGHTS}/quarantine", rights.RightsRequestQuarantine.as_view(), name="api-rights-quarantine"),
    path(f"{_RIGHTS}/identity", rights.RightsRequestIdentity.as_view(), name="api-rights-identity"),
    path(f"{_RIGHTS}/medical-file", rights.RightsRequestMedicalFile.as_view(), name="api-rights-medical-file"),
    path(f"{_RIGHTS}/extension", rights.RightsRequestExtension.as_view(), name="api-rights-extension"),
    path(f"{_RIGHTS}/decision", rights.RightsRequestDecision.as_view(), name="api-rights-decision"),
    path(f"{_RIGHTS}/answer", rights.RightsRequestAnswer.as_view(), name="api-rights-answer"),
    path(f"{_RIGHTS}/export", rights.RightsRequestExport.as_view(), name="api-rights-export"),
    path(f"{_RIGHTS}/rectification", rights_acts.RightsRectification.as_view(), name="api-rights-rectification"),
    path(f"{_RIGHTS}/restriction", rights_acts.RightsRestriction.as_view(), name="api-rights-restriction"),
    path(
        f"{_RIGHTS}/restriction/lift", rights_acts.RightsRestrictionLift.as_view(), name="api-rights-restriction-lift"
    ),
    path(f"{_RIGHTS}/lock", rights_acts.RightsLock.as_view(), name="api-rights-lock"),
    path(f"{_RIGHTS}/unlock", rights_acts.RightsUnlock.as_view(), name="api-rights-unlock"),
    path(f"{_RIGHTS}/erasure", rights_acts.RightsErasure.as_view(), name="api-rights-erasure"),
    path(f"{_RIGHTS}/purposes", rights_acts.RightsPurposes.as_view(), name="api-rights-purposes"),
    path(
        f"{_RIGHTS}/recipients/<uuid:recipient_id>/settlement",
        rights_acts.RightsRecipientSettlement.as_view(),
        name="api-rights-recipient",
    ),
    path(f"{_RIGHTS}/letters/<uuid:letter_id>", rights_acts.RightsLetterDetail.as_view(), name="api-rights-letter"),
    path("session/compromise", incidents.OwnCompromise.as_view(), name="api-own-compromise"),
    path("people/<uuid:user_id>/compromise", incidents.PersonCompromise.as_view(), name="api-person-compromise"),
    path("legal-holds", legal_holds.LegalHoldList.as_view(), name="api-legal-holds"),
    path("legal-holds/<uuid:hold_id>/review", legal_holds.LegalHoldReview.as_view(), name="api-legal-hold-review"),
    path("legal-holds/<uuid:hold_id>/lift", legal_holds.LegalHoldLift.as_view(), name="api-legal-hold-lift"),
    path("retention/rules", retention.RetentionRules.as_view(), name="api-retention-rules"),
    path("retention/reports", retention.RetentionReports.as_view(), name="api-retention-reports"),
    path("retention/choices", retention.RetentionChoices.as_view(), name="api-retention-choices"),
    path("operator/alarms", operator.OperatorAlarms.as_view(), name="api-operator-alarms"),
    path("operator/hosts", operator.HostList.as_view(), name="api-hosts"),
    path(f"{_HOST}/end", operator.HostEnd.as_view(), name="api-host-end"),
    path("operator/processors", operator.ProcessorList.as_view(), name="api-processors"),
    path(f"{_PROCESSOR}/review", operator.ProcessorReview.as_view(), name="api-processor-review"),
    path(f"{_PROCESSOR}/end", operator.ProcessorEnd.as_view(), name="api-processor-end"),
    path("operator/evidence", operator.EvidenceList.as_view(), name="api-evidence"),
    path(f"{_EVIDENCE}/end", operator.EvidenceEnd.as_view(), name="api-evidence-end"),
    path("operator/authority-requests", operator_letters.AuthorityRequestList.as_view(), name="api-authority-requests"),
    path(f"{_AUTHORITY}/answer", operator_letters.AuthorityRequestAnswer.as_view(), name="api-authority-answer"),
    path(f"{_AUTHORITY}/disclosure", operator_letters.AuthorityRequestDisclosure.as_view(), name="api-authority-texts"),
    path("operator/tickets", operator_letters.TicketList.as_view(), name="api-tickets"),
    path(f"{_TICKET}/acknowledgement", operator_letters.TicketAcknowledgement.as_view(), name="api-ticket-acknowledge"),
    path(f"{_TICKET}/answer", operator_letters.TicketAnswer.as_view(), name="api-ticket-answer"),
    path(f"{_TICKET}/disclosure", operator_letters.TicketDisclosure.as_view(), name="api-ticket-texts"),
    path("deletion-instructions", practice_orders.InstructionList.as_view(), name="api-deletion-instructions"),
    path(f"{_INSTRUCTION}/done", practice_orders.InstructionDone.as_view(), name="api-deletion-instruction-done"),
    path(
        f"{_INSTRUCTION}/disclosure",
        practice_orders.InstructionDisclosure.as_view(),
        name="api-deletion-instruction-texts",
    ),
    path("exchange-channels", practice_orders.ChannelList.as_view(), name="api-exchange-channels"),
    path(f"{_CHANNEL}/withdrawal", practice_orders.ChannelWithdrawal.as_view(), name="api-exchange-channel-withdrawal"),
    path("people/<uuid:user_id>/withdrawal", pending_acts.Withdrawal.as_view(), name="api-person-withdrawal"),
    path("pending-acts", pending_acts.PendingActList.as_view(), name="api-pending-acts"),
    path(f"{_ACT}/confirmation", pending_acts.PendingActConfirmation.as_view(), name="api-pending-act-confirmation"),
    path(f"{_ACT}/drop", pending_acts.PendingActDrop.as_view(), name="api-pending-act-drop"),
]
