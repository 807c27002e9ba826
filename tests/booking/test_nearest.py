"""The three starts offered to whoever lost a race are the nearest of all agendas, whatever was looked at first."""

from datetime import timedelta

import pytest

from booking import nearest as looking
from booking.nearest import nearest
from booking.offer import offer_of
from booking.search import Slot
from core.scoping import Actor
from tests.factories.booking import NOW, open_every_week
from tests.factories.practices import House, make_role, make_visit_reason

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("hours", [2, 5, 26, 50, 75])
def test_what_is_looked_at_first_changes_no_answer(
    camille: Actor, ours: House, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    other = make_role(ours.practice, ours.location)
    open_every_week(other)
    reason = make_visit_reason(ours.practice, [ours.role, other], "Suivi", duration_minutes=20)
    offer = offer_of(camille, reason.id)
    agenda = offer.agendas[0]
    wanted = Slot(agenda, int((NOW + timedelta(hours=hours)).timestamp()), offer.terms.shape.duration)
    quick = nearest(offer.terms, offer.terms.shape, offer.agendas, wanted)
    monkeypatch.setattr(looking, "NEAR", 0)
    whole = nearest(offer.terms, offer.terms.shape, offer.agendas, wanted)
    assert quick == whole
    assert len(whole) == 3
