"""Every page, by screen."""

from django.urls import include, path

from web.front_door import front_door
from web.planning import feeds

urlpatterns = [
    path("", front_door, name="front-door"),
    path("", include("web.account.urls")),
    path("", include("web.public.urls")),
    path("accord/", include("web.guardian.urls")),
    path("rdv/", include("web.portal.urls")),
    path("charte/", include("web.charter.urls")),
    path("bureau/", include("web.desk.urls")),
    path("flux/<uuid:practice_id>/<uuid:feed_id>/<str:token>/agenda.ics", feeds.read, name="calendar-feed"),
    path("planning/", include("web.planning.urls")),
    path("gestion/", include("web.management.urls")),
    path("registre/", include("web.office.urls")),
    path("", include("web.live.urls")),
]
