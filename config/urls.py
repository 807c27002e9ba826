"""Every address of the product, by room."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


from pathlib import Path as _P  # TEMPORARY while rooms land

_R = _P(__file__).resolve().parent.parent
urlpatterns = [
    path("api/v1/", include(f"{r}.urls"))
    for r in ("accounts", "practices", "consent", "patients", "booking")
    if (_R / r / "urls.py").exists()
]
urlpatterns += [
    path("api/v1/schema", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/v1/docs", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
]
if (_R / "config/health_urls.py").exists():
    urlpatterns += [path("", include("config.health_urls"))]
if (_R / "web/urls.py").exists():
    urlpatterns += [path("", include("web.urls"))]

handler400 = "core.problems.bad_request"
handler403 = "core.problems.forbidden"
handler404 = "core.problems.not_found"
handler500 = "core.problems.unexpected"
