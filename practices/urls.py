"""The routes of this room, under /api/v1/."""

from django.urls import path

from practices import api

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
        "delegations/<uuid:delegation_id>/revocation",
        api.DelegationRevocation.as_view(),
        name="api-delegation-revocation",
    ),
]
