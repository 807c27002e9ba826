"""Opening and shutting agendas: rules, exceptions, absences, closures, and the visits left without an opening."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID

import pytest

from audit.services import Event
from booking import services
from booking.errors import NonexistentTime, WrongRange
from booking.lifecycle import Status
from booking.models import Absence, Appointment, OpeningRule
from booking.queries import search_slots
from booking.services import PastVisit, RuleTerms
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import Actor, acting_as, system_actor
from outbox.models import OutboxRow
from patients.models import Patient
from tests.factories.booking import MONDAY, at, book, open_every_week
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_role, make_visit_reason
from tests.personas import CAMILLE, NADIA

TERMS = RuleTerms(weekday=0, opens=time(14), closes=time(16), valid_from=MONDAY)


@pytest.fixture
def doctor(camille: Actor, dr_martin: Actor, ours: House):
    """The practitioner is master of the agenda."""
    with acting_as(dr_martin):
        yield dr_martin


def offered(actor: Actor, house: House, day: date = MONDAY) -> list[str]:
    found = search_slots(
        actor, visit_reason_id=house.visit_reason.id, start=at("00:00", day), end=at("00:00", day + timedelta(days=1))
    )
    return [f"{start:%H:%M}" for group in found.groups for start in group.starts]


def test_a_new_rule_opens_the_agenda_and_an_ended_one_shuts_it(doctor: Actor, ours: House) -> None:
    rule = services.add_opening_rule(actor=doctor, practitioner_role_id=ours.role.id, terms=TERMS)
    assert "14:00" in offered(doctor, ours)
    services.end_opening_rule(actor=doctor, opening_rule_id=rule.row.id, last_day=MONDAY + timedelta(days=7))
    assert "14:00" in offered(doctor, ours, MONDAY + timedelta(days=7))
    assert "14:00" not in offered(doctor, ours, MONDAY + timedelta(days=14))


def test_a_rule_that_never_began_is_removed(doctor: Actor, ours: House) -> None:
    rule = services.add_opening_rule(actor=doctor, practitioner_role_id=ours.role.id, terms=TERMS)
    yesterday = MONDAY - timedelta(days=1)
    assert services.end_opening_rule(actor=doctor, opening_rule_id=rule.row.id, last_day=yesterday).row is None
    assert not OpeningRule.objects.filter(pk=rule.row.id).exists()


def test_an_exceptional_opening_adds_to_the_rules_and_goes(doctor: Actor, ours: House) -> None:
    sunday = MONDAY + timedelta(days=6)
    opening = services.add_opening_exception(
        actor=doctor, practitioner_role_id=ours.role.id, day=sunday, opens=time(10), closes=time(10, 30)
    )
    assert offered(doctor, ours, sunday) == ["10:00", "10:15"]
    services.remove_opening_exception(actor=doctor, opening_exception_id=opening.row.id)
    assert offered(doctor, ours, sunday) == []


def test_an_absence_empties_the_agenda_until_it_is_removed(doctor: Actor, ours: House) -> None:
    absence = services.add_absence(
        actor=doctor,
        practice_id=ours.practice.id,
        practitioner_id=ours.role.practitioner_id,
        start=at("09:00"),
        end=at("11:30"),
    )
    assert offered(doctor, ours) == ["11:30", "11:45"]
    services.remove_absence(actor=doctor, practice_id=ours.practice.id, absence_id=absence.row.id)
    assert len(offered(doctor, ours)) == 12


def test_a_closure_empties_every_agenda_of_the_place(doctor: Actor, ours: House) -> None:
    closure = services.add_closure(
        actor=doctor, location_id=ours.location.id, start=at("00:00"), end=at("00:00", MONDAY + timedelta(days=1))
    )
    assert offered(doctor, ours) == []
    services.remove_closure(actor=doctor, closure_id=closure.row.id)
    assert len(offered(doctor, ours)) == 12


def test_visits_that_lose_their_opening_are_flagged_and_sheltered_again(
    doctor: Actor, camille: Actor, ours: House, patient: Patient, other_patient: Patient, journal: list[Event]
) -> None:
    lost = book(camille, ours, patient.id, at("09:00"))
    kept = book(camille, ours, other_patient.id, at("11:45"))
    deliberate = book(camille, ours, make_patient(ours.practice, "Roux").id, at("20:00"), overbooked="Visite du soir")
    absence = services.add_absence(
        actor=doctor,
        practice_id=ours.practice.id,
        practitioner_id=ours.role.practitioner_id,
        start=at("08:00"),
        end=at("10:00"),
    )
    for visit in (lost, kept, deliberate):
        visit.refresh_from_db()
    assert (lost.is_orphaned, kept.is_orphaned, deliberate.is_orphaned) == (True, False, False)
    assert (lost.status, lost.version) == ("booked", 2)
    services.remove_absence(actor=doctor, practice_id=ours.practice.id, absence_id=absence.row.id)
    lost.refresh_from_db()
    assert (lost.is_orphaned, lost.version) == (False, 3)
    flags = [
        (event.action, event.patient_id) for event in journal if "orphan" in event.action or "shelter" in event.action
    ]
    assert flags == [
        ("booking:appointment:orphaned", patient.id),
        ("booking:appointment:sheltered", patient.id),
    ]
    assert OutboxRow.objects.filter(entity_id=lost.id, topic="appointment.orphaned", version=2).exists()


def test_a_moved_visit_is_no_longer_an_orphan(doctor: Actor, camille: Actor, ours: House, patient: Patient) -> None:
    visit = book(camille, ours, patient.id, at("09:00"))
    services.add_closure(actor=doctor, location_id=ours.location.id, start=at("08:00"), end=at("10:00"))
    moved = services.move_appointment(actor=camille, appointment_id=visit.id, start=at("10:00"))
    assert not moved.is_orphaned


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (RuleTerms(0, time(12), time(9), MONDAY), "closes"),
        (RuleTerms(0, time(9), time(9), MONDAY), "closes"),
        (RuleTerms(7, time(9), time(12), MONDAY), "weekday"),
        (RuleTerms(-1, time(9), time(12), MONDAY), "weekday"),
        (RuleTerms(0, time(9), time(12), MONDAY, MONDAY - timedelta(days=1)), "valid_until"),
        (RuleTerms(0, time(9), time(12), MONDAY, every_weeks=0), "every_weeks"),
    ],
)
def test_an_impossible_rule_is_refused_by_field(doctor: Actor, ours: House, terms: RuleTerms, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        services.add_opening_rule(actor=doctor, practitioner_role_id=ours.role.id, terms=terms)
    assert [error.field for error in refusal.value.errors] == [field]


def test_an_exception_at_an_hour_that_the_clocks_jump_over_is_refused(doctor: Actor, ours: House) -> None:
    spring = date(2041, 3, 31)
    with pytest.raises(NonexistentTime):
        services.add_opening_exception(
            actor=doctor, practitioner_role_id=ours.role.id, day=spring, opens=time(2, 30), closes=time(5)
        )
    with pytest.raises(NonexistentTime):
        services.add_opening_exception(
            actor=doctor, practitioner_role_id=ours.role.id, day=spring, opens=time(1), closes=time(2, 30)
        )


def test_an_absence_or_a_closure_that_ends_before_it_starts_is_refused(doctor: Actor, ours: House) -> None:
    with pytest.raises(WrongRange):
        services.add_absence(
            actor=doctor,
            practice_id=ours.practice.id,
            practitioner_id=ours.role.practitioner_id,
            start=at("10:00"),
            end=at("10:00"),
        )
    with pytest.raises(WrongRange):
        services.add_closure(actor=doctor, location_id=ours.location.id, start=at("10:00"), end=at("09:00"))


VERBS: list[Callable[[Actor, House], object]] = [
    lambda actor, house: services.add_opening_rule(actor=actor, practitioner_role_id=house.role.id, terms=TERMS),
    lambda actor, house: services.add_opening_exception(
        actor=actor, practitioner_role_id=house.role.id, day=MONDAY, opens=time(14), closes=time(15)
    ),
    lambda actor, house: services.add_absence(
        actor=actor,
        practice_id=house.practice.id,
        practitioner_id=house.role.practitioner_id,
        start=at("09:00"),
        end=at("10:00"),
    ),
    lambda actor, house: services.add_closure(
        actor=actor, location_id=house.location.id, start=at("09:00"), end=at("10:00")
    ),
]


@pytest.mark.requirement("SAS-05")
@pytest.mark.parametrize("verb", VERBS)
def test_openings_change_by_agreement_of_the_practice_only(
    doctor: Actor, charlie: Actor, world: World, ours: House, verb: Callable[[Actor, House], object]
) -> None:
    camille = world.actor(CAMILLE)
    without = {ours.practice.id: frozenset(p for p in camille.grants[ours.practice.id] if not p.endswith(":edit"))}
    secretary = Actor(user_id=camille.user_id, grants=without)
    with acting_as(secretary), pytest.raises(Forbidden):
        verb(secretary, ours)
    with acting_as(charlie), pytest.raises(NotFound):
        verb(charlie, ours)
    assert verb(doctor, ours)


def test_absences_of_strangers_are_invisible(doctor: Actor, charlie: Actor, world: World, ours: House) -> None:
    absence = VERBS[2](doctor, ours)
    assert Absence.objects.count() == 1
    with acting_as(charlie):
        assert Absence.objects.count() == 0
        with pytest.raises(NotFound):
            services.remove_absence(actor=charlie, practice_id=world.theirs.practice.id, absence_id=absence.row.id)
        with pytest.raises(NotFound):
            services.add_absence(
                actor=charlie,
                practice_id=world.theirs.practice.id,
                practitioner_id=ours.role.practitioner_id,
                start=at("09:00"),
                end=at("10:00"),
            )
    nadia = world.actor(NADIA)
    with acting_as(nadia), pytest.raises(Forbidden):
        services.remove_absence(actor=nadia, practice_id=ours.practice.id, absence_id=absence.row.id)
    for unknown in (UUID(int=0), ours.practice.id):
        with pytest.raises(NotFound):
            services.remove_absence(actor=doctor, practice_id=ours.practice.id, absence_id=unknown)


def test_an_absence_holds_at_every_practice_of_the_person(
    doctor: Actor, charlie: Actor, world: World, ours: House
) -> None:
    abroad = make_role(world.theirs.practice, world.theirs.location, ours.role.practitioner)
    open_every_week(abroad)
    house = replace(
        world.theirs, role=abroad, visit_reason=make_visit_reason(world.theirs.practice, [abroad], "Là-bas")
    )
    VERBS[2](doctor, ours)
    with acting_as(charlie):
        assert offered(charlie, house)[0] == "10:00"


def test_an_agenda_is_taken_over_whole_and_double_bookings_stay_out(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient, journal: list[Event]
) -> None:
    everything = system_actor(ours.practice.id)

    def visit(person: Patient, start: str, **options: object) -> PastVisit:
        begin = at(start, MONDAY - timedelta(days=7))
        return PastVisit(
            person.id, ours.role.id, ours.visit_reason.id, begin, begin + timedelta(minutes=15), **options  # type: ignore[arg-type]
        )  # fmt: skip

    visits = [
        visit(patient, "09:00", status=Status.FULFILLED),
        visit(other_patient, "09:10"),
        visit(other_patient, "09:15", status=Status.ARRIVED),
        visit(patient, "10:00", status=Status.CANCELLED),
        visit(patient, "11:00", status=Status.NOSHOW),
    ]
    assert services.import_appointments(actor=everything, visits=visits) == 4
    statuses = Appointment.objects.order_by("starts_at").values_list("status", flat=True)
    assert list(statuses) == ["fulfilled", "arrived", "cancelled", "noshow"]
    assert len([event for event in journal if event.action == "booking:appointment:imported"]) == 4
    assert not OutboxRow.objects.exists()
