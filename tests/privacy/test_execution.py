"""Decisions carried out: exports, rectification and its recipients, locking, erasure, restriction, purposes stopped."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from fhir.resources.R4B.bundle import Bundle
from pypdf import PdfReader

from audit import services as audit
from audit.actions import Action
from booking.minors import Secrecy
from booking.models import Appointment
from consent.purposes import Purpose
from consent.queries import is_stopped
from core.errors import InvalidInput, NotFound, StepUpRequired
from core.scoping import Actor, acting_as, system_actor
from patients import services as patients
from patients.contact import Contact
from patients.errors import RecordRestricted
from patients.models import Patient
from patients.plain_text import Address
from patients.queries import open_patient
from patients.services import PatientChanges
from practices.permissions import Permission
from privacy.complaint import CNIL
from privacy.errors import ErasureByAnother, NotCarriedOut, NotThisRight, PatientHeld, VisitExpected
from privacy.models import Propagation, RightsLetter, RightsRequest
from privacy.services import execute
from privacy.services.decide import decide_request
from privacy.services.execute_erasure import erase
from privacy.services.export import export_request
from privacy.services.holds import place_hold
from privacy.services.letters import answer_request
from privacy.services.recipients import settle_recipient
from tests.factories.booking import MONDAY, at, book
from tests.factories.patients import make_patient, nir_for
from tests.factories.practices import House
from tests.privacy.requests import granted, granted_medical_file, identified

NIR = nir_for(order=11)
WHY = "Remise à la personne"


@pytest.fixture
def patient(ours: House) -> Patient:
    """Everything a record can hold."""
    contact = Contact(
        phones=("0639980011",), email="j@example.fr", address=Address("1 rue du Test", "54000", "Nancy"),
        treating_practitioner="Dr Haddad",
    )  # fmt: skip
    patient = make_patient(ours.practice, "Morel", "Jeanne Anne", nir=NIR, birth_name="Petit", contact=contact)
    system = system_actor(ours.practice.id)
    with acting_as(system):
        patients.set_medical_note(actor=system, patient_id=patient.id, text="Allergie à la pénicilline")
        patients.add_relative(
            actor=system, patient_id=patient.id, relation="parent", scope="contact", name="Rose Morel",
            phone="0639980012",
        )  # fmt: skip
        book(system, ours, patient.id, at("09:00"), note="À jeun")
    return patient


def exported(actor: Actor, request: RightsRequest, shape: str) -> Any:
    content = export_request(actor=actor, request_id=request.id, shape=shape, reason=WHY, way="in-person").content
    return json.loads(content) if shape != "pdf" else content


@pytest.mark.requirement("ST-23", "ST-02", "CH-10")
def test_an_access_holds_everything_marked_with_its_number(ines: Actor, ours: House, patient: Patient) -> None:
    request = granted_medical_file(ines, ours.practice, patient)
    export = export_request(actor=ines, request_id=request.id, shape="json", reason=WHY, way="in-person")
    data = json.loads(export.content)
    assert data["identity"]["birth_name"] == "Petit" and data["contact"]["phones"] == ["+33639980011"]
    assert data["medical_note"] == "Allergie à la pénicilline"
    assert [one["note"] for one in data["appointments"]] == ["À jeun"]
    assert data["relatives"][0]["name"] == "Rose Morel" and data["accesses"] and data["told"] and data["purposes"]
    assert data["watermark"]["id"] == str(export.id) and data["watermark"]["reference"] == request.reference
    text = export.content.decode()
    assert NIR not in text and NIR[:13] not in text, "H-32: the number is masked in every export"
    assert "0639980012" not in text and "+33639980012" not in text, "another person's number is not handed over"
    assert "Morel" not in export.name and export.name.endswith(".json")


@pytest.mark.requirement("ST-23")
def test_the_medical_file_is_handed_over_only_where_it_was_asked_for(
    ines: Actor, ours: House, patient: Patient
) -> None:
    """No other grant has waited the 48 hours of L1111-7; the copy says that it is asked for apart."""
    request = granted(ines, ours.practice, patient, kind="access")
    data = exported(ines, request, "json")
    assert (data["medical_note"], data["shared_items"], data["urgencies"], data["practitioner_messages"]) == (
        "", [], [], [],
    )  # fmt: skip
    (visit,) = data["appointments"]
    assert (visit["note"], visit["consignes"], visit["reason"]) == ("", [], "Consultation")
    assert "48 heures" in data["asked_apart"] and not _words(json.dumps(data, ensure_ascii=False))
    paper = " ".join(page.extract_text() for page in PdfReader(BytesIO(exported(ines, request, "pdf"))).pages)
    assert not _words(paper) and "se demande à part" in " ".join(paper.split())
    bundle = exported(ines, request, "fhir")
    assert not _words(json.dumps(bundle, ensure_ascii=False)) and "DocumentReference" not in _kinds(bundle)
    medical = granted_medical_file(ines, ours.practice, patient)
    asked = exported(ines, medical, "json")
    assert (asked["medical_note"], asked["asked_apart"]) == ("Allergie à la pénicilline", "")
    assert asked["appointments"][0]["note"] == "À jeun"
    whole = exported(ines, medical, "fhir")
    assert "À jeun" in json.dumps(whole, ensure_ascii=False) and "DocumentReference" in _kinds(whole)


def _words(text: str) -> list[str]:
    """What a copy says of their health."""
    return [said for said in ("Allergie", "À jeun") if said in text]


def _kinds(bundle: dict[str, Any]) -> set[str]:
    return {entry["resource"]["resourceType"] for entry in bundle["entry"]}


@pytest.mark.requirement("ST-23")
def test_a_parent_is_told_nothing_that_betrays_a_secret_visit(
    ines: Actor, ours: House, travel: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L1111-5. The positive control is the minor's own copy; pages of ten lines prove that every page is read."""
    minor = make_patient(ours.practice, "Morel", "Zoé", birth_date=date(2023, 6, 1))
    system = system_actor(ours.practice.id)
    with acting_as(system):
        book(system, ours, minor.id, at("09:00"), secrecy=Secrecy("Demandé par le Dr Martin"))
        patients.set_medical_note(actor=system, patient_id=minor.id, text="Contraception")
    monkeypatch.setattr("privacy.accesses.LARGEST_PAGE", 10)

    def told(requester: str) -> dict[str, Any]:
        travel.shift(60)
        request = granted_medical_file(ines, ours.practice, minor, requester=requester)
        found: dict[str, Any] = exported(ines, request, "json")
        return found

    theirs, own = told("guardian"), told("self")
    assert len(own["accesses"]) > 10 and "Rendez-vous pris" in {line["what"] for line in own["accesses"]}
    assert own["medical_note"] == "Contraception"
    assert len(own["appointments"]) == 1 and theirs["appointments"] == []
    assert theirs["accesses"] and "Rendez-vous pris" not in {line["what"] for line in theirs["accesses"]}
    assert theirs["medical_note"] == ""


