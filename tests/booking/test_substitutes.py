"""Substitutes: the same agenda, another person for some days, who is never in two places."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from audit.services import Event
from booking import services
from booking.errors import HoldExpired, SlotTaken, SubstituteBusy, SubstituteUnfit
from booking.models import Appointment, Occupancy, Substitution
from booking.queries import day_view, search_slots
from booking.services import PastVisit
from booking.services.substitutes import add_substitution, end_substitution
from booking.stand_ins import substitutions_of
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import Actor, acting_as
from patients.models import Patient
from practices.models import PractitionerRole
from tests.factories.booking import MONDAY, at, book, hold, open_every_week
from tests.factories.practices import House, World, make_role, make_visit_reason
from tests.personas import NADIA

TUESDAY = MONDAY + timedelta(days=1)
DAY = timedelta(days=1)


@pytest.fixture
def doctor(camille: Actor, dr_martin: Actor) -> Iterator[Actor]:
    with acting_as(dr_martin):
        yield dr_martin


@pytest.fixture
def locum(ours: House) -> PractitionerRole:
    """A practitioner of the practice with an agenda of their own."""
    role = make_role(ours.practice, ours.location)
    open_every_week(role)
    return role


def stands_in(
    actor: Actor, ours: House, locum: PractitionerRole, first: date = TUESDAY, last: date = TUESDAY
) -> Substitution:
    return add_substitution(
        actor=actor,
        practitioner_role_id=ours.role.id,
        substitute_id=locum.practitioner_id,
        starts_on=first,
        ends_on=last,
    )


def offered(actor: Actor, house: House, day: date) -> list[str]:
    found = search_slots(
        actor, visit_reason_id=house.visit_reason.id, start=at("00:00", day), end=at("00:00", day + DAY)
    )
    return [f"{start:%H:%M}" for group in found.groups for start in group.starts]


def at_theirs(ours: House, locum: PractitionerRole) -> House:
    """The substitute's own agenda."""
    return replace(ours, role=locum, visit_reason=make_visit_reason(ours.practice, [locum], "Chez le remplaçant"))


def test_visits_of_those_days_are_the_substitute_s(
    doctor: Actor, ours: House, locum: PractitionerRole, patient: Patient
) -> None:
    stands_in(doctor, ours, locum)
    visit = book(doctor, ours, patient.id, at("09:00", TUESDAY))
    assert (visit.practitioner_role_id, visit.practitioner_id) == (ours.role.id, locum.practitioner_id)
    assert Occupancy.objects.get(pk=visit.occupancy_id).practitioner_id == locum.practitioner_id
    other_day = book(doctor, ours, patient.id, at("09:00"))
    assert other_day.practitioner_id == ours.role.practitioner_id


def test_a_substitute_is_not_in_two_agendas_at_once(
    doctor: Actor, ours: House, locum: PractitionerRole, patient: Patient, other_patient: Patient
) -> None:
    stands_in(doctor, ours, locum)
    theirs = at_theirs(ours, locum)
    book(doctor, theirs, patient.id, at("09:00", TUESDAY))
    assert "09:00" not in offered(doctor, ours, TUESDAY)
    with pytest.raises(SlotTaken):
        book(doctor, ours, other_patient.id, at("09:00", TUESDAY))
    book(doctor, ours, other_patient.id, at("10:00", TUESDAY))
    with pytest.raises(SlotTaken):
        book(doctor, theirs, patient.id, at("10:00", TUESDAY))
    assert "09:00" in offered(doctor, ours, TUESDAY + DAY)


def test_the_practitioner_s_absence_does_not_shut_what_the_substitute_attends(
    doctor: Actor, ours: House, locum: PractitionerRole, patient: Patient
) -> None:
    visit = book(doctor, ours, patient.id, at("09:00", TUESDAY))
    services.add_absence(
        actor=doctor,
        practice_id=ours.practice.id,
        practitioner_id=ours.role.practitioner_id,
        start=at("00:00", TUESDAY),
        end=at("00:00", TUESDAY + 2 * DAY),
    )
    visit.refresh_from_db()
    assert visit.is_orphaned and offered(doctor, ours, TUESDAY) == []
    stands_in(doctor, ours, locum)
    visit.refresh_from_db()
    assert not visit.is_orphaned
    assert offered(doctor, ours, TUESDAY)[0] == "09:15"
    assert offered(doctor, ours, TUESDAY + DAY) == []


