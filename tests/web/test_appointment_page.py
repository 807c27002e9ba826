"""The page of one appointment: who took it, what was said about it, what may be noted and taken back."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from audit import services as audit
from booking import services, visits
from booking.models import Appointment, CancelledBy
from core.scoping import Actor, acting_as
from patients.models import Patient
from tests.factories.accounts import signed_in
from tests.factories.booking import MONDAY, at, book, hold
from tests.factories.practices import House, World
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, NADIA

pytestmark = pytest.mark.django_db


def booked(actor: Actor, house: House, patient: Patient, clock: str = "09:00", **options: object) -> Appointment:
    with acting_as(actor):
        return book(actor, house, patient.id, at(clock), **options)


def page(world: World, name: str, visit: Appointment) -> str:
    answer = signed_in(Client(), world.people[name]).get(f"/bureau/rendez-vous/{visit.id}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_practitioner_reads_why_and_by_whom_it_was_taken_in_addition(
    world: World, camille: Actor, ours: House, patient: Patient
) -> None:
    visit = booked(camille, ours, patient, overbooked="Douleur aiguë")
    by = f"par {world.people[CAMILLE].display_name}"
    seen_by_doctor, seen_by_secretary = page(world, DR_MARTIN, visit), page(world, CAMILLE, visit)
    assert "Raison : Douleur aiguë" in seen_by_doctor and by in seen_by_doctor
    assert "Douleur aiguë" not in seen_by_secretary and "inscrite pour le praticien" in seen_by_secretary


def test_moved_to_an_offered_time_it_is_an_ordinary_visit_on_every_screen(
    world: World, camille: Actor, ours: House, patient: Patient
) -> None:
    visit = booked(camille, ours, patient, "20:00", overbooked="Visite du soir")
    client = signed_in(Client(), world.people[CAMILLE])

    def shown() -> tuple[bool, bool, bool]:
        over_api = client.get(f"/api/v1/appointments/{visit.id}").json()["overbooked"]
        planned = client.get(f"/bureau/planning/?cabinet={ours.practice.id}&jour={MONDAY}").content.decode()
        return over_api, "Surréservation" in page(world, CAMILLE, visit), "En plus" in planned

    assert shown() == (True, True, True)
    with acting_as(camille):
        services.move_appointment(actor=camille, appointment_id=visit.id, start=at("09:00"))
    assert shown() == (False, False, False)


def test_the_reason_of_a_cancellation_is_read_and_journalled(
    world: World, camille: Actor, ours: House, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    record = visits.record
    monkeypatch.setattr(visits, "record", lambda **told: (seen.append(told["action"]), record(**told)))
    visit = booked(camille, ours, patient)
    assert "Annulé car" not in page(world, CAMILLE, visit)
    with acting_as(camille):
        services.cancel_appointment(
            actor=camille, appointment_id=visit.id, by=CancelledBy.PATIENT, reason="Parti en voyage"
        )
    assert "Parti en voyage" in page(world, CAMILLE, visit)
    assert seen.count("booking:cancel_reason:opened") == 1


def test_the_note_is_shown_on_demand_to_whoever_may_read_the_visit(
    world: World, camille: Actor, ours: House, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    row = audit._row
    monkeypatch.setattr(audit, "_row", lambda event: (seen.append(event.action), row(event))[1])
    visit = booked(camille, ours, patient, note="Vient en fauteuil roulant")
    address = f"/bureau/rendez-vous/{visit.id}/note/"
    assert "fauteuil" not in page(world, DR_MARTIN, visit) and address in page(world, DR_MARTIN, visit)
    assert "booking:note:opened" not in seen
    answers = {name: signed_in(Client(), world.people[name]).post(address) for name in (DR_MARTIN, NADIA, CHARLIE)}
    assert [answer.status_code for answer in answers.values()] == [200, 403, 404]
    assert "Vient en fauteuil roulant" in answers[DR_MARTIN].content.decode()
    assert seen.count("booking:note:opened") == 1
    assert signed_in(Client(), world.people[CAMILLE]).get(address).status_code == 405


def test_the_note_typed_on_the_recap_goes_with_the_visit_and_may_be_left_out(
    world: World, camille: Actor, ours: House, patient: Patient
) -> None:
    client = signed_in(Client(), world.people[CAMILLE])
    call = f"/bureau/appel/{ours.practice.id}/{patient.id}"
    for clock, note in (("09:00", "Apporte ses radios"), ("10:00", "  ")):
        with acting_as(camille):
            held = hold(camille, ours, at(clock))
        state = f"?patient={patient.id}&motif={ours.visit_reason.id}&option={held.id}"
        assert 'name="note" form="confirmation"' in client.get(f"{call}/{state}").content.decode()
        assert client.post(f"{call}/confirmer/{state}", {"note": note}).status_code == 302
        with acting_as(camille):
            visit = Appointment.objects.get(occupancy_id=held.id)
            assert (visit.note and visit.note.open()) == (note.strip() or None)


def test_buttons_and_refusals_follow_one_rule_and_what_was_noted_is_taken_back(
    world: World, camille: Actor, ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    client = signed_in(Client(), world.people[CAMILLE])
    visit = booked(camille, ours, patient, "07:05", overbooked="Avant la consultation")
    here = f"/bureau/rendez-vous/{visit.id}/"
    assert f"{here}arrive/" in page(world, CAMILLE, visit) and f"{here}absent/" not in page(world, CAMILLE, visit)
    refused = client.post(f"{here}absent/", {"version": "1"})
    assert refused.status_code == 422
    assert "Possible à partir du 14/01/2041 à 07:05" in refused.content.decode()
    travel.move_to(at("07:05"))
    assert f"{here}absent/" in page(world, CAMILLE, visit)
    assert client.post(f"{here}absent/", {"version": "1"}).status_code == 302
    assert f"{here}reprendre/" in page(world, CAMILLE, visit)
    assert client.post(f"{here}reprendre/", {"version": "2"}).status_code == 302
    with acting_as(camille):
        services.cancel_appointment(actor=camille, appointment_id=visit.id, by=CancelledBy.PATIENT, reason=None)
    assert client.post(f"{here}reprendre/", {"version": "4"}).status_code == 302
    assert client.post(f"{here}arrive/", {"version": "5"}).status_code == 302
    travel.shift(timedelta(seconds=11))
    assert f"{here}reprendre/" not in page(world, CAMILLE, visit)
    travel.shift(timedelta(seconds=60))
    assert client.post(f"{here}reprendre/", {"version": "6"}).status_code == 422
