"""Every address of the product, by room."""

from django.urls import include, path
from drf_spectacular.views import SpectacularSwaggerSplitView

from config.openapi import PublishedDescription
from core.problem_pages import meaning_of

urlpatterns = [
    path("api/v1/", include("accounts.urls")),
    path("api/v1/", include("practices.urls")),
    path("api/v1/", include("consent.urls")),
    path("api/v1/", include("patients.urls")),
    path("api/v1/", include("instructions.urls")),
    path("api/v1/", include("booking.urls")),
    path("api/v1/", include("calls.api_urls")),
    path("api/v1/", include("calls.session_urls")),
    path("api/v1/", include("notifications.urls")),
    path("api/v1/", include("privacy.urls")),
    path("api/v1/schema", PublishedDescription.as_view(), name="api-schema"),
    path("api/v1/docs", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    path("problems/<str:code>", meaning_of, name="problem-meaning"),
    path("", include("calls.urls")),
    path("", include("config.health_urls")),
    path("", include("web.urls")),
]

handler400 = "core.problems.bad_request"
handler403 = "core.problems.forbidden"
handler404 = "core.problems.not_found"
handler500 = "core.problems.unexpected"
