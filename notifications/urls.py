"""The routes of this room, under /api/v1/."""

from django.urls import path

from notifications import api

_ONE = "follow-ups/<uuid:follow_up_id>"

urlpatterns = [
    path("follow-ups", api.FollowUpList.as_view(), name="api-follow-ups"),
    path(f"{_ONE}/settlement", api.FollowUpSettlement.as_view(), name="api-follow-up-settlement"),
    path(f"{_ONE}/resending", api.FollowUpResending.as_view(), name="api-follow-up-resending"),
    path(f"{_ONE}/disclosure", api.FollowUpReply.as_view(), name="api-follow-up-disclosure"),
    path("practices/<uuid:practice_id>/reminder-plan", api.ReminderPlanDetail.as_view(), name="api-reminder-plan"),
]
