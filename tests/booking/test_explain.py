"""Why a time is not offered: one reason per rule, in French, with what to do next, and never whose visit it is."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking import services
from booking.explain import ACTIONS
from booking.queries import Explanation, explain, search_slots
from booking.rules import SENTENCES, Reason
from booking.services import RuleTerms
from core.errors import DomainError, Forbidden, NotFound
from core.scoping import Actor, Channel, acting_as, system_actor
from patients.models import Patient
from practices.services import withdraw_visit_reason
from tests.factories.booking import MONDAY, NOW, PARIS, at, book, hold, open_every_week
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_role, make_visit_reason, make_world
from tests.personas import CAMILLE

TUESDAY = MONDAY + timedelta(days=1)


def ask(actor: Actor, house: House, start: datetime, **options: Any) -> Explanation:
    asked: dict[str, Any] = {"visit_reason_id": house.visit_reason.id, "practitioner_role_id": house.role.id}
    return explain(actor, **{**asked, "start": start, **options})


def reasons(found: Explanation) -> list[str]:
    return [why.reason.value for why in found.reasons]


def test_every_reason_has_its_sentence_and_its_next_action() -> None:
    assert SENTENCES.keys() == ACTIONS.keys() == set(Reason)
    assert all(text.endswith(".") for text in [*SENTENCES.values(), *ACTIONS.values()])


def test_an_offered_time_has_no_reason(camille: Actor, ours: House) -> None:
    found = ask(camille, ours, at("09:00"))
    assert (found.is_offered, found.reasons, found.nearest) == (True, (), ())
    assert (found.start, found.end, found.timezone) == (at("09:00"), at("09:15"), "Europe/Paris")


def test_an_absence_says_until_when(camille: Actor, ours: House) -> None:
    away = {"practice_id": ours.practice.id, "practitioner_id": ours.role.practitioner_id}
    services.add_absence(actor=system_actor(ours.practice.id), **away, start=at("08:00"), end=at("10:00"))
    found = ask(camille, ours, at("09:00"))
    assert reasons(found) == ["absent"]
    assert found.reasons[0].look_from == at("10:00")
    assert found.nearest[0].local_start == at("10:00")


def test_a_closure_says_until_when(camille: Actor, ours: House) -> None:
    services.add_closure(
        actor=system_actor(ours.practice.id), location_id=ours.location.id, start=at("08:00"), end=at("11:00")
    )
    found = ask(camille, ours, at("09:00"))
    assert reasons(found) == ["closed"]
    assert found.reasons[0].look_from == at("11:00")


def test_a_public_holiday_is_not_just_closed(camille: Actor, ours: House) -> None:
    easter_monday = date(2041, 4, 22)
    far = replace(ours, visit_reason=make_visit_reason(ours.practice, [ours.role], "Loin", booking_window_days=200))
    assert reasons(ask(camille, far, at("09:00", easter_monday))) == ["holiday"]
    assert reasons(ask(camille, far, at("20:00", easter_monday))) == ["not-open"]


def test_hours_and_grid_are_two_reasons(camille: Actor, ours: House) -> None:
    assert reasons(ask(camille, ours, at("13:00"))) == ["not-open"]
    assert reasons(ask(camille, ours, at("11:50"))) == ["not-open"]
    assert reasons(ask(camille, ours, at("09:05"))) == ["off-grid"]
    assert reasons(ask(camille, ours, at("09:00") + timedelta(microseconds=1))) == ["off-grid"]


def test_notice_and_window_say_from_when(camille: Actor, ours: House) -> None:
    reason = make_visit_reason(ours.practice, [ours.role], "Réfléchi", min_notice_minutes=180, booking_window_days=2)
    house = replace(ours, visit_reason=reason)
    soon = ask(camille, house, at("09:00"))
    assert reasons(soon) == ["too-soon"] and soon.reasons[0].look_from == NOW + timedelta(hours=3)
    far = ask(camille, house, at("09:00", MONDAY + timedelta(days=3)))
    assert reasons(far) == ["too-far"] and far.reasons[0].try_again_at == at("09:00", TUESDAY)


def test_the_door_and_its_release_are_two_reasons(camille: Actor, ours: House) -> None:
    assert reasons(ask(camille, ours, at("09:00"), channel=Channel.WEB)) == ["wrong-door"]
    terms = {"by_web": True, "by_partner": True, "partner_release_hours": 48, "web_release_hours": 24}
    house = replace(ours, visit_reason=make_visit_reason(ours.practice, [ours.role], "En ligne", **terms))
    wednesday = at("09:00", MONDAY + timedelta(days=2))
    assert ask(camille, house, wednesday).is_offered
    early = ask(camille, house, wednesday, channel=Channel.WEB)
    assert reasons(early) == ["not-released"]
    assert early.reasons[0].try_again_at == at("09:00", TUESDAY)


def test_new_and_known_patients_are_told_apart(camille: Actor, ours: House, patient: Patient) -> None:
    only_known = make_visit_reason(ours.practice, [ours.role], "Suite", open_to_new_patients=False)
    only_new = make_visit_reason(ours.practice, [ours.role], "Premier", open_to_known_patients=False)
    known, new = replace(ours, visit_reason=only_known), replace(ours, visit_reason=only_new)
    assert reasons(ask(camille, known, at("09:00"), patient_id=patient.id)) == ["new-patients-refused"]
    assert ask(camille, known, at("09:00")).is_offered, "without a patient nobody is new"
    book(camille, ours, patient.id, at("11:00"))
    assert ask(camille, known, at("09:00"), patient_id=patient.id).is_offered
    assert reasons(ask(camille, new, at("09:00"), patient_id=patient.id)) == ["known-patients-refused"]


def test_a_visit_a_hold_and_a_buffer_are_three_reasons(
    camille: Actor, ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    book(camille, ours, patient.id, at("09:15"))
    kept = hold(camille, ours, at("10:00"))
    taken = ask(camille, ours, at("09:15"))
    assert reasons(taken) == ["taken"]
    assert [slot.local_start for slot in taken.nearest] == [at("09:00"), at("09:30"), at("09:45")]
    held = ask(camille, ours, at("10:00"))
    assert reasons(held) == ["held"] and held.reasons[0].try_again_at == kept.expires_at
    spaced = make_visit_reason(ours.practice, [ours.role], "Espacé", buffer_before_minutes=10, buffer_after_minutes=5)
    assert reasons(ask(camille, replace(ours, visit_reason=spaced), at("09:30"))) == ["buffer"]
    assert reasons(ask(camille, replace(ours, visit_reason=spaced), at("09:00"))) == ["buffer"]
    travel.shift(timedelta(minutes=2))
    assert ask(camille, ours, at("10:00")).is_offered


def test_another_practice_is_only_elsewhere(camille: Actor, ours: House, world: World) -> None:
    abroad = make_role(world.theirs.practice, world.theirs.location, ours.role.practitioner)
    open_every_week(abroad)
    there = make_visit_reason(world.theirs.practice, [abroad], "Vacation")
    stranger = make_patient(world.theirs.practice)
    everything = system_actor(world.theirs.practice.id)
    with acting_as(everything):
        book(everything, replace(world.theirs, role=abroad, visit_reason=there), stranger.id, at("09:15"))
    assert reasons(ask(camille, ours, at("09:15"))) == ["busy-elsewhere"]
    assert ask(camille, ours, at("09:00")).is_offered


def test_a_patient_expected_elsewhere_is_a_reason_of_theirs(camille: Actor, ours: House, patient: Patient) -> None:
    colleague = make_role(ours.practice, ours.location)
    open_every_week(colleague)
    both = make_visit_reason(ours.practice, [colleague], "Chez l'autre")
    book(camille, replace(ours, role=colleague, visit_reason=both), patient.id, at("09:00"))
    assert reasons(ask(camille, ours, at("09:00"), patient_id=patient.id)) == ["patient-busy"]
    assert ask(camille, ours, at("09:00")).is_offered


def test_every_rule_that_says_no_is_told_at_once(camille: Actor, ours: House, patient: Patient) -> None:
    terms = {"open_to_new_patients": False, "min_notice_minutes": 600, "daily_quota": 1}
    house = replace(ours, visit_reason=make_visit_reason(ours.practice, [ours.role], "Strict", **terms))
    everything = system_actor(ours.practice.id)
    services.book_appointment(
        actor=everything, patient_id=patient.id, visit_reason_id=house.visit_reason.id,
        practitioner_role_id=ours.role.id, start=at("09:00"), overbooked="Demandé par le médecin",
    )  # fmt: skip
    services.add_closure(actor=everything, location_id=ours.location.id, start=at("08:00"), end=at("10:00"))
    newcomer = make_patient(ours.practice, "Nouveau", "Ana")
    found = ask(camille, house, at("09:05"), patient_id=newcomer.id)
    assert reasons(found) == ["new-patients-refused", "too-soon", "closed", "off-grid", "quota-reached", "taken"]
    assert found.nearest == (), "no other time would help a new patient"


def test_what_is_withdrawn_or_not_offered_here_is_told(camille: Actor, ours: House) -> None:
    colleague = make_role(ours.practice, ours.location)
    open_every_week(colleague)
    assert reasons(ask(camille, replace(ours, role=colleague), at("09:00"))) == ["not-this-practitioner"]
    withdraw_visit_reason(actor=system_actor(ours.practice.id), visit_reason_id=ours.visit_reason.id)
    assert reasons(ask(camille, ours, at("09:00"))) == ["withdrawn"]


def test_strangers_and_managers_are_told_nothing(
    camille: Actor, charlie: Actor, ours: House, world: World, patient: Patient
) -> None:
    assert ask(camille, ours, at("09:00"), patient_id=patient.id).is_offered
    with acting_as(charlie), pytest.raises(NotFound):
        ask(charlie, ours, at("09:00"))
    with pytest.raises(NotFound):
        ask(camille, replace(ours, role=world.theirs.role), at("09:00"))
    nadia = world.actor("nadia")
    with acting_as(nadia), pytest.raises(Forbidden):
        ask(nadia, ours, at("09:00"))


def test_an_explanation_costs_at_most_a_dozen_statements(camille: Actor, ours: House, patient: Patient) -> None:
    quota = replace(ours, visit_reason=make_visit_reason(ours.practice, [ours.role], "Rare", daily_quota=1))
    book(camille, quota, patient.id, at("09:15"))
    with CaptureQueriesContext(connection) as seen:
        found = ask(camille, quota, at("09:15"), patient_id=patient.id)
    assert reasons(found) == ["quota-reached", "taken"]
    assert len(seen.captured_queries) <= 12, [query["sql"] for query in seen.captured_queries]


# The property: searched, explained and accepted are one rule.

OFFICE = st.integers(8, 17).flatmap(lambda hour: st.sampled_from([0, 5, 15, 20, 30, 45]).map(lambda m: time(hour, m)))
DAYS = st.integers(0, 2).map(lambda n: MONDAY + timedelta(days=n))
STARTS = st.builds(lambda day, clock: datetime.combine(day, clock, tzinfo=PARIS), DAYS, OFFICE)
OPENINGS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(7, 15), st.integers(1, 4)).map(
        lambda told: RuleTerms(told[0], time(told[1]), time(told[1] + told[2]), MONDAY - timedelta(days=70))
    ),
    min_size=1,
    max_size=6,
)
TERMS = st.fixed_dictionaries(
    {
        "duration_minutes": st.sampled_from([10, 20, 45]),
        "step_minutes": st.sampled_from([5, 15, 20]),
        "buffer_before_minutes": st.sampled_from([0, 5]),
        "buffer_after_minutes": st.sampled_from([0, 10]),
        "min_notice_minutes": st.sampled_from([0, 0, 600]),
        "booking_window_days": st.sampled_from([2, 90]),
        "daily_quota": st.sampled_from([None, None, 1, 2]),
    }
)
ONLINE = st.one_of(
    st.just({}),
    st.sampled_from([None, 24, 72]).map(lambda hours: {"by_web": True, "web_release_hours": hours}),
)
DOORS = st.sampled_from([Channel.PHONE, Channel.PHONE, Channel.WEB])


@pytest.mark.slow
def test_searched_explained_and_booked_are_one_rule(db: None, travel: time_machine.Traveller) -> None:
    world = make_world()
    house, camille = world.ours, world.actor(CAMILLE)
    everything = system_actor(house.practice.id)
    people = [make_patient(house.practice, "Prévu", name).id for name in ("Ana", "Bo", "Cy", "Dan", "Eve")]
    newcomer = make_patient(house.practice, "Dernier", "Venu").id
    seen = {"offered": 0, "refused": 0}

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        rules=OPENINGS,
        terms=TERMS,
        online=ONLINE,
        door=DOORS,
        taken=st.lists(st.tuples(STARTS, st.booleans()), max_size=5),
        shut=st.lists(st.tuples(STARTS, st.integers(1, 300), st.booleans()), max_size=2),
        asked=st.lists(STARTS, min_size=1, max_size=6),
    )
    def holds(rules: Any, terms: Any, online: Any, door: Channel, taken: Any, shut: Any, asked: Any) -> None:
        with transaction.atomic(), acting_as(everything):
            role = make_role(house.practice, house.location)
            reason = make_visit_reason(house.practice, [role], "Au hasard", **terms, **online)
            usual = make_visit_reason(house.practice, [role], "Habituel", duration_minutes=15, step_minutes=5)
            wide = replace(house, role=role, visit_reason=usual)
            narrow = replace(house, role=role, visit_reason=reason)
            for rule in rules:
                services.add_opening_rule(actor=everything, practitioner_role_id=role.id, terms=rule)
            for patient_id, (start, is_same) in zip(people, taken, strict=False):
                attempt(everything, narrow if is_same else wide, patient_id, start)
            for start, minutes, is_absence in shut:
                end = start + timedelta(minutes=minutes)
                if is_absence:
                    services.add_absence(
                        actor=everything, practice_id=house.practice.id,
                        practitioner_id=role.practitioner_id, start=start, end=end,
                    )  # fmt: skip
                else:
                    services.add_closure(actor=everything, location_id=house.location.id, start=start, end=end)
            actor = replace(camille, channel=door)
            with acting_as(actor):
                for start in [*asked, *offered(actor, narrow)[:9:4]]:
                    seen[agree(actor, narrow, newcomer, start)] += 1
            transaction.set_rollback(True)

    holds()
    assert seen["offered"] > 10 and seen["refused"] > 10, seen


def offered(actor: Actor, house: House) -> list[datetime]:
    """Random starts are mostly refused: these are mostly accepted."""
    found = search_slots(actor, visit_reason_id=house.visit_reason.id, start=NOW, end=NOW + timedelta(days=3))
    return [start for group in found.groups for start in group.starts]


def attempt(actor: Actor, house: House, patient_id: Any, start: datetime) -> bool:
    try:
        with transaction.atomic():
            book(actor, house, patient_id, start)
    except DomainError:
        return False
    return True


def agree(actor: Actor, house: House, patient_id: Any, start: datetime) -> str:
    """Search, explanation and booking say the same of one start; the booking is undone."""
    around = (start - timedelta(hours=1), start + timedelta(hours=1))
    found = search_slots(actor, visit_reason_id=house.visit_reason.id, start=around[0], end=around[1])
    is_searched = any(start in group.starts for group in found.groups)
    why = ask(actor, house, start, patient_id=patient_id)
    block = transaction.atomic()
    with block:
        is_booked = attempt(actor, house, patient_id, start)
        transaction.set_rollback(True)
    assert is_searched == why.is_offered == is_booked, (start, is_searched, reasons(why), is_booked)
    return "offered" if is_booked else "refused"


def test_the_nearest_times_are_themselves_offered(camille: Actor, ours: House, patient: Patient) -> None:
    book(camille, ours, patient.id, at("09:15"))
    for slot in ask(camille, ours, at("09:15")).nearest:
        assert ask(camille, ours, slot.local_start.astimezone(UTC)).is_offered
