"""Every page, by screen."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="desk:home"), name="front-door"),
    path("", include("web.account.urls")),
    path("bureau/", include("web.desk.urls")),
]
