"""The routes of this room, under /api/v1/."""

from django.urls import path

from privacy.api import register

urlpatterns = [path("privacy/register", register.Register.as_view(), name="api-privacy-register")]
