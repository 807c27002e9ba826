"""The routes of this room, under /api/v1/."""

from django.urls import path

from consent import api, charter_api

urlpatterns = [
    path("notices", api.NoticeList.as_view(), name="api-notices"),
    path("notices/current", api.CurrentNotice.as_view(), name="api-current-notice"),
    path("charters", charter_api.CharterList.as_view(), name="api-charters"),
    path("charters/owed", charter_api.OwedCharters.as_view(), name="api-charters-owed"),
    path("charters/acceptances", charter_api.CharterAcceptances.as_view(), name="api-charter-acceptances"),
]
