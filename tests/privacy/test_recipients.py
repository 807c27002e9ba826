"""Article 19: whoever was given the data is known from the traces, is written to, and acknowledges (ST-24)."""

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from core.errors import InvalidInput
from core.scoping import Actor, acting_as, system_actor
from notifications.letters import LetterMessage
from notifications.sender import send_due
from outbox.models import OutboxRow
from patients.models import Patient
from patients.plain_text import Address
from patients.services import PatientChanges, disclose_medical_note, set_medical_note
from privacy.errors import RequestNotThere
from privacy.models import Propagation, RightsLetter, RightsRequest
from privacy.services.execute import rectify
from privacy.services.execute_erasure import erase
from privacy.services.export import export_request
from privacy.services.recipients import settle_recipient
from tests.factories.accounts import signed_in
from tests.factories.channels import close_ways
from tests.factories.patients import make_patient, nir_for
from tests.factories.practices import House, World
from tests.personas import INES
from tests.privacy.requests import granted

pytestmark = pytest.mark.requirement("ST-24", "SAS-23")
MUTUAL = "Mutuelle du Test <rectifications@mutuelle.example>"


class Box:
    """A sender that remembers what it carried."""

    def __init__(self) -> None:
        self.carried: list[UUID] = []

    def send_letter(self, letter: LetterMessage) -> None:
        self.carried.append(letter.letter_id)


def send() -> list[UUID]:
    connection.check_constraints()
    box = Box()
    send_due(box)  # type: ignore[arg-type]
    return box.carried


def told(request: RightsRequest) -> dict[str, Propagation]:
    return {row.recipient.open(): row for row in Propagation.objects.filter(request=request)}


def corrected(ines: Actor, ours: House, patient: Patient, **options: Any) -> RightsRequest:
    request = granted(ines, ours.practice, patient)
    changes = options.pop("changes", PatientChanges(email="neuf@example.fr"))
    return rectify(actor=ines, request_id=request.id, changes=changes, **options)


def test_a_recipient_with_a_validated_address_is_written_to_and_acknowledges(
    ines: Actor, ours: House, patient: Patient
) -> None:
    request = corrected(ines, ours, patient, recipients=[MUTUAL, "Pharmacie du Centre"])
    rows = told(request)
    assert {name: row.state for name, row in rows.items()} == {MUTUAL: "pending", "Pharmacie du Centre": "pending"}
    letters = {row.letter_id for row in rows.values()}
    assert send() == [rows[MUTUAL].letter_id] and send() == []
    mutual, pharmacy = (told(request)[name] for name in (MUTUAL, "Pharmacie du Centre"))
    assert (mutual.state, mutual.settled_at, pharmacy.state) == ("sent", None, "pending")
    assert mutual.sent_at is not None and pharmacy.sent_at is None
    ways = {str(one.way) for one in RightsLetter.objects.filter(id__in=letters)}
    assert ways == {"outbox", "print"}, "without an address the letter waits on paper"
    body = RightsLetter.objects.get(id=mutual.letter_id).body.open()
    assert "article 19 du RGPD" in body and request.reference in body and patient.used_name not in body
    for row in (mutual, pharmacy):
        settle_recipient(actor=ines, request_id=request.id, recipient_id=row.id, state="told")
    with pytest.raises(RequestNotThere):
        settle_recipient(actor=ines, request_id=request.id, recipient_id=mutual.id, state="impossible")
    assert {row.state for row in told(request).values()} == {"told"}


@pytest.mark.requirement("CH-04")
def test_nobody_is_written_to_by_a_way_that_is_not_validated(ines: Actor, ours: House, patient: Patient) -> None:
    request = corrected(ines, ours, patient, recipients=[MUTUAL])
    close_ways(ines, ours.practice, "email")
    assert send() == [] and told(request)[MUTUAL].state == "pending"
    late = corrected(ines, ours, patient, changes=PatientChanges(email="x@example.fr"), recipients=[MUTUAL])
    assert RightsLetter.objects.get(id=told(late)[MUTUAL].letter_id).way == "print"


