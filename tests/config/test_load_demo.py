"""The demonstration: fictitious, valid, repeatable, and worth showing."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from accounts.queries import person
from audit.models import AuditEvent
from booking.availability import Shape, covers, difference, on_grid
from booking.lifecycle import Status
from booking.local_time import MIDNIGHT, edge, local_date
from booking.models import Appointment, Occupancy
from booking.offer import agenda_of
from booking.openings import timetables
from booking.overrides import overrides_of, settleable
from booking.queries import pending_visits, search_slots
from booking.stand_ins import substitutions_to_come
from config.demonstration.agenda_plan import WEEK, Calendar, Guests, Offer, Visit, visits
from config.demonstration.brest import PRACTICE as BREST
from config.demonstration.load import load
from config.demonstration.nancy import PRACTICE as NANCY
from config.demonstration.people import RESERVED_BIRTH_DATES, Person, Population
from config.demonstration.phones import PhoneBook, practice_number
from config.demonstration.saint_denis import PRACTICE as SAINT_DENIS
from config.demonstration.strasbourg import PRACTICE as STRASBOURG
from consent.models import NoticeRecord
from consent.standing import Standing
from core.scoping import Actor, acting_as
from crypto import keyring
from patients.identity import Sex
from patients.models import Patient, PatientPhone
from patients.names import clean_name
from patients.nir import mismatches, parse_nir
from patients.phones import read_phone
from patients.search import search
from patients.search_terms import SearchTerms
from practices.models import PractitionerRole
from practices.permissions import Permission
from practices.queries import actor_for, practices_of, visit_reasons
from tests.conftest import sweep
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, NADIA

DESCRIPTIONS = (NANCY, SAINT_DENIS, STRASBOURG, BREST)
FICTITIOUS = re.compile(r"\+33(19900|26191|63998)[0-9]{4}")
# A Wednesday morning whose eight weeks hold 20 December (a Wednesday) and 26 December (a Tuesday).
A_MORNING = datetime(2028, 11, 29, 9, 7, tzinfo=UTC)
SMALL = 0.1


@pytest.fixture(scope="module")
def everybody() -> dict[str, list[Person]]:
    """The people of the four practices, as `load` draws them."""
    phones = PhoneBook(Random(1))
    return {d.name: Population(Random(d.name), d.region, phones).people(d.patients) for d in DESCRIPTIONS}


def everyone(everybody: dict[str, list[Person]]) -> list[Person]:
    return [one for people in everybody.values() for one in people]


# People -------------------------------------------------------------------------------------------


def test_about_five_thousand_adults_are_drawn(everybody: dict[str, list[Person]]) -> None:
    first = sum(description.patients for description in DESCRIPTIONS[:3])
    assert 4900 <= first <= 5300
    assert max(one.birth_date for one in everyone(everybody)) <= date(2005, 12, 31)


def test_the_same_seed_draws_the_same_people() -> None:
    drawn = [Population(Random("a"), BREST.region, PhoneBook(Random("b"))).people(50) for _ in range(2)]
    other = Population(Random("c"), BREST.region, PhoneBook(Random("b"))).people(50)
    assert drawn[0] == drawn[1] != other


def test_every_telephone_number_is_kept_for_fiction(everybody: dict[str, list[Person]]) -> None:
    numbers = [number for one in everyone(everybody) for number in one.phones]
    assert all(FICTITIOUS.fullmatch(number) for number in numbers)
    assert all(one.phones for one in everyone(everybody))
    assert {read_phone(number) for number in numbers[:200]} == set(numbers[:200])
    own = {practice_number(place) for place in range(1, 5)}
    assert not own & set(numbers) and all(FICTITIOUS.fullmatch(number) for number in own)
    with pytest.raises(ValueError, match="place"):
        practice_number(100)


def test_every_nir_is_valid_belongs_to_nobody_and_tells_its_person(everybody: dict[str, list[Person]]) -> None:
    people = [one for one in everyone(everybody) if one.nir]
    for one in people:
        nir = parse_nir(one.nir)
        assert mismatches(nir, sex=Sex(one.sex), birth_date=one.birth_date) == []
        overseas = nir.number[5:7] == "97"
        assert int(nir.number[8:10]) >= 60 if overseas else int(nir.number[7:10]) >= 950
    for drawn in everybody.values():
        told = [one.nir for one in drawn if one.nir]
        assert len(told) == len(set(told)) and len(told) > len(drawn) * 0.9
    departments = {one.nir[5:7] for one in people}
    assert {"2A", "2B", "97", "54"} <= departments
    assert all(one.birth_date.year >= 1976 for one in people if one.nir[5:7] in ("2A", "2B"))


def test_names_are_in_their_written_form(everybody: dict[str, list[Person]]) -> None:
    for name in {n for one in everyone(everybody) for n in (one.used_name, one.birth_name, one.given_names)}:
        assert clean_name(name, "name") == name


def test_families_share_a_telephone_and_an_address(everybody: dict[str, list[Person]]) -> None:
    people = everybody[NANCY.name]
    shared = {n for n, times in Counter(n for one in people for n in one.phones).items() if times > 1}
    assert len(shared) > 200
    for number in shared:
        homes = {(one.household, one.address_line) for one in people if number in one.phones}
        assert len(homes) == 1
    assert {one.tie for one in people} == {"", "spouse", "child"}


def test_namesakes_are_born_on_different_days_and_some_on_the_same(everybody: dict[str, list[Person]]) -> None:
    people = everybody[NANCY.name]
    names = Counter((one.used_name, one.given_names) for one in people)
    twins = Counter((one.used_name, one.given_names, one.birth_date) for one in people)
    namesakes = sum(1 for times in names.values() if times > 1)
    alike = sum(1 for times in twins.values() if times > 1)
    assert namesakes > 30 and 0 < alike < namesakes
    assert not any(one.birth_date in RESERVED_BIRTH_DATES for one in everyone(everybody))


# Plan ---------------------------------------------------------------------------------------------

MONDAY = edge(date(2028, 11, 27), MIDNIGHT, "Europe/Paris")
NOW = MONDAY + 2 * 86_400 + 10 * 3600
CALENDAR = Calendar(NOW, MONDAY, (MONDAY + 2 * 86_400, MONDAY + 3 * 86_400))
OPENINGS = [
    (MONDAY + week * WEEK + day * 86_400 + opens * 3600, MONDAY + week * WEEK + day * 86_400 + (opens + 4) * 3600)
    for week in range(8)
    for day in range(5)
    for opens in (8, 14)
]
OFFERS = [
    Offer(uuid4(), Shape(900, 900), 5, 90 * 86_400, firsts=False),
    Offer(uuid4(), Shape(1800, 900, 900, 900), 2, 90 * 86_400, firsts=True),
    Offer(uuid4(), Shape(600, 300), 1, 2 * 86_400, firsts=False),
]
CLOSED = [(MONDAY + WEEK, MONDAY + WEEK + 86_400)]


@pytest.fixture(scope="module")
def planned() -> list[Visit]:
    return [visit for seed in range(6) for visit in visits(Random(seed), CALENDAR, OPENINGS, CLOSED, OFFERS)]


def test_a_planned_visit_lies_in_an_opening_on_its_grid_and_never_in_closed_time(planned: list[Visit]) -> None:
    open_time = difference(OPENINGS, CLOSED)
    for visit in planned:
        assert covers(open_time, visit.offer.shape.visit(visit.start))
        assert on_grid(visit.offer.shape, OPENINGS, visit.start)
        assert visit.start < NOW + visit.offer.window


@pytest.mark.parametrize("lane", [0, 1])
def test_planned_visits_of_one_agenda_never_meet_in_a_lane(lane: int) -> None:
    for seed in range(6):
        took = [
            visit.taken
            for visit in visits(Random(seed), CALENDAR, OPENINGS, CLOSED, OFFERS)
            if visit.lane == lane and visit.status is not Status.CANCELLED
        ]
        assert all(one[1] <= other[0] for one, other in pairwise(sorted(took)))


def test_the_plan_fills_about_half_of_the_open_time(planned: list[Visit]) -> None:
    open_time = sum(end - start for start, end in difference(OPENINGS, CLOSED))
    took = [v.taken for v in planned if not v.lane and v.status not in (Status.CANCELLED, Status.NOSHOW)]
    assert 0.44 <= sum(end - start for start, end in took) / open_time / 6 <= 0.56


def test_the_past_is_over_and_the_future_is_booked(planned: list[Visit]) -> None:
    for visit in planned:
        end = visit.start + visit.offer.shape.duration
        if end <= NOW:
            assert visit.status in (Status.FULFILLED, Status.NOSHOW, Status.CANCELLED)
        elif visit.start > NOW + 1800:
            assert visit.status in (Status.BOOKED, Status.CANCELLED)
    assert {visit.status for visit in planned} >= {Status.FULFILLED, Status.NOSHOW, Status.ARRIVED, Status.BOOKED}


def test_a_guest_is_never_expected_twice_at_once_and_a_first_visit_is_the_only_one() -> None:
    one, other = uuid4(), uuid4()
    guests = Guests(Random(1), [one, other], regulars=260)
    ordinary, first = Visit(OFFERS[0], NOW, Status.BOOKED), Visit(OFFERS[1], NOW + 86_400, Status.BOOKED)
    assert {guests.guest(ordinary), guests.guest(ordinary)} == {one, other}
    assert guests.guest(ordinary) is None
    assert guests.guest(first) is None


# Loaded -------------------------------------------------------------------------------------------


def test_it_refuses_to_run_outside_the_demonstration(settings: Any) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="demonstration settings"):
        call_command("load_demo", stdout=StringIO())


@pytest.fixture(scope="module")
def lines(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """A tenth of the demonstration's patients in full agendas, really committed: every deferred trigger has run."""
    told: list[str] = []
    with django_db_blocker.unblock(), time_machine.travel(A_MORNING):
        assert load(told.append, scale=SMALL)
        yield told
        connections["default"].close()
        sweep()
        keyring.wipe_caches()


