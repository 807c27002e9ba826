"""The routes of this room, under /api/v1/."""

from django.urls import path

from practices import api

urlpatterns = [
    path("practices", api.PracticeList.as_view(), name="api-practices"),
    path("practitioner-roles", api.PractitionerRoleList.as_view(), name="api-practitioner-roles"),
    path("visit-reasons", api.VisitReasonList.as_view(), name="api-visit-reasons"),
    path("delegations", api.DelegationList.as_view(), name="api-delegations"),
    path(
        "delegations/<uuid:delegation_id>/revocation",
        api.DelegationRevocation.as_view(),
        name="api-delegation-revocation",
    ),
]
