"""An erased person: nothing left in any table, under any shape, and everybody else as before."""

from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from core.errors import Forbidden, NotFound, StepUpRequired
from core.scoping import Actor, acting_as
from crypto import keyring
from crypto.errors import KeyDestroyed
from idempotency.models import KeptAnswer
from outbox.models import OutboxRow
from patients import services as patients
from patients.erasable import Part
from patients.models import Patient, PatientPhone
from privacy.errors import PatientHeld
from privacy.models import ErasureCause, ErasureEntry, HoldGround
from privacy.services.holds import lift_hold, place_hold
from tests.factories.booking import MONDAY
from tests.patients.merging import picture
from tests.privacy.erased_stage import Stage
from tests.privacy.lives import live
from tests.privacy.remains import betrayals


@pytest.mark.requirement("ST-25")
@pytest.mark.requirement("CH-12")
def test_nothing_of_an_erased_person_is_left_in_any_table_and_everything_of_the_other_is(scene: Stage) -> None:
    with acting_as(scene.product), transaction.atomic():
        marks, others = scene.marks(scene.gone), scene.marks(scene.other)
        before = picture(scene.other.patient.id)
    seen = scene.found(marks)
    # Positive control: the scanner sees the person, the token, the key and the queue while they are there.
    tables = {"patients_patient", "patients_patientphone", "patients_searchtoken", "crypto_patientkey",
              "outbox_outboxrow", "booking_appointment", "booking_heldvisit", "consent_noticerecord",
              "consent_consentrecord", "booking_override", "patients_relatedperson", "audit_auditevent",
              "patients_shareditem", "consent_guardianconsent", "consent_guardianlink", "privacy_rightsrequest",
              "privacy_rightsletter", "privacy_identitycopy", "privacy_propagation", "calls_callsession",
              "calls_callfact"}  # fmt: skip
    assert tables <= seen.keys()
    assert "token" in seen["patients_searchtoken"]
    assert "key 0" in seen["crypto_patientkey"]
    others_seen = scene.found(others)

    report = scene.erase()

    assert list(betrayals(scene.found(marks))) == []
    assert f"id {scene.gone.patient.id}" in scene.found(marks)["privacy_erasureentry"]
    assert scene.found(others).keys() | {"patients_relatedperson"} == others_seen.keys()
    assert report.counts["crypto_patientkey.patient_id"] == 1
    with acting_as(scene.product), transaction.atomic():
        after = picture(scene.other.patient.id)
        gone = [row for row in before["RelatedPerson"].values() if row["related_patient_id"] == scene.gone.patient.id]
        assert len(gone) == 1
        assert after == {**before, "RelatedPerson": {
            row_id: row for row_id, row in before["RelatedPerson"].items() if row not in gone}}  # fmt: skip
        with pytest.raises(KeyDestroyed):
            keyring.patient_key(scene.house.practice.id, scene.gone.patient.id)


@pytest.mark.requirement("ST-25")
def test_what_an_old_dump_sealed_opens_no_more(scene: Stage) -> None:
    with acting_as(scene.product), transaction.atomic():
        dumped = Patient.objects.get(id=scene.gone.patient.id).medical_note
        assert dumped is not None
        assert dumped.open() == scene.gone.texts[0]
    scene.erase()
    with acting_as(scene.product), transaction.atomic(), pytest.raises(KeyDestroyed):
        dumped.open()


@pytest.mark.requirement("ST-34")
def test_a_hold_refuses_the_erasure_until_it_is_lifted(scene: Stage) -> None:
    with acting_as(scene.ines), transaction.atomic():
        hold = place_hold(
            actor=scene.ines, practice_id=scene.house.practice.id, patient_id=scene.gone.patient.id,
            ground=HoldGround.LITIGATION, reason="Assignation reçue", review_date=MONDAY.replace(year=2042),
        )  # fmt: skip
    with pytest.raises(PatientHeld):
        scene.erase()
    with acting_as(scene.product), transaction.atomic():
        assert Patient.objects.filter(id=scene.gone.patient.id).exists()
    with acting_as(scene.ines), transaction.atomic():
        lift_hold(actor=scene.ines, hold_id=hold.id, reason="Désistement")
    assert scene.erase().counts["privacy_legalhold.patient"] == 1


