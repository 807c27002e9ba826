"""The ledger of overrides: what was booked over the rules, settled by the practitioner alone."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from audit.services import Event
from booking import overrides, services
from booking.errors import OverrideSettled, OverrideUncorrected
from booking.models import CancelledBy, Override, Settlement
from booking.overrides import open_override_reason, overrides_of
from booking.services.ledger import settle_override
from core.errors import Forbidden, NotFound
from core.scoping import Actor, acting_as
from patients.models import Patient
from tests.factories.booking import at, book
from tests.factories.practices import House, World
from tests.personas import NADIA


@pytest.fixture
def doctor(camille: Actor, dr_martin: Actor) -> Iterator[Actor]:
    with acting_as(dr_martin):
        yield dr_martin


def lines(actor: Actor, house: House, **options: bool) -> list[Override]:
    return overrides_of(actor, house.role.id, **options).results


def test_each_booking_over_the_rules_is_a_line_that_says_what_was_passed_over(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    book(camille, ours, patient.id, at("09:00"))
    book(camille, ours, other_patient.id, at("09:00"), overbooked="Douleur aiguë")
    book(camille, ours, patient.id, at("20:00"), overbooked="Visite du soir")
    book(camille, ours, patient.id, at("09:32"), overbooked="Entre deux")
    found = [(line.kind, line.lane, line.settled_as) for line in lines(camille, ours)]
    assert sorted(found) == [("off-terms", 0, ""), ("out-of-hours", 0, ""), ("overbooked", 1, "")]


def test_the_reason_is_sealed_and_opened_for_the_practitioner_alone(
    camille: Actor, dr_martin: Actor, charlie: Actor, ours: House, patient: Patient, journal: list[Event]
) -> None:
    book(camille, ours, patient.id, at("20:00"), overbooked="Visite du soir")
    (line,) = lines(camille, ours)
    with pytest.raises(Forbidden):
        open_override_reason(camille, line.id)
    with acting_as(charlie), pytest.raises(NotFound):
        open_override_reason(charlie, line.id)
    with acting_as(dr_martin):
        assert open_override_reason(dr_martin, line.id) == "Visite du soir"
    assert [event.patient_id for event in journal if event.action == "booking:override:opened"] == [patient.id]


def test_the_practitioner_accepts_once(doctor: Actor, camille: Actor, ours: House, patient: Patient) -> None:
    book(doctor, ours, patient.id, at("20:00"), overbooked="Visite du soir")
    (line,) = lines(doctor, ours, is_settled=False)
    settled = settle_override(actor=doctor, override_id=line.id, settlement=Settlement.ACCEPTED)
    assert (settled.settled_as, settled.settled_by_id) == ("accepted", doctor.user_id)
    with pytest.raises(OverrideSettled):
        settle_override(actor=doctor, override_id=line.id, settlement=Settlement.ACCEPTED)
    assert lines(doctor, ours, is_settled=False) == []
    assert [one.id for one in lines(doctor, ours, is_settled=True)] == [line.id]


@pytest.mark.parametrize("corrected_by", ["move", "cancel"])
def test_corrected_means_that_the_visit_left_its_place(
    doctor: Actor, ours: House, patient: Patient, corrected_by: str
) -> None:
    visit = book(doctor, ours, patient.id, at("20:00"), overbooked="Visite du soir")
    (line,) = lines(doctor, ours)
    with pytest.raises(OverrideUncorrected):
        settle_override(actor=doctor, override_id=line.id, settlement=Settlement.CORRECTED)
    if corrected_by == "move":
        services.move_appointment(actor=doctor, appointment_id=visit.id, start=at("09:00"))
    else:
        services.cancel_appointment(actor=doctor, appointment_id=visit.id, by=CancelledBy.PRACTICE, reason=None)
    assert settle_override(actor=doctor, override_id=line.id, settlement=Settlement.CORRECTED).settled_at


def test_nobody_else_settles(camille: Actor, charlie: Actor, world: World, ours: House, patient: Patient) -> None:
    book(camille, ours, patient.id, at("20:00"), overbooked="Visite du soir")
    (line,) = lines(camille, ours)
    with pytest.raises(Forbidden):
        settle_override(actor=camille, override_id=line.id, settlement=Settlement.ACCEPTED)
    nadia = world.actor(NADIA)
    with acting_as(nadia), pytest.raises(Forbidden):
        overrides_of(nadia, ours.role.id)
    with acting_as(charlie):
        assert not Override.objects.exists()
        for act in (
            lambda: overrides_of(charlie, ours.role.id),
            lambda: settle_override(actor=charlie, override_id=line.id, settlement=Settlement.ACCEPTED),
        ):
            with pytest.raises(NotFound):
                act()


@pytest.mark.requirement("CH-14")
def test_a_line_is_neither_rewritten_nor_deleted(camille: Actor, ours: House, patient: Patient) -> None:
    book(camille, ours, patient.id, at("20:00"), overbooked="Visite du soir")
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE booking_override SET lane = 0")
    with pytest.raises(IntegrityError, match="with its visit"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM booking_override")
        connection.check_constraints()  # what the commit asks
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE booking_override SET settled_as = 'accepted'")


def test_the_list_is_read_page_by_page_and_journalled(
    camille: Actor, ours: House, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Event] = []
    monkeypatch.setattr(overrides, "record_many", lambda events: seen.extend(events))
    for clock in ("20:00", "20:30", "21:00"):
        book(camille, ours, patient.id, at(clock), overbooked="Visite du soir")
    first = overrides_of(camille, ours.role.id, limit=2)
    rest = overrides_of(camille, ours.role.id, limit=2, after=first.after)
    assert len(first.results) == 2 and len(rest.results) == 1 and rest.after is None
    assert {event.patient_id for event in seen} == {patient.id}
