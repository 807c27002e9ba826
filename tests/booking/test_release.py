"""Doors open one after the other: the telephone, then partners, then the web."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from booking import services
from booking.errors import NotOffered
from booking.queries import search_slots
from booking.release import ALWAYS, Release, open_until, opens_at
from core.errors import InvalidInput
from core.scoping import Actor, Channel, acting_as, system_actor
from patients.models import Patient
from practices.models import VisitReason
from practices.services import VisitTerms
from tests.factories.booking import MONDAY, at, book, hold
from tests.factories.practices import House, make_visit_reason

STAGED = {"by_web": True, "by_partner": True, "partner_release_hours": 48, "web_release_hours": 24}
THURSDAY = at("09:00", MONDAY + timedelta(days=3))
HOUR = timedelta(hours=1)


@pytest.fixture
def staged(ours: House) -> House:
    return replace(ours, visit_reason=make_visit_reason(ours.practice, [ours.role], "Par étapes", **STAGED))


def through(actor: Actor, door: Channel) -> Actor:
    """A program comes through the partner door, a person through the telephone's even over the API."""
    return replace(actor, channel=door, user_id=None if door is Channel.API else actor.user_id)


def starts(actor: Actor, house: House, day: Any = THURSDAY) -> list[datetime]:
    found = search_slots(actor, visit_reason_id=house.visit_reason.id, start=day, end=day + HOUR)
    return [start for group in found.groups for start in group.starts]


def test_a_release_is_a_number_of_hours_before_the_start() -> None:
    now = datetime(2041, 1, 14, 6, tzinfo=UTC)
    release = Release(partner_hours=48, web_hours=24)
    assert open_until(release, Channel.PHONE, now) == open_until(release, Channel.SYSTEM, now) == ALWAYS
    for door, hours in ((Channel.API, 48), (Channel.WEB, 24)):
        bound = now + timedelta(hours=hours)
        assert bound < open_until(release, door, now) <= bound + timedelta.resolution
        assert opens_at(release, door, bound) == now
    assert open_until(Release(), Channel.WEB, now) == ALWAYS
    assert opens_at(Release(), Channel.WEB, now) is opens_at(release, Channel.PHONE, now) is None


def test_each_door_sees_a_time_from_its_hour_on(camille: Actor, staged: House, travel: time_machine.Traveller) -> None:
    doors = (Channel.PHONE, Channel.API, Channel.WEB)
    for before, seen in ((49, 1), (48, 2), (25, 2), (24, 3), (1, 3)):
        travel.move_to(THURSDAY - before * HOUR, tick=False)
        offered = [THURSDAY in starts(through(camille, door), staged) for door in doors]
        assert offered == [True] * seen + [False] * (3 - seen), before


@pytest.mark.parametrize("door", [Channel.API, Channel.WEB])
def test_a_later_door_neither_holds_nor_books_nor_moves_too_early(
    camille: Actor, staged: House, patient: Patient, door: Channel, travel: time_machine.Traveller
) -> None:
    visit = book(camille, staged, patient.id, at("09:00"))
    later = through(camille, door)
    with acting_as(later):
        for act in (
            lambda: hold(later, staged, THURSDAY),
            lambda: book(later, staged, patient.id, THURSDAY),
            lambda: services.move_appointment(actor=later, appointment_id=visit.id, start=THURSDAY),
        ):
            with pytest.raises(NotOffered) as refusal:
                act()
            assert refusal.value.extra["reason"] == "not-released"
        travel.move_to(THURSDAY - 24 * HOUR, tick=False)
        assert book(later, staged, patient.id, THURSDAY).channel == door.value


def test_alternatives_of_a_lost_time_stay_behind_the_door(camille: Actor, staged: House, patient: Patient) -> None:
    tuesday = at("07:00", MONDAY + timedelta(days=1))
    book(camille, staged, patient.id, at("11:45"))
    visitor = through(camille, Channel.WEB)
    with acting_as(visitor), pytest.raises(Exception) as lost:
        hold(visitor, staged, at("11:45"))
    offered = [datetime.fromisoformat(other["start"]) for other in lost.value.extra["alternatives"]]
    assert offered and all(start <= tuesday for start in offered)


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"partner_release_hours": 24, "web_release_hours": 25}, "web_release_hours"),
        ({"partner_release_hours": 24}, "web_release_hours"),
        ({"partner_release_hours": -1, "web_release_hours": -1}, "partner_release_hours"),
        ({"web_release_hours": 17_521}, "web_release_hours"),
    ],
)
def test_the_web_never_opens_before_partners(ours: House, terms: dict[str, int], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        make_visit_reason(ours.practice, [ours.role], "Désordre", by_web=True, by_partner=True, **terms)
    assert field in {error.field for error in refusal.value.errors}


def test_the_order_only_binds_doors_that_are_open() -> None:
    for terms in ({"by_web": True}, {"by_partner": True}, {}):
        assert VisitTerms(duration_minutes=15, partner_release_hours=24, **terms).columns()
    both = {"by_web": True, "by_partner": True}
    assert VisitTerms(duration_minutes=15, **both).columns()
    assert VisitTerms(duration_minutes=15, web_release_hours=24, **both).columns()
    assert VisitTerms(duration_minutes=15, partner_release_hours=24, web_release_hours=24, **both).columns()


def test_the_database_refuses_the_same(ours: House) -> None:
    with acting_as(system_actor(ours.practice.id)):
        mine = VisitReason.objects.filter(pk=ours.visit_reason.pk)
        assert mine.update(**STAGED) == 1
        for terms, name in (
            ({"web_release_hours": 49}, "visitreason_web_never_before_partners"),
            ({"web_release_hours": None}, "visitreason_web_never_before_partners"),
            ({"partner_release_hours": 17_521}, "visitreason_released_within_2_years"),
            ({"daily_quota": 0}, "visitreason_quota_from_1_to_500"),
        ):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                mine.update(**terms)
