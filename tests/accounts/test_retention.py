"""What this room forgets by itself."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import Session, SignIn
from accounts.tasks import clear_ended_sessions, forget_old_sign_ins
from core import clock
from tests.factories.accounts import person, signed_in


@pytest.mark.django_db
@pytest.mark.requirement("SAS-20")
def test_the_purge_deletes_what_is_older_than_twelve_months() -> None:
    user, at = person(), clock.now()
    for days in (364, 366):
        SignIn.objects.create(
            user=user, subject="0" * 64, at=at - timedelta(days=days), outcome="signed-in", method="totp"
        )
    assert forget_old_sign_ins() == 1
    assert SignIn.objects.count() == 1


@pytest.mark.django_db
def test_the_rows_of_ended_sessions_are_swept() -> None:
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False) as moved:
        signed_in(Client(), person())
        clear_ended_sessions()
        assert Session.objects.count() == 1
        moved.shift(30 * 60)
        clear_ended_sessions()
        assert not Session.objects.exists()