@pytest.mark.requirement("ST-29")
def test_portability_holds_only_what_the_person_provided(ines: Actor, ours: House, patient: Patient) -> None:
    request = granted(ines, ours.practice, patient, kind="portability", data_concerned="")
    data = exported(ines, request, "json")
    assert set(data) == {"watermark", "identity", "contact", "relatives", "decisions", "directives"}
    assert set(data["identity"]) == {"family_name", "birth_name", "given_names", "birth_date", "sex"}
    kinds = {entry["resource"]["resourceType"] for entry in exported(ines, request, "fhir")["entry"]}
    assert kinds == {"Patient", "RelatedPerson"}
    assert "Allergie" not in json.dumps(data, ensure_ascii=False)
    with pytest.raises(InvalidInput):
        exported(ines, request, "pdf")


@pytest.mark.requirement("ST-23", "ST-29")
def test_the_fhir_bundle_is_a_valid_r4_one(ines: Actor, ours: House, patient: Patient) -> None:
    consenting = replace(
        ines, grants={ours.practice.id: ines.grants[ours.practice.id] | {Permission.CONSENT_RECORD.value}}
    )
    from consent.services import object_to_purpose

    object_to_purpose(
        actor=consenting, practice_id=ours.practice.id, subject_id=patient.id, purpose=Purpose.REMINDERS,
        channel="phone",
    )  # fmt: skip
    request = granted(ines, ours.practice, patient, kind="access")
    found = exported(ines, request, "fhir")
    checked = Bundle.model_validate(found)
    assert checked.type == "collection"
    kinds = [entry["resource"]["resourceType"] for entry in found["entry"]]
    assert sorted(kinds) == ["Appointment", "Consent", "Patient", "RelatedPerson"]
    first = found["entry"][0]
    broken = {**found, "entry": [{**first, "resource": {**first["resource"], "birthDate": "12/03/1984"}}]}
    with pytest.raises(ValueError):
        Bundle.model_validate(broken)