def signed_in(username: str) -> Actor:
    user = person(username)
    assert user is not None
    return actor_for(user.id)


def names_of(actor: Actor) -> set[str]:
    with acting_as(actor), transaction.atomic():
        return {practice.name for practice in practices_of(actor)}


def counted(actor: Actor) -> tuple[int, ...]:
    with acting_as(actor), transaction.atomic():
        return tuple(model.objects.count() for model in (Patient, PatientPhone, NoticeRecord, Appointment, Occupancy))


@pytest.mark.slow
def test_each_step_is_told(lines: list[str]) -> None:
    assert [description.name for description in DESCRIPTIONS if any(description.name in line for line in lines)] == [
        description.name for description in DESCRIPTIONS
    ]


@pytest.mark.slow
def test_a_second_load_changes_nothing_and_says_so(lines: list[str]) -> None:
    before = [counted(signed_in(name)) for name in (CAMILLE, CHARLIE)]
    events = AuditEvent.objects.using("sealer").count()
    said = StringIO()
    call_command("load_demo", stdout=said)
    assert "nothing was changed" in said.getvalue()
    assert [counted(signed_in(name)) for name in (CAMILLE, CHARLIE)] == before
    assert AuditEvent.objects.using("sealer").count() == events > before[0][0]


@pytest.mark.slow
def test_two_loads_at_once_are_refused(lines: list[str]) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(7002)")
        try:
            with pytest.raises(CommandError, match="wait for it"):
                call_command("load_demo", stdout=StringIO())
        finally:
            cursor.execute("SELECT pg_advisory_unlock(7002)")


