"""The routes of this room, under /api/v1/."""

from django.urls import path

from booking import (
    api,
    consigne_api,
    explain_api,
    guardian_api,
    openings_api,
    overrides_api,
    series_api,
    shut_api,
    substitutes_api,
)

_ONE = "appointments/<uuid:appointment_id>"

urlpatterns = [
    path("slots", api.SlotList.as_view(), name="api-slots"),
    path("slots/explanation", explain_api.SlotExplanation.as_view(), name="api-slot-explanation"),
    path("holds", api.HoldCreation.as_view(), name="api-holds"),
    path("holds/<uuid:hold_id>", api.HoldDetail.as_view(), name="api-hold"),
    path("appointments", api.AppointmentList.as_view(), name="api-appointments"),
    path("appointments/series", series_api.SeriesCreation.as_view(), name="api-series"),
    path("appointments/series/proposal", series_api.SeriesProposal.as_view(), name="api-series-proposal"),
    path(_ONE, api.AppointmentDetail.as_view(), name="api-appointment"),
    path(f"{_ONE}/move", api.AppointmentMove.as_view(), name="api-appointment-move"),
    path(f"{_ONE}/cancellation", api.AppointmentCancellation.as_view(), name="api-appointment-cancellation"),
    path(f"{_ONE}/arrival", api.AppointmentArrival.as_view(), name="api-appointment-arrival"),
    path(f"{_ONE}/fulfilment", api.AppointmentFulfilment.as_view(), name="api-appointment-fulfilment"),
    path(f"{_ONE}/noshow", api.AppointmentNoshow.as_view(), name="api-appointment-noshow"),
    path(f"{_ONE}/guardian", guardian_api.GuardianOfAppointment.as_view(), name="api-guardian"),
    path(f"{_ONE}/guardian/link", guardian_api.GuardianLinkCreation.as_view(), name="api-guardian-link"),
    path(f"{_ONE}/guardian/settlement", guardian_api.GuardianSettlement.as_view(), name="api-guardian-settlement"),
    path(
        f"{_ONE}/guardian/<uuid:consent_id>/withdrawal",
        guardian_api.GuardianWithdrawal.as_view(),
        name="api-guardian-withdrawal",
    ),
    path(f"{_ONE}/minor-secrecy", guardian_api.MinorSecrecy.as_view(), name="api-minor-secrecy"),
    path("appointments/pending", guardian_api.PendingList.as_view(), name="api-pending-appointments"),
    path(
        "patients/<uuid:patient_id>/relatives/<uuid:relative_id>/appointments",
        guardian_api.AppointmentsOfProxy.as_view(),
        name="api-relative-appointments",
    ),
    path(f"{_ONE}/series", series_api.SeriesOfAppointment.as_view(), name="api-appointment-series"),
    path(f"{_ONE}/series/move", series_api.SeriesMove.as_view(), name="api-series-move"),
    path(f"{_ONE}/series/cancellation", series_api.SeriesCancellation.as_view(), name="api-series-cancellation"),
    path("substitutions", substitutes_api.SubstitutionList.as_view(), name="api-substitutions"),
    path(
        "substitutions/<uuid:substitution_id>/end",
        substitutes_api.SubstitutionEnd.as_view(),
        name="api-substitution-end",
    ),
    path("consignes/absences", consigne_api.ToldAbsence.as_view(), name="api-told-absences"),
    path(
        "consigne-versions/<uuid:version_id>/absence-withdrawal",
        consigne_api.ToldAbsenceWithdrawal.as_view(),
        name="api-told-absence-withdrawal",
    ),
    path(
        "consigne-versions/<uuid:version_id>/preview",
        consigne_api.ConsignePreview.as_view(),
        name="api-consigne-preview",
    ),
    path(f"{_ONE}/consigne-answers", consigne_api.ConsigneAnswers.as_view(), name="api-consigne-answers"),
    path("overrides", overrides_api.OverrideList.as_view(), name="api-overrides"),
    path(
        "overrides/<uuid:override_id>/settlement",
        overrides_api.OverrideSettlement.as_view(),
        name="api-override-settlement",
    ),
    path(
        "overrides/<uuid:override_id>/reason-disclosure",
        overrides_api.OverrideReasonDisclosure.as_view(),
        name="api-override-reason-disclosure",
    ),
    path("opening-rules", openings_api.OpeningRuleList.as_view(), name="api-opening-rules"),
    path(
        "opening-rules/<uuid:opening_rule_id>/change",
        openings_api.OpeningRuleChange.as_view(),
        name="api-opening-rule-change",
    ),
    path(
        "opening-rules/<uuid:opening_rule_id>/end", openings_api.OpeningRuleEnd.as_view(), name="api-opening-rule-end"
    ),
    path("opening-exceptions", openings_api.OpeningExceptionList.as_view(), name="api-opening-exceptions"),
    path(
        "opening-exceptions/<uuid:opening_exception_id>",
        openings_api.OpeningExceptionDetail.as_view(),
        name="api-opening-exception",
    ),
    path("absences", shut_api.AbsenceList.as_view(), name="api-absences"),
    path("absences/<uuid:absence_id>", shut_api.AbsenceDetail.as_view(), name="api-absence"),
    path("closures", shut_api.ClosureList.as_view(), name="api-closures"),
    path("closures/<uuid:closure_id>", shut_api.ClosureDetail.as_view(), name="api-closure"),
]
