"""The same consigne at the desk, on the web and for a program: the same hours, the same refusal, the same questions."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking import queries, services
from booking.consignes import Answer
from booking.rules import Reason
from core.errors import DomainError
from core.scoping import Actor, Channel, acting_as, system_actor
from instructions.errors import ConsigneUnanswered
from online.actors import visitor
from patients.models import Patient
from practices.models import VisitReason
from tests.factories.booking import MONDAY, at
from tests.factories.consignes import SENTENCE, make_consigne
from tests.factories.practices import House, make_visit_reason

DOORS = (Channel.PHONE, Channel.WEB, Channel.API)
RIGHT = {"ask": "yes", "require": "met", "warn": "seen"}
EFFECTS = st.sampled_from(["block", "ask", "require", "warn"])
WHEN = st.fixed_dictionaries(
    {}, optional={"weekdays": st.sampled_from([(0,), (1, 2)]), "closes": st.just(at("10:00").time())}
)
STARTS = st.builds(
    lambda day, half: at("09:00", MONDAY + timedelta(days=day)) + timedelta(minutes=30 * half),
    st.integers(0, 2),
    st.integers(0, 5),
)


@pytest.fixture
def reason(ours: House) -> VisitReason:
    return make_visit_reason(
        ours.practice, [ours.role], "Trois portes", by_web=True, by_partner=True, duration_minutes=30, step_minutes=30
    )


def through(door: Channel, house: House) -> Actor:
    """Whoever may do there what a visitor may, by that door."""
    return replace(visitor(house.practice.id), channel=door)


def offered(actor: Actor, reason: VisitReason) -> list[tuple[datetime, str]]:
    """The hours of three days, each with its mark."""
    found = queries.search_slots(
        actor, visit_reason_id=reason.id, start=at("00:00"), end=at("00:00", MONDAY + timedelta(days=3))
    )
    return [(start, group.marks.get(start, "")) for group in found.groups for start in group.starts]


def held(actor: Actor, house: House, reason: VisitReason, start: datetime) -> Any:
    return services.hold_slot(
        actor=actor, visit_reason_id=reason.id, practitioner_role_id=house.role.id, start=start
    ).id


def booked(actor: Actor, house: House, reason: VisitReason, start: datetime, patient: Patient, **more: Any) -> str:
    """What comes of it, in a word; nothing of it stays."""
    try:
        with transaction.atomic():
            hold_id = held(actor, house, reason, start)
            services.book_from_hold(actor=actor, patient_id=patient.id, hold_id=hold_id, **more)
            transaction.set_rollback(True)
    except DomainError as refusal:
        return refusal.code
    return "booked"


@pytest.mark.requirement("ST-04")
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(effect=EFFECTS, when=WHEN, start=STARTS)
def test_the_three_doors_offer_ask_and_refuse_alike(
    ours: House, reason: VisitReason, patient: Patient, effect: str, when: dict[str, Any], start: datetime
) -> None:
    with transaction.atomic():
        version = make_consigne(ours.practice, effect, doors=("phone", "web", "api"), **when)
        answers = {"answers": {version.id: Answer(RIGHT.get(effect, ""))}}
        told = []
        for door in DOORS:
            actor = through(door, ours)
            with acting_as(actor):
                hours = offered(actor, reason)
                silent, spoken = (booked(actor, ours, reason, start, patient, **more) for more in ({}, answers))
                told.append((hours, silent, spoken))
                shown = dict(hours)
                # What is offered is what can be booked, and its mark is whether something is asked.
                assert (start in shown) == (spoken == "booked")
                assert bool(shown.get(start)) == (silent == ConsigneUnanswered.code)
        assert told[0] == told[1] == told[2]
        assert len(told[0][0]) > 0 or effect == "block"
        transaction.set_rollback(True)


def test_an_hour_that_is_refused_is_explained_by_the_consigne_s_own_words(
    ours: House, reason: VisitReason, patient: Patient
) -> None:
    nine, ten = at("09:00"), at("10:00")
    make_consigne(ours.practice, "block", closes=ten.time(), age_from=18)
    for door in (Channel.PHONE, Channel.API):
        actor = system_actor(ours.practice.id)
        with acting_as(actor):
            asked = {"visit_reason_id": reason.id, "start": nine, "end": nine + timedelta(hours=2), "channel": door}
            (everybody,) = queries.search_slots(actor, **asked).groups
            (theirs,) = queries.search_slots(actor, **asked, patient_id=patient.id).groups
            found = queries.explain(
                actor,
                visit_reason_id=reason.id,
                practitioner_role_id=ours.role.id,
                start=nine,
                patient_id=patient.id,
                channel=door,
            )
        assert everybody.starts[0] == nine, "positive control: whose age is not known is not refused"
        assert theirs.starts[0] == ten
        assert [(why.reason, why.sentence) for why in found.reasons] == [(Reason.CONSIGNE, SENTENCE)]
        assert found.nearest[0].local_start == ten