@pytest.mark.slow
def test_each_person_reaches_their_own_practices_only(lines: list[str]) -> None:
    ours = {NANCY.name, SAINT_DENIS.name, STRASBOURG.name}
    assert names_of(signed_in(CAMILLE)) == names_of(signed_in(NADIA)) == ours
    assert names_of(signed_in(DR_MARTIN)) == {NANCY.name}
    assert names_of(signed_in(CHARLIE)) == {BREST.name}
    assert not signed_in(CAMILLE).practice_ids & signed_in(CHARLIE).practice_ids
    nadia = signed_in(NADIA)
    assert not any(nadia.may(Permission.PATIENT_READ, practice_id) for practice_id in nadia.practice_ids)


@pytest.mark.slow
def test_everybody_was_informed_and_the_journal_verifies(lines: list[str]) -> None:
    patients, _, records, *_ = counted(signed_in(CAMILLE))
    assert records == patients
    call_command("seal_journal", "--once", stdout=StringIO(), stderr=StringIO())
    call_command("audit_verify", stdout=StringIO(), stderr=StringIO())


@pytest.mark.slow
def test_the_same_person_at_two_secretariats_is_two_files(lines: list[str]) -> None:
    files = []
    for name in (CAMILLE, CHARLIE):
        actor = signed_in(name)
        with acting_as(actor), transaction.atomic():
            files.append({(p.used_name, p.given_names, p.birth_date): p.id for p in Patient.objects.all()})
    both = files[0].keys() & files[1].keys()
    assert len(both) >= 10
    assert not {files[0][key] for key in both} & {files[1][key] for key in both}


