"""The access log keeps our words and ids, and nothing that a caller typed into an address."""

import logging

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path as route

from config.access_log import without_typed_values

ID = "01a201ae-fbbe-7ff8-85e1-cd3b88ed517a"


@pytest.mark.parametrize(
    "path",
    ["/", "/healthz", f"/api/v1/patients/{ID}/nir-disclosure", f"/bureau/appel/{ID}/{ID}/", "/static/desk.css", ""],
)
def test_our_own_addresses_are_written_as_they_are(path: str) -> None:
    assert without_typed_values(path) == path


@pytest.mark.parametrize(
    "typed",
    [
        "257119912600144",
        "2 57 11 99",
        "LEFEVRE",
        "Lefèvre",
        "12031984",
        "a" * 37,
        "x%20y",
        "02619112",
        f"{ID}0",
        "a\nb",
    ],
)
def test_what_somebody_typed_is_not_written(typed: str) -> None:
    assert without_typed_values(f"/api/v1/patients/{typed}/nir-disclosure") == "/api/v1/patients/…/nir-disclosure"


def _fails(request: HttpRequest, token: str) -> HttpResponse:
    raise RuntimeError("broken")


urlpatterns = [route("accord/<str:token>/", _fails), route("rdv/lien/<str:token>/", _fails)]


@pytest.mark.parametrize("page", ["accord", "rdv/lien"])
def test_an_error_behind_a_live_link_is_logged_without_its_token(page: str, caplog: pytest.LogCaptureFixture) -> None:
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]), caplog.at_level(logging.ERROR, "django.request"):
        answer = Client(raise_request_exception=False).get(f"/{page}/AZr3Kd0Xe-09.Zk2tQ/")
    assert answer.status_code == 500
    assert f"Internal Server Error: /{page}/…/" in caplog.text
    assert "AZr3Kd0Xe" not in caplog.text


def test_whatever_reaches_the_console_passes_the_same_filter() -> None:
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["careful"]