@pytest.mark.requirement("ST-23", "CH-10")
def test_the_readable_copy_carries_its_mark_on_every_page(ines: Actor, ours: House, patient: Patient) -> None:
    request = granted_medical_file(ines, ours.practice, patient)
    system = system_actor(ours.practice.id)
    with acting_as(system):
        for hour in range(9, 12):
            for minute in ("15", "30", "45"):
                book(system, ours, patient.id, at(f"{hour:02}:{minute}"))
    pages = [page.extract_text() for page in PdfReader(BytesIO(exported(ines, request, "pdf"))).pages]
    assert len(pages) > 1 and all(request.reference in page for page in pages)
    text = " ".join(" ".join(pages).split())
    assert "MOREL" in text.upper() and "Allergie" in text and "Rose Morel" in text
    assert CNIL[:40] in text.replace("\u00a0", " ") and NIR[:13] not in text.replace(" ", "")


@pytest.mark.requirement("CH-10")
def test_an_export_needs_a_grant_a_code_and_a_reason_and_is_journalled(
    ines: Actor, ours: House, patient: Patient, journal: list[audit.Event]
) -> None:
    request = identified(ines, ours.practice, patient, kind="access")
    with pytest.raises(NotThisRight):
        exported(ines, request, "json")
    request = granted(ines, ours.practice, patient, kind="access")
    with pytest.raises(StepUpRequired):
        late = replace(ines, step_up_until=None)
        export_request(actor=late, request_id=request.id, shape="json", reason=WHY, way="post")
    with pytest.raises(InvalidInput):
        export_request(actor=ines, request_id=request.id, shape="json", reason="...", way="in-person")
    assert Action.REQUEST_EXPORTED not in [event.action for event in journal]
    exported(ines, request, "json")
    (said,) = [event for event in journal if event.action == Action.REQUEST_EXPORTED]
    assert said.patient_id == patient.id and said.details["shape"] == "json" and said.details["sha256"]
    request.refresh_from_db()
    assert request.decision_note is not None and WHY in request.decision_note.open()


@pytest.mark.requirement("ST-24", "SAS-23")
def test_a_rectification_keeps_the_difference_and_tells_recipients(ines: Actor, ours: House, patient: Patient) -> None:
    request = granted(ines, ours.practice, patient)
    changes = PatientChanges(email="nouveau@example.fr")
    done = execute.rectify(actor=ines, request_id=request.id, changes=changes, recipients=["Mutuelle du Test"])
    assert done.executed == ["rectified"] and done.difference is not None
    assert json.loads(done.difference.open()) == {"email": ["j@example.fr", "nouveau@example.fr"]}
    assert Patient.objects.get(id=patient.id).email == "nouveau@example.fr"
    rows = {row.recipient.open(): row for row in Propagation.objects.filter(request=request)}
    assert set(rows) == {"Mutuelle du Test", "Dr Haddad"}
    told = settle_recipient(actor=ines, request_id=request.id, recipient_id=rows["Dr Haddad"].id, state="told")
    assert told.settled_at is not None
    with pytest.raises(InvalidInput):
        execute.rectify(actor=ines, request_id=request.id, changes=changes)


