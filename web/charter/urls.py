"""The charter's pages. `/charte/` is what opens before it is accepted (settings.CHARTER_FREE_PATHS)."""

from django.urls import path

from web.charter.views import acceptance, publication

app_name = "charter"

urlpatterns = [
    path("", acceptance.accept, name="accept"),
    path("textes/", acceptance.texts, name="texts"),
    path("publier/<uuid:organisation_id>/<str:kind>/", publication.publish, name="publish"),
]