def test_the_substitute_s_absence_shuts_the_agenda_and_flags_its_visits(
    doctor: Actor, ours: House, locum: PractitionerRole, patient: Patient
) -> None:
    stands_in(doctor, ours, locum)
    visit = book(doctor, ours, patient.id, at("09:00", TUESDAY))
    services.add_absence(
        actor=doctor,
        practice_id=ours.practice.id,
        practitioner_id=locum.practitioner_id,
        start=at("08:00", TUESDAY),
        end=at("10:00", TUESDAY),
    )
    assert offered(doctor, ours, TUESDAY)[0] == "10:00"
    visit.refresh_from_db()
    assert visit.is_orphaned


def test_visits_already_booked_are_handed_over_and_back(
    doctor: Actor, ours: House, locum: PractitionerRole, patient: Patient, other_patient: Patient, journal: list[Event]
) -> None:
    inside = book(doctor, ours, patient.id, at("09:00", TUESDAY))
    outside = book(doctor, ours, other_patient.id, at("09:00", TUESDAY + DAY))
    added = stands_in(doctor, ours, locum)
    people = dict(Appointment.objects.values_list("id", "practitioner_id"))
    assert people == {inside.id: locum.practitioner_id, outside.id: ours.role.practitioner_id}
    assert end_substitution(actor=doctor, substitution_id=added.id, last_day=MONDAY) is None
    inside.refresh_from_db()
    assert (inside.practitioner_id, inside.version) == (ours.role.practitioner_id, 3)
    assert Occupancy.objects.get(pk=inside.occupancy_id).practitioner_id == ours.role.practitioner_id
    changes = [event for event in journal if event.action == "booking:appointment:reassigned"]
    assert [event.patient_id for event in changes] == [patient.id, patient.id]


def test_nothing_is_handed_over_to_somebody_who_is_not_free(
    doctor: Actor, ours: House, locum: PractitionerRole, patient: Patient, other_patient: Patient
) -> None:
    visit = book(doctor, ours, patient.id, at("09:00", TUESDAY))
    book(doctor, at_theirs(ours, locum), other_patient.id, at("09:00", TUESDAY))
    with pytest.raises(SubstituteBusy) as refusal:
        stands_in(doctor, ours, locum)
    assert refusal.value.extra["appointments"] == [str(visit.id)]
    assert not Substitution.objects.exists()
    visit.refresh_from_db()
    assert visit.practitioner_id == ours.role.practitioner_id
    assert Occupancy.objects.filter(pk=visit.occupancy_id).exists()


def test_a_time_held_when_the_agenda_changes_hands_is_held_no_more(
    doctor: Actor, ours: House, locum: PractitionerRole, patient: Patient
) -> None:
    before = hold(doctor, ours, at("09:00", TUESDAY))
    stands_in(doctor, ours, locum)
    with pytest.raises(HoldExpired):
        services.book_from_hold(actor=doctor, patient_id=patient.id, hold_id=before.id)
    held = hold(doctor, ours, at("09:00", TUESDAY))
    visit = services.book_from_hold(actor=doctor, patient_id=patient.id, hold_id=held.id)
    assert visit.practitioner_id == locum.practitioner_id


def test_a_visit_moved_onto_those_days_is_the_substitute_s(
    doctor: Actor, ours: House, locum: PractitionerRole, patient: Patient
) -> None:
    stands_in(doctor, ours, locum)
    visit = book(doctor, ours, patient.id, at("09:00"))
    moved = services.move_appointment(actor=doctor, appointment_id=visit.id, start=at("09:00", TUESDAY))
    assert moved.practitioner_id == locum.practitioner_id
    back = services.move_appointment(actor=doctor, appointment_id=visit.id, start=at("09:00"))
    assert back.practitioner_id == ours.role.practitioner_id