@pytest.mark.requirement("ST-24")
def test_the_officer_changes_a_record_only_through_a_granted_request(
    ines: Actor, ours: House, patient: Patient
) -> None:
    from core.errors import Forbidden

    with pytest.raises(Forbidden):
        patients.update_patient(actor=ines, patient_id=patient.id, changes=PatientChanges(email="x@example.fr"))
    for request in (
        identified(ines, ours.practice, patient),
        granted(ines, ours.practice, patient, kind="access"),
    ):
        with pytest.raises(NotThisRight):
            execute.rectify(actor=ines, request_id=request.id, changes=PatientChanges(email="x@example.fr"))


@pytest.mark.requirement("ST-27")
def test_a_restriction_is_set_and_lifted_by_its_request(ines: Actor, ours: House, patient: Patient) -> None:
    request = granted(ines, ours.practice, patient, kind="restriction", data_concerned="")
    with pytest.raises(NotThisRight):
        execute.lift_restriction(actor=ines, request_id=request.id)
    execute.restrict(actor=ines, request_id=request.id, ground="accuracy-contested")
    other = granted(ines, ours.practice, patient)
    with pytest.raises(RecordRestricted):
        execute.rectify(actor=ines, request_id=other.id, changes=PatientChanges(email="x@example.fr"))
    execute.lift_restriction(actor=ines, request_id=request.id)
    execute.rectify(actor=ines, request_id=other.id, changes=PatientChanges(email="x@example.fr"))


@pytest.mark.requirement("ST-25")
def test_a_record_is_locked_once_nobody_is_expected_and_unlocked_unchanged(
    ines: Actor, ours: House, patient: Patient, camille: Actor
) -> None:
    request = granted(ines, ours.practice, patient, kind="locking-or-erasure")
    with pytest.raises(VisitExpected):
        execute.lock(actor=ines, request_id=request.id, ground="unlawful")
    Appointment.objects.filter(patient=patient).update(status="fulfilled")
    execute.lock(actor=ines, request_id=request.id, ground="unlawful")
    with acting_as(camille), pytest.raises(NotFound):
        open_patient(camille, patient.id)
    execute.unlock(actor=ines, request_id=request.id)
    with acting_as(camille):
        assert open_patient(camille, patient.id).used_name == "Morel"


@pytest.mark.requirement("ST-25")
def test_an_erasure_destroys_the_record_and_still_gets_its_answer(
    ines: Actor, dr_martin: Actor, ours: House, patient: Patient
) -> None:
    earlier = granted(ines, ours.practice, patient, kind="access")
    request = granted(dr_martin, ours.practice, patient, kind="locking-or-erasure")
    connection.check_constraints()
    with pytest.raises(StepUpRequired):
        erase(actor=replace(ines, step_up_until=None), request_id=request.id)
    with pytest.raises(ErasureByAnother):
        erase(actor=dr_martin, request_id=request.id)
    with pytest.raises(IntegrityError, match="erased_by_another"), transaction.atomic():
        RightsRequest.objects.filter(id=request.id).update(erased_by=dr_martin.user_id)
    assert Patient.objects.filter(id=patient.id).exists(), "whoever decided does not erase"
    erased = erase(actor=ines, request_id=request.id)
    assert (erased.patient_id, erased.executed) == (None, ["erased"])
    assert not Patient.objects.filter(id=patient.id).exists()
    assert not RightsRequest.objects.filter(id=earlier.id).exists(), "what they asked before goes with them"
    answer_request(actor=ines, request_id=request.id, way="print")
    answers = RightsLetter.objects.filter(request=request, letter="granted")
    assert "Vos données sont effacées." in answers.get().body.open()


@pytest.mark.requirement("ST-34", "ST-25")
def test_a_partial_erasure_takes_only_the_parts_named(
    ines: Actor, dr_martin: Actor, ours: House, patient: Patient
) -> None:
    request = granted(dr_martin, ours.practice, patient, kind="locking-or-erasure")
    with pytest.raises(InvalidInput):
        erase(actor=ines, request_id=request.id, parts=["record"])
    done = erase(actor=ines, request_id=request.id, parts=["notes", "nir"])
    assert done.executed == ["erased-partly"] and done.patient_id == patient.id
    kept = Patient.objects.get(id=patient.id)
    assert (kept.nir, kept.medical_note, kept.used_name) == (None, None, "Morel")
    assert Appointment.objects.filter(patient=patient).get().note is None


