"""What a decision reaches: a secret visit is in no export to the parents; an objection stops the next reminder sent."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from booking.day import day_view
from booking.minors import Secrecy
from booking.models import Appointment
from booking.services import decide_measure
from calls.services import send_message
from consent import services as consent
from consent.decisions import Reach
from consent.purposes import Purpose
from core.scoping import Actor, acting_as, system_actor
from instructions.services import begin_urgency
from patients.models import Patient
from privacy.services.execute import stop_purposes
from privacy.services.export import export_request
from tests.factories.booking import MONDAY, at, book
from tests.factories.consignes import make_protocol
from tests.factories.patients import make_patient
from tests.factories.plans import never_quiet
from tests.factories.practices import House, ask_everything
from tests.notifications.told import say_everything, told
from tests.privacy.requests import granted

# When they start: by the clock on the wall as JSON, in UTC as FHIR.
STARTS = [("json", "T09:00", "T11:00"), ("fhir", "T08:00", "T10:00")]


@pytest.fixture
def minor(ours: House, camille: Actor) -> Patient:
    """Seventeen; of two visits, one is nobody else's business."""
    minor = make_patient(ours.practice, "Morel", "Zoé", birth_date=date(2023, 6, 1))
    with acting_as(camille):
        book(camille, ours, minor.id, at("09:00"), secrecy=Secrecy("Demandé par le Dr Martin"))
        book(camille, ours, minor.id, at("11:00"))
    return minor


@pytest.mark.requirement("ST-23")
@pytest.mark.parametrize(("shape", "secret", "known"), STARTS)
def test_a_secret_visit_is_told_to_the_minor_and_to_nobody_who_asks_for_them(
    ines: Actor, ours: House, minor: Patient, travel: time_machine.Traveller, shape: str, secret: str, known: str
) -> None:
    def exported(requester: str) -> str:
        request = granted(ines, ours.practice, minor, kind="access", requester=requester)
        return export_request(
            actor=ines, request_id=request.id, shape=shape, reason="Remise", way="in-person"
        ).content.decode()

    travel.shift(60)
    for requester in ("guardian", "proxy", "lawyer"):
        found = exported(requester)
        assert secret not in found and known in found, requester
    found = exported("self")
    assert secret in found and known in found


@pytest.mark.requirement("ST-23")
def test_not_even_the_booking_of_a_secret_visit_is_among_the_accesses(ines: Actor, ours: House, minor: Patient) -> None:
    def bookings(requester: str) -> int:
        request = granted(ines, ours.practice, minor, kind="access", requester=requester)
        made = export_request(actor=ines, request_id=request.id, shape="json", reason="Remise", way="in-person")
        return [line["what"] for line in json.loads(made.content)["accesses"]].count("Rendez-vous pris")

    assert (bookings("guardian"), bookings("self")) == (1, 2)


@pytest.mark.requirement("ST-23")
def test_no_line_of_what_a_secret_visit_explains_is_among_the_accesses(
    ines: Actor, ours: House, minor: Patient, camille: Actor
) -> None:
    """Its message, the protocol of its call, the day it was seen in: they name no visit, and would betray it."""
    secret = Appointment.objects.get(patient=minor, minor_secrecy=True)
    with acting_as(camille):
        send_message(
            actor=camille, practitioner_role_id=ours.role.id, kind="urgent", text="Rappeler Zoé",
            appointment_id=secret.id,
        )  # fmt: skip
        make_protocol(ours.practice)
        begin_urgency(actor=camille, practice_id=ours.practice.id, patient_id=minor.id)
        day_view(camille, ours.practice.id, MONDAY)

    def told_to(requester: str) -> set[str]:
        request = granted(ines, ours.practice, minor, kind="access", requester=requester)
        made = export_request(actor=ines, request_id=request.id, shape="json", reason="Remise", way="in-person")
        return {line["what"] for line in json.loads(made.content)["accesses"]}

    betraying = {"Vu dans le planning", "Message transmis au praticien", "Protocole d'urgence suivi"}
    own, theirs = told_to("self"), told_to("guardian")
    assert betraying <= own and betraying.isdisjoint(theirs)
    assert "Rendez-vous pris" in theirs, "the visit that is no secret"


@pytest.mark.requirement("ST-23")
def test_no_measure_tells_that_there_was_one_more_absence(ines: Actor, ours: House, minor: Patient) -> None:
    system = system_actor(ours.practice.id)
    with acting_as(system):
        decide_measure(actor=system, patient_id=minor.id, grade="must-confirm", cause="agreed", months=1)

    def told_to(requester: str) -> tuple[int, bool]:
        request = granted(ines, ours.practice, minor, kind="access", requester=requester)
        made = export_request(actor=ines, request_id=request.id, shape="json", reason="Remise", way="in-person")
        data = json.loads(made.content)
        seen = {line["what"] for line in data["accesses"]}
        return len(data["attendance_measures"]), "Mesure de présence décidée" in seen

    assert (told_to("guardian"), told_to("self")) == ((0, False), (1, True))


def reminded(ours: House, camille: Actor, name: str, clock: str) -> tuple[Patient, Any]:
    """Somebody who wants to be reminded by SMS of a visit in a week."""
    patient = make_patient(ours.practice, name, phones=("+33639980001",))
    with acting_as(camille):
        consent.accept_purpose(
            actor=camille,
            practice_id=ours.practice.id,
            subject_id=patient.id,
            purpose=Purpose.REMINDERS,
            reach=Reach.SMS,
            channel="phone",
        )
        return patient, book(camille, ours, patient.id, at(clock) + timedelta(days=7))


@pytest.mark.requirement("ST-28")
def test_an_objection_decided_on_a_request_stops_the_next_reminder(
    ines: Actor, camille: Actor, ours: House, travel: time_machine.Traveller
) -> None:
    ask_everything(ours.role, reminders=True)
    objector, visit = reminded(ours, camille, "Morel", "09:00")
    _, other = reminded(ours, camille, "Petit", "09:30")
    never_quiet(ours.practice.id)
    say_everything()
    request = granted(ines, ours.practice, objector, kind="objection", data_concerned="Les rappels")
    stop_purposes(actor=ines, request_id=request.id, purposes=["reminders"])
    travel.move_to(at("10:00") + timedelta(days=6))
    say_everything()
    assert told(ours.practice.id, "day_before") == {other.id}
    assert visit.id not in told(ours.practice.id, "day_before")
