"""Spoken offers: up to three times kept while the caller thinks, for as long as the line is open and no longer."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from booking import queries as agenda
from booking import services as booking
from booking.errors import HoldExpired, OffersFull, SlotTaken
from booking.models import MOST_OFFERS, Appointment, Occupancy
from booking.services.hold import AT_THE_DESK, Hold
from calls.models import CallSession
from calls.queries import LONGEST_CALL, desk_calls
from calls.services import offer_slot, read_due, take_call, wrap_up
from core import clock
from core.errors import NotFound
from core.ids import new_id
from core.scoping import Actor, Channel, acting_as, system_actor
from tests.calls.lines import make_line
from tests.calls.live import hang_up, ringing
from tests.factories.patients import make_patient
from tests.factories.practices import World, join_as_practice_secretary, make_person, make_visit_reason, make_world
from tests.personas import CAMILLE

pytestmark = pytest.mark.django_db
RECORDED = datetime(2026, 11, 22, 2, 19, 40, tzinfo=UTC)
DAY = date(2026, 11, 24)
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with time_machine.travel(RECORDED, tick=False):
        world = make_world()
        system = system_actor(world.ours.practice.id)
        with acting_as(system):
            booking.add_opening_exception(
                actor=system, practitioner_role_id=world.ours.role.id, day=DAY, opens=time(9), closes=time(12)
            )
        make_line(world.ours.practice)
        yield world


def at(hour: str) -> datetime:
    return datetime.combine(DAY, time.fromisoformat(hour), tzinfo=PARIS)


def offer(world: World, call_id: UUID, hour: str, by: str = CAMILLE) -> Hold:
    actor = world.actor(by)
    with acting_as(actor):
        return offer_slot(
            actor=actor,
            practice_id=world.ours.practice.id,
            call_id=call_id,
            visit_reason_id=world.ours.visit_reason.id,
            practitioner_role_id=world.ours.role.id,
            start=at(hour),
        )


def free(world: World, by: Actor | None = None) -> set[str]:
    actor = by or world.actor(CAMILLE)
    with acting_as(actor):
        found = agenda.search_slots(
            actor, visit_reason_id=world.ours.visit_reason.id, start=at("00:00"), end=at("23:00")
        )
    return {f"{start:%H:%M}" for group in found.groups for start in group.starts}


def held(world: World) -> list[Occupancy]:
    with acting_as(system_actor(world.ours.practice.id)):
        return list(Occupancy.objects.filter(expires_at__isnull=False).order_by("call_place"))


def test_what_is_offered_stays_offered_for_as_long_as_the_line_is_open(world: World) -> None:
    call = ringing(world.ours.practice)
    for hour in ("09:00", "10:00", "11:00"):
        offer(world, call.id, hour)
    with time_machine.travel(RECORDED + timedelta(hours=1), tick=False):
        assert not {"09:00", "10:00", "11:00"} & free(world)
        assert "09:15" in free(world)
        web = Actor(None, world.actor(CAMILLE).grants, channel=Channel.WEB)
        assert not {"09:00", "10:00", "11:00"} & free(world, web)
    assert [row.expires_at for row in held(world)] == [call.started_at + LONGEST_CALL] * 3


def test_hanging_up_gives_every_offer_back(world: World) -> None:
    call = ringing(world.ours.practice)
    for hour in ("09:00", "10:00"):
        offer(world, call.id, hour)
    hang_up(world.ours.practice)
    assert held(world) == [] and {"09:00", "10:00"} <= free(world)


def test_wrapping_up_gives_every_offer_back_and_clears_the_desk_though_no_end_was_told(world: World) -> None:
    call, camille = ringing(world.ours.practice), world.actor(CAMILLE)
    offer(world, call.id, "09:00")
    with acting_as(camille):
        take_call(actor=camille, practice_id=call.practice_id, session_id=call.id)
        assert [each.id for each in desk_calls(camille)] == [call.id]
        wrap_up(actor=camille, practice_id=call.practice_id, session_id=call.id, disposition="informed")
        assert desk_calls(camille) == []
    assert held(world) == [] and "09:00" in free(world)
    assert offer(world, call.id, "09:00").expires_at == clock.now() + AT_THE_DESK


def test_a_time_taken_once_the_line_is_free_is_kept_two_minutes_and_no_late_fact_takes_it(world: World) -> None:
    call = hang_up(world.ours.practice)
    kept = offer(world, call.id, "09:00")
    assert kept.expires_at == clock.now() + AT_THE_DESK
    hang_up(world.ours.practice)
    assert len(held(world)) == 1


def test_a_call_that_no_telephone_told_of_keeps_a_time_for_two_minutes(world: World) -> None:
    assert offer(world, new_id(), "09:00").expires_at == clock.now() + AT_THE_DESK


def test_a_fourth_offer_is_refused_until_one_is_given_back(world: World) -> None:
    call = ringing(world.ours.practice)
    first, *_ = [offer(world, call.id, hour) for hour in ("09:00", "10:00", "11:00")]
    with pytest.raises(OffersFull):
        offer(world, call.id, "11:30")
    camille = world.actor(CAMILLE)
    with acting_as(camille):
        booking.release_hold(actor=camille, hold_id=first.id)
    assert offer(world, call.id, "11:30")
    assert [row.call_place for row in held(world)] == [1, 2, 3]


def test_the_database_itself_refuses_a_fourth_place_and_a_place_taken_twice(world: World) -> None:
    call = ringing(world.ours.practice)
    offer(world, call.id, "09:00")
    copy = (
        "INSERT INTO booking_occupancy"
        " (id, practice_id, practitioner_id, lane, starts_at, ends_at, expires_at, call_id, call_place)"
        " SELECT gen_random_uuid(), practice_id, practitioner_id, lane, starts_at + interval '1 h',"
        " ends_at + interval '1 h', expires_at, call_id, %s FROM booking_occupancy"
    )
    for place, rule in ((4, "in_a_place"), (None, "in_a_place"), (1, "one_offer_a_place")):
        with (
            acting_as(system_actor(world.ours.practice.id)),
            pytest.raises(IntegrityError, match=rule),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(copy, [place])


def test_confirming_one_gives_the_others_back(world: World) -> None:
    call = ringing(world.ours.practice)
    offer(world, call.id, "09:00")
    chosen = offer(world, call.id, "10:00")
    camille = world.actor(CAMILLE)
    patient = make_patient(world.ours.practice)
    with acting_as(camille):
        visit = booking.book_from_hold(actor=camille, patient_id=patient.id, hold_id=chosen.id)
    assert visit.call_id == call.id
    assert held(world) == []
    assert "09:00" in free(world) and "10:00" not in free(world)


def test_other_desks_see_by_whom_a_time_is_offered_and_cannot_take_it(world: World) -> None:
    world.people["lea"] = make_person("lea")
    join_as_practice_secretary(world.ours.practice, world.people["lea"])
    call = ringing(world.ours.practice)
    offer(world, call.id, "09:00")
    lea = world.actor("lea")
    with acting_as(lea):
        (shown,) = agenda.offered_now(lea, world.ours.practice.id, at("00:00"), at("23:00"))
    assert (shown.held_by, shown.call_id, f"{shown.start:%H:%M}") == (world.people[CAMILLE].id, call.id, "09:00")
    with pytest.raises(SlotTaken):
        offer(world, new_id(), "09:00", by="lea")


def test_a_reason_of_another_practice_is_not_offered_in_this_call(world: World) -> None:
    call = ringing(world.ours.practice)
    camille = world.actor(CAMILLE)
    with acting_as(camille), pytest.raises(NotFound):
        offer_slot(
            actor=camille,
            practice_id=world.ours.practice.id,
            call_id=call.id,
            visit_reason_id=world.theirs.visit_reason.id,
            practitioner_role_id=world.theirs.role.id,
            start=at("09:00"),
        )
    with acting_as(camille):
        assert not Occupancy.objects.exists()


HOURS = [f"{9 + n // 4:02}:{n % 4 * 15:02}" for n in range(12)]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_in_whatever_order_no_call_has_more_than_three_and_an_ended_one_has_none(
    world: World, seed: int
) -> None:
    """Two calls; random offers, confirmations, hang-ups and passing minutes, beside a simple model of them."""
    chance, names = random.Random(seed), count()
    practice, camille = world.ours.practice, world.actor(CAMILLE)
    calls: dict[str, CallSession] = {name: ringing(practice, name) for name in ("callone", "calltwo")}
    offers: dict[str, dict[str, UUID]] = {name: {} for name in calls}
    booked: set[str] = set()
    with time_machine.travel(RECORDED, tick=False) as traveller:
        for _ in range(40):
            name, hour = chance.choice(list(calls)), chance.choice(HOURS)
            act = chance.choices(("offer", "release", "book", "hang up", "wait"), (12, 3, 3, 1, 2))[0]
            mine = offers[name]
            if act == "wait":
                traveller.shift(timedelta(minutes=4))
            elif act == "hang up":
                hang_up(practice, name)
                offers[name] = {}
                again = f"calllater{next(names)}"
                calls.pop(name)
                offers.pop(name)
                calls[again], offers[again] = ringing(practice, again), {}
            elif act == "offer":
                taken = booked | {hour for each in offers.values() for hour in each}
                if len(mine) == MOST_OFFERS or hour in taken:
                    with pytest.raises((OffersFull, SlotTaken)):
                        offer(world, calls[name].id, hour)
                else:
                    mine[hour] = offer(world, calls[name].id, hour).id
            elif mine:
                chosen = chance.choice(sorted(mine))
                with acting_as(camille):
                    if act == "release":
                        booking.release_hold(actor=camille, hold_id=mine.pop(chosen))
                    else:
                        patient = make_patient(practice)
                        booking.book_from_hold(actor=camille, patient_id=patient.id, hold_id=mine[chosen])
                        booked.add(chosen)
                        offers[name] = {}
            rows = held(world)
            assert {row.id for row in rows} == {key for each in offers.values() for key in each.values()}
            assert all(len(each) <= MOST_OFFERS for each in offers.values())
            assert free(world) == set(HOURS) - booked - {hour for each in offers.values() for hour in each}
    with acting_as(camille):
        assert Appointment.objects.count() == len(booked)


def test_a_confirmation_after_the_hang_up_is_told_that_the_time_was_given_back(world: World) -> None:
    call = ringing(world.ours.practice)
    chosen = offer(world, call.id, "10:00")
    hang_up(world.ours.practice)
    read_due(10)
    camille, patient = world.actor(CAMILLE), make_patient(world.ours.practice)
    with acting_as(camille), pytest.raises(HoldExpired):
        booking.book_from_hold(actor=camille, patient_id=patient.id, hold_id=chosen.id)


def test_a_longer_visit_is_offered_with_its_buffers(world: World) -> None:
    """`taken` is what other desks must not use, `start` what is said to the caller."""
    reason = make_visit_reason(
        world.ours.practice, [world.ours.role], "Bilan", duration_minutes=30, buffer_before_minutes=15
    )
    camille, call = world.actor(CAMILLE), ringing(world.ours.practice)
    with acting_as(camille):
        offer_slot(
            actor=camille, practice_id=world.ours.practice.id, call_id=call.id, visit_reason_id=reason.id,
            practitioner_role_id=world.ours.role.id, start=at("09:30"),
        )  # fmt: skip
        (shown,) = agenda.offered_now(camille, world.ours.practice.id, at("00:00"), at("23:00"))
        (mine,) = agenda.offers_of_call(camille, world.ours.practice.id, call.id)
    assert [f"{one:%H:%M}" for one in shown.taken] == ["09:15", "10:00"] and mine.start == shown.start
