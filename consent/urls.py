"""The routes of this room, under /api/v1/."""

from django.urls import path

from consent import api

urlpatterns = [path("notices/current", api.CurrentNotice.as_view(), name="api-current-notice")]
