"""The routes of this room, under /api/v1/."""

from django.urls import path

from practices import api, people_api

urlpatterns = [
    path("practices", api.PracticeList.as_view(), name="api-practices"),
    path("practitioner-roles", api.PractitionerRoleList.as_view(), name="api-practitioner-roles"),
    path("instruction-sets", api.InstructionSetList.as_view(), name="api-instruction-sets"),
    path(
        "practitioner-roles/<uuid:practitioner_role_id>/instruction-set",
        api.InstructionSetDetail.as_view(),
        name="api-instruction-set",
    ),
    path("visit-reasons", api.VisitReasonList.as_view(), name="api-visit-reasons"),
    path("delegations", api.DelegationList.as_view(), name="api-delegations"),
    path(
        "delegations/<uuid:delegation_id>/completion",
        api.DelegationCompletion.as_view(),
        name="api-delegation-completion",
    ),
    path(
        "delegations/<uuid:delegation_id>/revocation",
        api.DelegationRevocation.as_view(),
        name="api-delegation-revocation",
    ),
    path("people/<uuid:user_id>/sanctions", people_api.SanctionList.as_view(), name="api-person-sanctions"),
    path("people/<uuid:user_id>/suspension", people_api.Suspension.as_view(), name="api-person-suspension"),
    path("people/<uuid:user_id>/reinstatement", people_api.Reinstatement.as_view(), name="api-person-reinstatement"),
    path("sanctions/<uuid:sanction_id>/reason", people_api.SanctionReason.as_view(), name="api-sanction-reason"),
    path("sanctions/<uuid:sanction_id>/reports", people_api.OrderReports.as_view(), name="api-sanction-reports"),
]
