"""Changing when agendas are open and shut from a day on: what is past stays as it was."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
import time_machine

from booking import services
from booking.models import Absence, Closure, OpeningException, OpeningRule
from booking.queries import search_slots
from booking.services import RuleTerms
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import Actor, acting_as, system_actor
from patients.models import Patient
from tests.factories.booking import MONDAY, at, book, open_every_week
from tests.factories.practices import House, World
from tests.personas import CAMILLE, NADIA

DAY, WEEK = timedelta(days=1), timedelta(days=7)
NEXT_MONDAY = MONDAY + WEEK


@pytest.fixture
def doctor(camille: Actor, dr_martin: Actor) -> Iterator[Actor]:
    with acting_as(dr_martin):
        yield dr_martin


@pytest.fixture
def mondays(ours: House) -> OpeningRule:
    """Nine to noon, since a year."""
    return OpeningRule.objects.get(practitioner_role_id=ours.role.id, weekday=0)


def from_day(day: date, **more: object) -> RuleTerms:
    return RuleTerms(**{"weekday": 0, "opens": time(14), "closes": time(15), "valid_from": day, **more})  # type: ignore[arg-type]


def offered(actor: Actor, house: House, day: date) -> set[str]:
    found = search_slots(
        actor, visit_reason_id=house.visit_reason.id, start=at("00:00", day), end=at("00:00", day + DAY)
    )
    return {f"{start:%H}" for group in found.groups for start in group.starts}


def refused_at(refusal: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in refusal.value.errors]


def test_a_rule_changes_from_a_day_on_and_its_past_stays(
    doctor: Actor, ours: House, mondays: OpeningRule, patient: Patient, other_patient: Patient
) -> None:
    before, after = (
        book(doctor, ours, patient.id, at("09:00")),
        book(doctor, ours, other_patient.id, at("09:00", NEXT_MONDAY)),
    )
    effect = services.change_opening_rule(actor=doctor, opening_rule_id=mondays.id, terms=from_day(NEXT_MONDAY))
    assert effect.orphaned == (after.id,)
    assert offered(doctor, ours, MONDAY) == {"09", "10", "11"}
    assert offered(doctor, ours, NEXT_MONDAY) == {"14"}
    mondays.refresh_from_db()
    assert (mondays.starts_at_time, mondays.valid_until) == (time(9), NEXT_MONDAY - DAY)
    before.refresh_from_db()
    assert not before.is_orphaned
    back = services.change_opening_rule(
        actor=doctor, opening_rule_id=effect.row.id, terms=from_day(NEXT_MONDAY, opens=time(9), closes=time(12))
    )
    assert back.orphaned == ()
    after.refresh_from_db()
    assert not after.is_orphaned
    # The one that never began is gone: two rules tell the whole story.
    assert OpeningRule.objects.filter(practitioner_role_id=ours.role.id, weekday=0).count() == 2


def test_a_rule_changes_today_at_the_earliest(doctor: Actor, mondays: OpeningRule) -> None:
    with pytest.raises(InvalidInput) as refusal:
        services.change_opening_rule(actor=doctor, opening_rule_id=mondays.id, terms=from_day(MONDAY - DAY))
    assert refused_at(refusal) == [("valid_from", "past")]
    assert services.change_opening_rule(actor=doctor, opening_rule_id=mondays.id, terms=from_day(MONDAY)).row


def test_nothing_is_opened_nor_ended_before_today(doctor: Actor, ours: House, mondays: OpeningRule) -> None:
    role_id = ours.role.id
    with pytest.raises(InvalidInput) as refusal:
        services.add_opening_rule(actor=doctor, practitioner_role_id=role_id, terms=from_day(MONDAY - DAY))
    assert refused_at(refusal) == [("valid_from", "past")]
    with pytest.raises(InvalidInput) as refusal:
        services.add_opening_exception(
            actor=doctor, practitioner_role_id=role_id, day=MONDAY - DAY, opens=time(9), closes=time(10)
        )
    assert refused_at(refusal) == [("day", "past")]
    with pytest.raises(InvalidInput) as refusal:
        services.end_opening_rule(actor=doctor, opening_rule_id=mondays.id, last_day=MONDAY - 2 * DAY)
    assert refused_at(refusal) == [("last_day", "past")]
    ended = services.end_opening_rule(actor=doctor, opening_rule_id=mondays.id, last_day=MONDAY - DAY)
    assert ended.row is not None and ended.row.valid_until == MONDAY - DAY
    assert offered(doctor, ours, MONDAY) == set()


def test_a_rule_that_ended_long_ago_stays_ended(doctor: Actor, mondays: OpeningRule) -> None:
    OpeningRule.objects.filter(pk=mondays.id).update(valid_until=MONDAY - WEEK)
    with pytest.raises(InvalidInput) as refusal:
        services.end_opening_rule(actor=doctor, opening_rule_id=mondays.id, last_day=NEXT_MONDAY)
    assert refused_at(refusal) == [("last_day", "past")]
    with pytest.raises(InvalidInput) as refusal:
        services.change_opening_rule(actor=doctor, opening_rule_id=mondays.id, terms=from_day(NEXT_MONDAY))
    assert refused_at(refusal) == [("valid_from", "after-end")]


def test_every_other_week_stays_the_same_every_other_week(doctor: Actor, ours: House) -> None:
    every_other = services.add_opening_rule(
        actor=doctor, practitioner_role_id=ours.role.id, terms=from_day(MONDAY, every_weeks=2)
    )
    changed = services.change_opening_rule(
        actor=doctor,
        opening_rule_id=every_other.row.id,
        terms=from_day(NEXT_MONDAY + DAY, opens=time(16), closes=time(17), every_weeks=2),
    )
    assert changed.row.valid_from == MONDAY + 2 * WEEK
    afternoons = [offered(doctor, ours, MONDAY + n * WEEK) & {"14", "16"} for n in range(5)]
    assert afternoons == [{"14"}, set(), {"16"}, set(), {"16"}]


def test_an_exception_changes_its_hours_until_its_day_is_past(
    doctor: Actor, ours: House, travel: time_machine.Traveller, patient: Patient
) -> None:
    sunday = MONDAY + 6 * DAY
    opening = services.add_opening_exception(
        actor=doctor, practitioner_role_id=ours.role.id, day=sunday, opens=time(10), closes=time(12)
    ).row
    visit = book(doctor, ours, patient.id, at("10:00", sunday))
    effect = services.change_opening_exception(
        actor=doctor, opening_exception_id=opening.id, opens=time(11), closes=time(12)
    )
    assert effect.orphaned == (visit.id,) and offered(doctor, ours, sunday) == {"11"}
    travel.move_to(at("07:00", sunday + DAY), tick=False)
    with pytest.raises(InvalidInput):
        services.change_opening_exception(actor=doctor, opening_exception_id=opening.id, opens=time(9), closes=time(12))
    with pytest.raises(InvalidInput):
        services.remove_opening_exception(actor=doctor, opening_exception_id=opening.id)
    assert OpeningException.objects.get(pk=opening.id).starts_at_time == time(11)


def test_an_absence_moves_its_bounds_as_long_as_they_are_to_come(
    doctor: Actor, ours: House, travel: time_machine.Traveller, patient: Patient
) -> None:
    visit = book(doctor, ours, patient.id, at("11:00"))
    asked = {"actor": doctor, "practice_id": ours.practice.id}
    absence = services.add_absence(
        **asked, practitioner_id=ours.role.practitioner_id, start=at("09:00"), end=at("10:00")
    ).row
    longer = services.change_absence(**asked, absence_id=absence.id, end=at("11:30"), reason_code="meeting")
    assert longer.orphaned == (visit.id,) and longer.row.reason_code == "meeting"
    travel.move_to(at("10:00"), tick=False)
    for bounds in ({"start": at("09:30")}, {"end": at("09:45")}):
        with pytest.raises(InvalidInput) as refusal:
            services.change_absence(**asked, absence_id=absence.id, **bounds)
        assert refused_at(refusal) == [(next(iter(bounds)), "past")]
    shorter = services.change_absence(**asked, absence_id=absence.id, end=at("10:00"))
    assert (shorter.row.starts_at, shorter.row.ends_at) == (at("09:00"), at("10:00"))
    visit.refresh_from_db()
    assert not visit.is_orphaned


def test_an_absence_or_a_closure_taken_away_midway_keeps_its_past(
    doctor: Actor, ours: House, travel: time_machine.Traveller
) -> None:
    asked = {"actor": doctor, "practice_id": ours.practice.id}
    absence = services.add_absence(
        **asked, practitioner_id=ours.role.practitioner_id, start=at("08:00"), end=at("12:00")
    ).row
    closure = services.add_closure(actor=doctor, location_id=ours.location.id, start=at("08:00"), end=at("12:00")).row
    services.change_closure(actor=doctor, closure_id=closure.id, start=at("08:30"), end=at("11:00"))
    travel.move_to(at("10:00"), tick=False)
    assert services.remove_absence(**asked, absence_id=absence.id).row.ends_at == at("10:00")
    assert services.remove_closure(actor=doctor, closure_id=closure.id).row.ends_at == at("10:00")
    assert offered(doctor, ours, MONDAY) == {"10", "11"}
    with pytest.raises(InvalidInput):
        services.remove_absence(**asked, absence_id=absence.id)
    with pytest.raises(InvalidInput):
        services.remove_closure(actor=doctor, closure_id=closure.id)
    assert (Absence.objects.count(), Closure.objects.count()) == (1, 1)


@pytest.mark.requirement("SAS-05")
def test_who_was_not_asked_changes_nothing(doctor: Actor, charlie: Actor, world: World, ours: House) -> None:
    asked = {"actor": doctor, "practice_id": ours.practice.id}
    absence = services.add_absence(
        **asked, practitioner_id=ours.role.practitioner_id, start=at("08:00"), end=at("12:00")
    ).row
    closure = services.add_closure(actor=doctor, location_id=ours.location.id, start=at("08:00"), end=at("12:00")).row
    rule = OpeningRule.objects.filter(practitioner_role_id=ours.role.id).first()
    assert rule is not None

    def verbs(actor: Actor) -> list[object]:
        return [
            lambda: services.change_opening_rule(actor=actor, opening_rule_id=rule.id, terms=from_day(MONDAY)),
            lambda: services.change_absence(
                actor=actor, practice_id=ours.practice.id, absence_id=absence.id, end=at("11:00")
            ),
            lambda: services.change_closure(actor=actor, closure_id=closure.id, end=at("11:00")),
        ]

    camille = world.actor(CAMILLE)
    without = {ours.practice.id: frozenset(p for p in camille.grants[ours.practice.id] if not p.endswith(":edit"))}
    secretary = Actor(user_id=camille.user_id, grants=without)
    for actor, error in ((secretary, Forbidden), (charlie, NotFound)):
        with acting_as(actor):
            for verb in verbs(actor):
                with pytest.raises(error):
                    verb()  # type: ignore[operator]
    for verb in verbs(doctor):
        verb()  # type: ignore[operator]


@pytest.mark.requirement("SAS-03")
def test_a_manager_keeps_the_agendas_of_the_practices_entrusted_and_no_others(
    doctor: Actor, world: World, ours: House, mondays: OpeningRule
) -> None:
    nadia = world.actor(NADIA)
    open_every_week(world.theirs.role)
    with acting_as(system_actor(world.theirs.practice.id)):
        foreign = OpeningRule.objects.filter(practitioner_role_id=world.theirs.role.id)[0]
    with acting_as(nadia):
        changed = services.change_opening_rule(actor=nadia, opening_rule_id=mondays.id, terms=from_day(MONDAY))
        assert changed.row.starts_at_time == time(14)
        assert services.add_closure(actor=nadia, location_id=ours.location.id, start=at("14:00"), end=at("15:00")).row
        for attempt in (
            lambda: services.change_opening_rule(actor=nadia, opening_rule_id=foreign.id, terms=from_day(MONDAY)),
            lambda: services.end_opening_rule(actor=nadia, opening_rule_id=foreign.id, last_day=MONDAY),
            lambda: services.add_opening_rule(
                actor=nadia, practitioner_role_id=world.theirs.role.id, terms=from_day(MONDAY)
            ),
            lambda: services.add_closure(
                actor=nadia, location_id=world.theirs.location.id, start=at("14:00"), end=at("15:00")
            ),
        ):
            with pytest.raises(NotFound):
                attempt()
    with acting_as(system_actor(world.theirs.practice.id)):
        foreign.refresh_from_db()
        assert (foreign.starts_at_time, foreign.valid_until) == (time(9), None)
