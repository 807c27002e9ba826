"""What a sender leaves in the log: never a number, a word of a message or a password of a gateway."""

import logging
from typing import Any

import pytest
from django.conf import settings as product

from booking.models import Appointment
from tests.notifications.conftest import MOBILE, send_all
from tests.notifications.gateway import PATH_SECRET, Gateway


def test_a_gateway_called_by_get_is_not_written_into_the_log(
    visit: Appointment, gateway: Gateway, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TELEPHONY_ACCOUNTS = {**settings.TELEPHONY_ACCOUNTS, "gate": gateway.kannel()}
    gateway.lose_next = 1
    with caplog.at_level(logging.INFO):
        send_all()
    assert len(gateway.texts) == 1
    for secret in (MOBILE, MOBILE[1:], "rendez-vous", PATH_SECRET, "password"):
        assert secret not in caplog.text
    assert product.LOGGING["loggers"]["httpx"]["level"] == "WARNING"
