"""The routes of calls, under /api/v1/."""

from django.db import transaction
from django.urls import path

from calls import session_api as api

_ONE = "calls/<uuid:call_id>"

urlpatterns = [
    path("calls/live", api.LiveCalls.as_view(), name="api-calls-live"),
    path("calls/to-call-back", api.CallsToReturn.as_view(), name="api-calls-to-call-back"),
    path("calls/activity", api.CallActivity.as_view(), name="api-calls-activity"),
    path("calls/activity/people", api.PeopleActivity.as_view(), name="api-calls-activity-people"),
    path("calls/recording-choice", api.RecordingChoiceOfPractice.as_view(), name="api-recording-choice"),
    path(_ONE, api.OneCall.as_view(), name="api-call"),
    path(f"{_ONE}/take", api.CallTaking.as_view(), name="api-call-take"),
    path(f"{_ONE}/wrap-up", api.CallWrapUp.as_view(), name="api-call-wrap-up"),
    path(f"{_ONE}/claim", api.CallBackClaim.as_view(), name="api-call-claim"),
    path(f"{_ONE}/call-back", transaction.non_atomic_requests(api.CallBackPlacing.as_view()), name="api-call-back"),
    path(f"{_ONE}/call-back-outcome", api.CallBackOutcome.as_view(), name="api-call-back-outcome"),
    path(
        f"{_ONE}/recording", transaction.non_atomic_requests(api.CallRecordingOf.as_view()), name="api-call-recording"
    ),
]
