"""Mounted under /api/v1/ without a trailing slash."""

from django.db.transaction import non_atomic_requests
from django.urls import path

from accounts import api

# A refused attempt leaves its traces: these views commit what they write themselves.
urlpatterns = [
    path("session", non_atomic_requests(api.SessionView.as_view()), name="session"),
    path("session/otp", non_atomic_requests(api.CodeView.as_view()), name="session-otp"),
    path("session/step-up", non_atomic_requests(api.StepUpView.as_view()), name="session-step-up"),
]
