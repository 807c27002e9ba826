"""The planning of a day: columns, what is open, taken here, elsewhere, held; who saw whom."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.services import Event
from booking import services
from booking.lifecycle import Verb
from booking.models import CancelledBy
from booking.queries import appointment, appointment_card, appointments, appointments_of_patient, day_view
from core.errors import Forbidden, NotFound
from core.scoping import Actor, acting_as
from patients.models import Patient
from tests.factories.booking import MONDAY, at, book, hold, open_every_week
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_role, make_visit_reason
from tests.personas import NADIA


def test_a_day_shows_visits_openings_holds_and_time_taken_elsewhere(
    camille: Actor, charlie: Actor, ours: House, world: World, patient: Patient
) -> None:
    abroad = make_role(world.theirs.practice, world.theirs.location, ours.role.practitioner)
    open_every_week(abroad, "14:00", "16:00")
    there = make_visit_reason(world.theirs.practice, [abroad], "Vacation")
    stranger = make_patient(world.theirs.practice)
    with acting_as(charlie):
        book(charlie, replace(world.theirs, role=abroad, visit_reason=there), stranger.id, at("14:00"))
    visit = book(camille, ours, patient.id, at("09:00"), note="Apporter les radios")
    hold(camille, ours, at("10:00"))
    [column] = day_view(camille, ours.practice.id, MONDAY).columns
    assert column.practitioner_name == "Dr Anne Martin"
    assert column.openings == [(at("09:00"), at("12:00"))]
    assert column.held == [(at("10:00"), at("10:15"))]
    assert column.elsewhere == [(at("14:00"), at("14:15"))]
    [shown] = column.appointments
    assert (shown.id, shown.start, shown.status_label, shown.has_note) == (visit.id, at("09:00"), "Réservé", True)
    assert (shown.patient.id, shown.patient.family_name) == (patient.id, "Lefèvre")
    assert {Verb.MOVE, Verb.CANCEL, Verb.ARRIVE, Verb.MISS} <= shown.verbs


def test_cancelled_visits_are_shown_and_mistakes_are_not(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    gone = book(camille, ours, patient.id, at("09:00"))
    services.cancel_appointment(actor=camille, appointment_id=gone.id, by=CancelledBy.PRACTICE, reason="Absence")
    mistake = book(camille, ours, other_patient.id, at("10:00"))
    services.undo_booking(actor=camille, appointment_id=mistake.id)
    [column] = day_view(camille, ours.practice.id, MONDAY).columns
    assert [visit.id for visit in column.appointments] == [gone.id]
    assert column.held == []


def test_a_day_costs_at_most_six_statements_and_names_each_patient_in_the_journal(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient, journal: list[Event]
) -> None:
    for _ in range(5):
        open_every_week(make_role(ours.practice, ours.location))
    book(camille, ours, patient.id, at("09:00"))
    book(camille, ours, other_patient.id, at("09:15"))
    journal.clear()
    with CaptureQueriesContext(connection) as seen:
        assert len(day_view(camille, ours.practice.id, MONDAY).columns) == 6
    assert len(seen.captured_queries) <= 6
    assert {(event.action, event.patient_id) for event in journal} == {
        ("booking:day:read", patient.id),
        ("booking:day:read", other_patient.id),
    }


def test_only_the_practice_sees_its_day(camille: Actor, charlie: Actor, world: World, ours: House) -> None:
    with acting_as(charlie), pytest.raises(NotFound):
        day_view(charlie, ours.practice.id, MONDAY)
    nadia = world.actor(NADIA)
    with acting_as(nadia), pytest.raises(Forbidden):
        day_view(nadia, ours.practice.id, MONDAY)
    assert day_view(camille, ours.practice.id, MONDAY, practitioner_role_ids=[]).columns == []


def test_reading_an_appointment_is_journalled(
    camille: Actor, charlie: Actor, ours: House, patient: Patient, journal: list[Event]
) -> None:
    visit = book(camille, ours, patient.id, at("09:00"))
    assert appointment(camille, visit.id).visit_reason.name == "Consultation"
    assert (journal[-1].action, journal[-1].patient_id) == ("booking:appointment:read", patient.id)
    with acting_as(charlie), pytest.raises(NotFound):
        appointment(charlie, visit.id)
    with pytest.raises(NotFound):
        appointment(camille, UUID(int=0))


def test_appointments_come_in_pages_by_their_start(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    visits = [book(camille, ours, patient.id, at(f"{hour}:00")) for hour in ("09", "10", "11")]
    other = book(camille, ours, other_patient.id, at("09:30"))
    period = {"practice_id": ours.practice.id, "start": at("00:00"), "end": at("00:00", MONDAY + timedelta(days=1))}
    first = appointments(camille, **period, limit=3)
    assert [visit.id for visit in first.results] == [visits[0].id, other.id, visits[1].id]
    rest = appointments(camille, **period, after=first.after)
    assert ([visit.id for visit in rest.results], rest.after) == ([visits[2].id], None)
    mine = appointments(camille, **period, patient_id=other_patient.id, practitioner_role_id=ours.role.id)
    assert [visit.id for visit in mine.results] == [other.id]
    assert [visit.id for visit in appointments_of_patient(camille, ours.practice.id, patient.id)] == [
        visit.id for visit in reversed(visits)
    ]


def test_a_card_says_when_and_where_and_nothing_of_whom_or_why(camille: Actor, ours: House, patient: Patient) -> None:
    visit = book(camille, ours, patient.id, at("09:00"))
    card = appointment_card(visit.id)
    assert card is not None
    assert (card.practice_name, card.location_name, card.starts_at) == ("Cabinet de Nancy", "Centre", at("09:00"))
    assert "Lefèvre" not in repr(card) and "Consultation" not in repr(card)
    with acting_as(None):
        pass
    assert appointment_card(UUID(int=0)) is None