@pytest.mark.requirement("ST-34")
def test_a_legal_hold_stops_an_erasure(ines: Actor, dr_martin: Actor, ours: House, patient: Patient) -> None:
    request = granted(dr_martin, ours.practice, patient, kind="locking-or-erasure")
    place_hold(
        actor=ines, practice_id=ours.practice.id, patient_id=patient.id, ground="litigation", reason="Procédure",
        review_date=MONDAY.replace(year=MONDAY.year + 1),
    )  # fmt: skip
    with pytest.raises(PatientHeld):
        erase(actor=ines, request_id=request.id)
    assert Patient.objects.filter(id=patient.id).exists()


@pytest.mark.requirement("ST-28", "ST-26")
@pytest.mark.parametrize(
    ("kind", "purpose", "other"),
    [("objection", "reminders", "preparation"), ("withdrawal", "preparation", "reminders")],
)
def test_an_objection_or_a_withdrawal_stops_its_purpose_at_once(
    ines: Actor, ours: House, patient: Patient, kind: str, purpose: str, other: str
) -> None:
    request = granted(ines, ours.practice, patient, kind=kind, data_concerned="Les rappels")
    for wrong in ([], [other], ["appointments"]):
        with pytest.raises(InvalidInput):
            execute.stop_purposes(actor=ines, request_id=request.id, purposes=wrong)
    assert kind == "withdrawal" or not is_stopped(ours.practice.id, patient.id, Purpose(purpose))
    execute.stop_purposes(actor=ines, request_id=request.id, purposes=[purpose])
    assert is_stopped(ours.practice.id, patient.id, Purpose(purpose))


@pytest.mark.requirement("ST-25")
def test_a_request_answered_for_a_lock_is_still_erased_later(
    ines: Actor, dr_martin: Actor, ours: House, patient: Patient
) -> None:
    request = granted(dr_martin, ours.practice, patient, kind="locking-or-erasure")
    Appointment.objects.filter(patient=patient).update(status="fulfilled")
    execute.lock(actor=ines, request_id=request.id, ground="unlawful")
    answer_request(actor=ines, request_id=request.id, way="print")
    connection.check_constraints()
    erased = erase(actor=ines, request_id=request.id)
    assert (erased.patient_id, erased.executed) == (None, ["locked", "erased"])
    assert not Patient.objects.filter(id=patient.id).exists()


@pytest.mark.requirement("ST-25", "ST-24")
@pytest.mark.parametrize("kind", ["locking-or-erasure", "rectification", "access"])
def test_nothing_is_said_done_before_it_is(ines: Actor, ours: House, patient: Patient, kind: str) -> None:
    request = granted(ines, ours.practice, patient, kind=kind)
    with pytest.raises(NotCarriedOut):
        answer_request(actor=ines, request_id=request.id, way="print")
    request.refresh_from_db()
    assert request.answered_at is None
    refused = identified(ines, ours.practice, patient, kind="locking-or-erasure")
    decide_request(actor=ines, request_id=refused.id, outcome="refuse", grounds=["legal-duty"])
    assert answer_request(actor=ines, request_id=refused.id, way="print").letter == "refused"


@pytest.mark.requirement("ST-34")
def test_what_is_granted_in_part_never_erases_everything(
    ines: Actor, dr_martin: Actor, ours: House, patient: Patient
) -> None:
    request = identified(dr_martin, ours.practice, patient, kind="locking-or-erasure")
    decide_request(actor=dr_martin, request_id=request.id, outcome="grant-partly", grounds=["legal-duty"])
    with pytest.raises(InvalidInput):
        erase(actor=ines, request_id=request.id)
    assert Patient.objects.get(id=patient.id).medical_note is not None
    assert erase(actor=ines, request_id=request.id, parts=["notes"]).executed == ["erased-partly"]
    assert Patient.objects.get(id=patient.id).medical_note is None
