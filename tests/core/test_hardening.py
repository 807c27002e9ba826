"""Headers of every answer, and addresses that cannot carry a NUL."""

import json

from django.http import HttpResponse
from django.test import RequestFactory

from core.hardening import HardeningMiddleware


def middleware() -> HardeningMiddleware:
    return HardeningMiddleware(lambda request: HttpResponse("ok"))


def test_no_answer_is_cached_and_no_sensor_is_opened() -> None:
    response = middleware()(RequestFactory().get("/"))
    assert response["Cache-Control"] == "no-store"
    assert "microphone=()" in response["Permissions-Policy"]


def test_a_null_character_in_the_address_is_refused_by_name() -> None:
    request = RequestFactory().get("/api/v1/slots", {"from": "2026\0"})
    request.resolver_match = None
    refused = middleware().process_view(request)
    assert refused is not None
    assert refused.status_code == 400
    (error,) = json.loads(refused.content)["errors"]
    assert (error["field"], error["code"]) == ("from", "null-character")


def test_an_ordinary_address_passes() -> None:
    request = RequestFactory().get("/", {"from": "2026-11-23"})
    request.resolver_match = None
    assert middleware().process_view(request) is None
