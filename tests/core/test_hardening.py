"""Headers of every answer, and addresses that cannot carry a NUL."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core.errors import InvalidInput
from core.hardening import HardeningMiddleware


def middleware() -> HardeningMiddleware:
    return HardeningMiddleware(lambda request: HttpResponse("ok"))


def test_no_answer_is_cached_and_no_sensor_is_opened() -> None:
    response = middleware()(RequestFactory().get("/"))
    assert response["Cache-Control"] == "no-store"
    assert "microphone=()" in response["Permissions-Policy"]


def test_a_null_character_in_the_address_is_refused_by_name() -> None:
    request = RequestFactory().get("/", {"from": "2026\0"})
    request.resolver_match = None
    with pytest.raises(InvalidInput) as caught:
        middleware().process_view(request)
    assert (caught.value.errors[0].field, caught.value.errors[0].code) == ("from", "null-character")


def test_an_ordinary_address_passes() -> None:
    request = RequestFactory().get("/", {"from": "2026-11-23"})
    request.resolver_match = None
    assert middleware().process_view(request) is None