def test_the_day_says_who_stands_in(doctor: Actor, ours: House, locum: PractitionerRole, patient: Patient) -> None:
    stands_in(doctor, ours, locum)
    book(doctor, ours, patient.id, at("09:00", TUESDAY))
    columns = {column.practitioner_role_id: column for column in day_view(doctor, ours.practice.id, TUESDAY).columns}
    assert columns[ours.role.id].substitute_name == locum.practitioner.display_name
    assert columns[locum.id].substitute_name == ""
    assert columns[ours.role.id].held == [] and columns[locum.id].held == []
    today = day_view(doctor, ours.practice.id, MONDAY).columns
    assert {column.substitute_name for column in today} == {""}


def test_an_agenda_taken_over_gives_the_days_of_a_substitute_to_the_substitute(
    doctor: Actor, ours: House, locum: PractitionerRole, patient: Patient, other_patient: Patient
) -> None:
    stands_in(doctor, ours, locum)
    book(doctor, at_theirs(ours, locum), other_patient.id, at("10:00", TUESDAY))
    starts = [at("09:00"), at("09:00", TUESDAY), at("10:00", TUESDAY)]
    visits = [
        PastVisit(patient.id, ours.role.id, ours.visit_reason.id, start, start + timedelta(minutes=15))
        for start in starts
    ]
    assert services.import_appointments(actor=doctor, visits=visits) == 2, "the substitute is taken at ten"
    people = dict(Appointment.objects.filter(patient=patient).values_list("starts_at", "practitioner_id"))
    assert people == {starts[0]: ours.role.practitioner_id, starts[1]: locum.practitioner_id}


@pytest.mark.parametrize(
    ("first", "last", "error"),
    [
        (TUESDAY, MONDAY, InvalidInput),
        (MONDAY - DAY, TUESDAY, InvalidInput),
        (TUESDAY, TUESDAY + timedelta(days=400), InvalidInput),
        (TUESDAY + DAY, TUESDAY + 5 * DAY, SubstituteUnfit),
    ],
)
def test_impossible_days_are_refused(
    doctor: Actor, ours: House, locum: PractitionerRole, first: date, last: date, error: type[Exception]
) -> None:
    stands_in(doctor, ours, locum, TUESDAY, TUESDAY + DAY)
    with pytest.raises(error):
        stands_in(doctor, ours, locum, first, last)


def test_a_substitution_is_shortened_and_its_past_stays(doctor: Actor, ours: House, locum: PractitionerRole) -> None:
    added = stands_in(doctor, ours, locum, MONDAY, TUESDAY + 3 * DAY)
    kept = end_substitution(actor=doctor, substitution_id=added.id, last_day=TUESDAY)
    assert kept is not None and kept.ends_on == TUESDAY
    assert [one.id for one in substitutions_of(doctor, ours.role.id)] == [added.id]
    for last_day in (TUESDAY, MONDAY - 2 * DAY):
        with pytest.raises(InvalidInput):
            end_substitution(actor=doctor, substitution_id=added.id, last_day=last_day)


def test_who_may_and_who_may_not(
    doctor: Actor, charlie: Actor, world: World, ours: House, locum: PractitionerRole
) -> None:
    nadia = world.actor(NADIA)
    with acting_as(nadia), pytest.raises(Forbidden):
        stands_in(nadia, ours, locum)
    with acting_as(charlie), pytest.raises(NotFound):
        stands_in(charlie, ours, locum)
    with pytest.raises(SubstituteUnfit):
        stands_in(doctor, ours, ours.role)
    with pytest.raises(NotFound):
        stands_in(doctor, ours, world.theirs.role)
    added = stands_in(doctor, ours, locum)
    with acting_as(charlie):
        assert not Substitution.objects.exists()
        with pytest.raises(NotFound):
            end_substitution(actor=charlie, substitution_id=added.id, last_day=TUESDAY)