def test_the_redirects_of_a_person_go_with_the_record_they_lead_to(scene: Stage) -> None:
    with acting_as(scene.product), transaction.atomic():
        former = live(
            scene.product, scene.house, "Quémeneur-Odonnet", "+33639980043", hours=("09:45", "10:15"), over_hour="11:45"
        )
    with acting_as(scene.product), transaction.atomic():
        patients.merge_patients(
            actor=scene.product, survivor_id=scene.gone.patient.id, merged_id=former.patient.id,
            choices=dict.fromkeys(("nir", "birth_name", "family_name", "medical_note", "email", "address",
                                   "treating_practitioner"), "survivor"),
        )  # fmt: skip
        marks = {**scene.marks(scene.gone), **scene.marks(former)}
    report = scene.erase(patient_id=former.patient.id)
    assert report.patient_id == scene.gone.patient.id
    assert report.counts["crypto_patientkey.patient_id"] == 2
    assert list(betrayals(scene.found(marks))) == []


def test_a_late_retry_of_a_request_about_the_person_is_refused_and_tells_nothing(scene: Stage) -> None:
    with acting_as(scene.product), transaction.atomic():
        assert KeptAnswer.objects.filter(body__isnull=False).count() == 2
        assert OutboxRow.objects.filter(entity_id__in=scene.gone.row_ids).exists()
    scene.erase()
    with acting_as(scene.product), transaction.atomic():
        (kept,) = KeptAnswer.objects.filter(body__isnull=False)
        (emptied,) = KeptAnswer.objects.filter(body__isnull=True)
        assert str(scene.other.patient.id) in kept.body.open()  # type: ignore[union-attr]
        assert (emptied.status, bytes(emptied.fingerprint)) == (410, b"")
        assert not OutboxRow.objects.filter(entity_id__in=scene.gone.row_ids).exists()
        assert OutboxRow.objects.filter(entity_id__in=scene.other.row_ids).exists()


@pytest.mark.requirement("ST-34")
def test_part_of_a_person_may_be_kept_and_the_rest_goes(scene: Stage) -> None:
    with acting_as(scene.product), transaction.atomic():
        marks = scene.marks(scene.gone)
    report = scene.erase(keep={Part.VISITS})
    assert report.kept == {Part.RECORD, Part.VISITS}
    found = {mark for marks_found in scene.found(marks).values() for mark in marks_found}
    assert {"token", "NIR 15 plain"} & found == set()
    assert not any(mark.startswith(("+33639980041", "12 allée", "Tante")) for mark in found)
    assert any(mark.startswith("Quémeneur") for mark in found)
    with acting_as(scene.product), transaction.atomic():
        patient = Patient.objects.get(id=scene.gone.patient.id)
        assert (patient.nir, patient.medical_note, patient.email) == (None, None, "")
        visits = list(patient.appointments.all())
        assert [visit.note for visit in visits] == [None] * 2
        assert not PatientPhone.objects.filter(patient=patient).exists()


@pytest.mark.requirement("CH-14")
def test_only_who_may_decide_erases_and_after_a_fresh_code(scene: Stage) -> None:
    for actor, refusal in ((scene.camille, Forbidden), (scene.charlie, NotFound)):
        with pytest.raises(refusal):
            scene.erase(actor)
    stale = Actor(user_id=scene.ines.user_id, grants=scene.ines.grants)
    with pytest.raises(StepUpRequired):
        scene.erase(stale)
    with pytest.raises(Forbidden):
        scene.erase(scene.ines, cause=ErasureCause.RETENTION)
    assert scene.erase(scene.ines).cause is ErasureCause.REQUEST


def test_an_erasure_that_fails_half_way_changes_nothing(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    with acting_as(scene.product), transaction.atomic():
        before = picture(scene.gone.patient.id)
    monkeypatch.setattr("privacy.services.erase.entry_of", lambda line: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        scene.erase()
    with acting_as(scene.product), transaction.atomic():
        assert picture(scene.gone.patient.id) == before
        assert keyring.patient_key(scene.house.practice.id, scene.gone.patient.id)


@pytest.mark.requirement("CH-14")
def test_a_line_of_the_ledger_is_for_ever(scene: Stage) -> None:
    entry = scene.erase()
    with acting_as(scene.product):
        for statement in ("DELETE FROM privacy_erasureentry", "UPDATE privacy_erasureentry SET cause = 'death'"):
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
        with pytest.raises(IntegrityError, match="not in the journal"), transaction.atomic():
            line = ErasureEntry.objects.get(id=entry.entry_id)
            line.id = UUID(int=1)
            line.save(force_insert=True)
