"""What this room forgets by itself."""

from datetime import timedelta

import pytest

from accounts.models import SignIn
from accounts.services import purge_sign_ins
from core import clock
from tests.factories.accounts import person


@pytest.mark.slow
@pytest.mark.requirement("SAS-20")
def test_the_purge_deletes_what_is_older_than_twelve_months(committed: None) -> None:
    user, at = person(), clock.now()
    for days in (364, 366):
        SignIn.objects.create(
            user=user, subject="0" * 64, at=at - timedelta(days=days), outcome="signed-in", method="totp"
        )
    assert purge_sign_ins() == 1
    assert SignIn.objects.count() == 1
