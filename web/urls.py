"""Every page, by screen."""

from django.urls import include, path

from web.front_door import front_door

urlpatterns = [
    path("", front_door, name="front-door"),
    path("", include("web.account.urls")),
    path("", include("web.public.urls")),
    path("accord/", include("web.guardian.urls")),
    path("charte/", include("web.charter.urls")),
    path("bureau/", include("web.desk.urls")),
    path("registre/", include("web.office.urls")),
]
