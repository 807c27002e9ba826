"""The addresses vendors call."""

from django.urls import path

from calls.webhooks import VendorWebhook

urlpatterns = [
    path("telephonie/<slug:vendor>/<slug:account>/", VendorWebhook.as_view(), name="vendor-webhook"),
    path(
        "telephonie/<slug:vendor>/<slug:account>/<slug:secret>/", VendorWebhook.as_view(), name="vendor-webhook-secret"
    ),
]