@pytest.mark.slow
def test_the_readmes_birth_date_finds_two_people(lines: list[str]) -> None:
    camille = signed_in(CAMILLE)
    (day,) = RESERVED_BIRTH_DATES
    with acting_as(camille), transaction.atomic():
        found = search(camille, SearchTerms(birth_date=day))
        namesakes = search(camille, SearchTerms(name="lefe cam"))
    assert len(found) == 2
    assert len(namesakes) >= 6


def agendas_of(actor: Actor) -> list[PractitionerRole]:
    return list(PractitionerRole.objects.select_related("location", "practitioner"))


@pytest.mark.slow
def test_agendas_are_about_half_full_over_eight_weeks(lines: list[str]) -> None:
    for name in (CAMILLE, CHARLIE):
        actor = signed_in(name)
        with acting_as(actor), transaction.atomic():
            for role in agendas_of(actor):
                assert 0.4 <= filling(actor, role) <= 0.6


def filling(actor: Actor, role: PractitionerRole) -> float:
    """The share of the open time of eight weeks that is taken."""
    agenda = agenda_of(actor, role.id)
    today = local_date(A_MORNING, agenda.place.zone)
    low = edge(today - timedelta(days=today.weekday()), MIDNIGHT, agenda.place.zone)
    high = low + 8 * WEEK
    table = timetables([agenda], low, high)[role.id]
    free = [span for span in difference(table.openings(low, high), table.closed) if low <= span[0] < high]
    period = [datetime.fromtimestamp(moment, UTC) for moment in (low, high)]
    taken = Occupancy.objects.filter(practitioner_id=role.practitioner_id, lane=0, starts_at__range=period)
    busy = sum((one.ends_at - one.starts_at).total_seconds() for one in taken)
    return busy / sum(end - start for start, end in free)


@pytest.mark.slow
def test_visits_are_over_under_way_and_ahead(lines: list[str]) -> None:
    camille = signed_in(CAMILLE)
    with acting_as(camille), transaction.atomic():
        appointments = list(Appointment.objects.select_related("location"))
    statuses = Counter(one.status for one in appointments)
    assert {"booked", "fulfilled", "noshow", "arrived", "cancelled", "pending"} == set(statuses)
    today = {local_date(one.starts_at, one.location.timezone) for one in appointments if one.status == "arrived"}
    assert today == {A_MORNING.date()}
    assert not any(one.is_orphaned for one in appointments)


