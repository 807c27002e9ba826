"""A practice that takes online bookings on the Monday of the tests, and somebody who books."""

import pytest

from practices.models import VisitReason
from tests.factories.online import Booker, open_online
from tests.factories.practices import House


@pytest.fixture
def online(ours: House) -> VisitReason:
    return open_online(ours, public_instructions="Apportez votre carte Vitale.")


@pytest.fixture
def booker(ours: House, online: VisitReason) -> Booker:
    return Booker(ours, online)