def test_recipients_are_known_from_what_was_handed_answered_and_shown(
    ines: Actor, camille: Actor, ours: House, patient: Patient
) -> None:
    named = PatientChanges(treating_practitioner="Dr Haddad", referring_practitioner="Dr Roux")
    corrected(ines, ours, patient, changes=named)
    asked = granted(
        ines, ours.practice, patient, kind="access", requester="lawyer", requester_name="Me Roy",
        requester_contact="roy@avocats.example",
    )  # fmt: skip
    export_request(actor=ines, request_id=asked.id, shape="json", reason="Remise à l'avocat", way="post")
    with acting_as(system_actor(ours.practice.id)):
        set_medical_note(actor=system_actor(ours.practice.id), patient_id=patient.id, text="Allergie")
    with acting_as(camille):
        disclose_medical_note(actor=camille, patient_id=patient.id, reason="Rappel demandé")
    request = corrected(ines, ours, patient, changes=PatientChanges(treating_practitioner="Dr Blanc"))
    assert set(told(request)) == {
        "Dr Haddad", "Dr Blanc", "Dr Roux", "Me Roy, roy@avocats.example", ours.secretariat.name,
    }  # fmt: skip
    assert send() == [told(request)["Me Roy, roy@avocats.example"].letter_id]
    other = make_patient(ours.practice, "Petit")
    assert told(corrected(ines, ours, other)) == {}, "nobody was given anything of this one"


def test_an_erasure_tells_them_too_and_the_letter_leaves_after_it(
    ines: Actor, dr_martin: Actor, ours: House, patient: Patient
) -> None:
    request = granted(dr_martin, ours.practice, patient, kind="locking-or-erasure")
    connection.check_constraints()
    erase(actor=ines, request_id=request.id, recipients=[MUTUAL])
    assert send() == [told(request)[MUTUAL].letter_id]
    assert told(request)[MUTUAL].state == "sent"


def test_what_waited_for_a_recipient_goes_with_a_request_that_is_erased(
    ines: Actor, dr_martin: Actor, ours: House, patient: Patient
) -> None:
    corrected(ines, ours, patient, recipients=[MUTUAL])
    assert OutboxRow.objects.filter(topic="rights.recipient").count() == 1
    gone = granted(dr_martin, ours.practice, patient, kind="locking-or-erasure")
    connection.check_constraints()
    erase(actor=ines, request_id=gone.id)
    assert not OutboxRow.objects.filter(topic="rights.recipient").exists()
    assert not Propagation.objects.exists()


def test_the_database_says_sent_of_a_letter_alone(ines: Actor, ours: House, patient: Patient) -> None:
    request = corrected(ines, ours, patient, recipients=[MUTUAL])
    with pytest.raises(IntegrityError, match="sent_with_its_letter"), transaction.atomic():
        Propagation.objects.filter(request=request).update(state="sent")


def test_a_rectification_covers_identity_address_and_number(ines: Actor, ours: House, patient: Patient) -> None:
    nir = nir_for()
    changes = PatientChanges(
        birth_date=date(1985, 3, 12), sex="male", nir=nir, address=Address("3 rue Neuve", "54000", "Nancy", "FR")
    )
    request = corrected(ines, ours, patient, changes=changes)
    stored = Patient.objects.get(id=patient.id)
    assert (stored.birth_date, stored.sex, stored.city) == (date(1985, 3, 12), "male", "Nancy")
    assert stored.nir is not None and stored.nir.open() == nir
    assert request.difference is not None and nir not in request.difference.open()
    assert {"birth_date", "sex", "nir", "address_line"} <= set(json.loads(request.difference.open()))


def test_the_office_rectifies_all_of_it_and_shows_who_was_written_to(
    world: World, ines: Actor, ours: House, patient: Patient
) -> None:
    request = granted(ines, ours.practice, patient)
    officer = signed_in(Client(), world.people[INES], step_up=True)
    address = f"/registre/demandes/{request.id}/"
    wrong = officer.post(address + "rectifier/", {"birth_date": "hier"})
    assert wrong.status_code == 400 and "1984-03-12" in wrong.content.decode()
    nir = nir_for()
    typed = {
        "birth_date": "1985-03-12", "sex": "male", "nir": nir, "address_line": "3 rue Neuve",
        "address_postal_code": "54000", "address_city": "Nancy", "recipients": MUTUAL,
    }  # fmt: skip
    assert officer.post(address + "rectifier/", typed).status_code == 302
    stored = Patient.objects.get(id=patient.id)
    assert (stored.birth_date, stored.sex, stored.city) == (date(1985, 3, 12), "male", "Nancy")
    send()
    page = officer.get(address).content.decode()
    assert "Écrit, accusé attendu" in page and nir not in page


def test_too_many_names_are_refused(ines: Actor, ours: House, patient: Patient) -> None:
    request = granted(ines, ours.practice, patient)
    names = [f"Organisme {number}" for number in range(21)]
    with pytest.raises(InvalidInput):
        rectify(actor=ines, request_id=request.id, changes=PatientChanges(email="n@example.fr"), recipients=names)