@pytest.mark.slow
@pytest.mark.requirement("ST-44")
def test_one_child_in_nancy_waits_for_a_guardian_and_only_the_minimum_is_kept(lines: list[str]) -> None:
    camille = signed_in(CAMILLE)
    with acting_as(camille), transaction.atomic():
        (nancy,) = (practice.id for practice in practices_of(camille) if practice.name == NANCY.name)
        (waiting,) = pending_visits(camille, nancy)
        child = Patient.objects.get(pk=waiting.appointment.patient_id)
        assert (child.used_name, child.given_names, child.birth_date) == ("Aubertin", "Lucie", date(2019, 5, 14))
        assert child.awaits_guardian and child.nir is None
        assert [FICTITIOUS.fullmatch(one.e164) is not None for one in child.phones.all()] == [True]
        assert waiting.standing is Standing.AWAITED
        assert waiting.appointment.pending_until is not None
        waits = waiting.appointment.pending_until - waiting.appointment.created_at
        assert abs(waits - timedelta(days=7)) < timedelta(seconds=1)
        assert Patient.objects.filter(awaits_guardian=True).count() == 1


@pytest.mark.slow
def test_each_place_keeps_its_own_holidays(lines: list[str]) -> None:
    camille = signed_in(CAMILLE)
    with acting_as(camille), transaction.atomic():
        busy = {
            (one.location.city, local_date(one.starts_at, one.location.timezone))
            for one in Appointment.objects.select_related("location")
        }
    abolition, second_christmas_day = date(2028, 12, 20), date(2028, 12, 26)
    assert ("Saint-Denis", abolition) not in busy and ("Strasbourg", abolition) in busy
    assert ("Strasbourg", second_christmas_day) not in busy and ("Nancy", second_christmas_day) in busy


@pytest.mark.slow
def test_every_visit_reason_has_free_slots(lines: list[str]) -> None:
    for name in (CAMILLE, CHARLIE):
        actor = signed_in(name)
        with acting_as(actor), transaction.atomic():
            for practice in practices_of(actor):
                for reason in visit_reasons(actor, practice.id):
                    assert first_slots(actor, reason.id), reason.name


def first_slots(actor: Actor, visit_reason_id: UUID) -> list[datetime]:
    found = search_slots(
        actor, visit_reason_id=visit_reason_id, start=A_MORNING, end=A_MORNING + timedelta(days=14), limit=5
    )
    return [start for group in found.groups for start in group.starts]


@pytest.mark.slow
def test_an_absent_practitioner_offers_nothing(lines: list[str]) -> None:
    martin = signed_in(DR_MARTIN)
    monday = datetime(2028, 11, 27, tzinfo=UTC)
    with acting_as(martin), transaction.atomic():
        role = PractitionerRole.objects.get(practitioner__user_id=martin.user_id)
        reason = next(one for one in visit_reasons(martin, role.practice_id) if one.name == "Consultation")
        found = {
            week: search_slots(
                martin,
                visit_reason_id=reason.id,
                practitioner_role_ids=[role.id],
                start=monday + timedelta(weeks=week),
                end=monday + timedelta(weeks=week, days=5),
            )
            for week in (3, 4)
        }
    assert found[3].groups and not found[4].groups


@pytest.mark.slow
def test_a_quota_a_later_door_a_substitute_and_something_over_the_rules_can_be_shown(lines: list[str]) -> None:
    martin = signed_in(DR_MARTIN)
    with acting_as(martin), transaction.atomic():
        (practice,) = practices_of(martin)
        reasons = {reason.name: reason for reason in visit_reasons(martin, practice.id)}
        assert reasons["Première consultation"].daily_quota == 6
        assert (reasons["Vaccination"].partner_release_hours, reasons["Vaccination"].web_release_hours) == (168, 48)
        (stay,) = substitutions_to_come(martin, practice.id)
        tuesday = date(2028, 12, 5)
        assert (stay.starts_on, stay.ends_on, stay.substitute.family_name) == (tuesday, tuesday, "Thouvenin")
        that_day = [
            one.practitioner_id
            for one in Appointment.objects.filter(practitioner_role_id=stay.practitioner_role_id)
            if local_date(one.starts_at, "Europe/Paris") == tuesday
        ]
        assert that_day and set(that_day) == {stay.substitute_id}
        own = PractitionerRole.objects.get(practitioner__user_id=martin.user_id)
        waiting = overrides_of(martin, own.id, is_settled=False).results
        assert waiting and settleable(martin, waiting) == {line.id for line in waiting}
