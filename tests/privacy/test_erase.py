"""An erased person: nothing left in any table, under any shape, and everybody else as before."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import Forbidden, NotFound, StepUpRequired
from core.ids import new_id
from core.scoping import Actor, acting_as, system_actor
from crypto import keyring
from crypto.errors import KeyDestroyed
from crypto.models import PatientKey
from idempotency.models import KeptAnswer
from outbox.models import OutboxRow
from patients import services as patients
from patients.erasable import Part
from patients.models import Patient, PatientPhone, RelatedPerson
from privacy.errors import PatientHeld
from privacy.models import ErasureCause, ErasureEntry, HoldGround
from privacy.retention.engine import apply_all
from privacy.services.erase import ErasureReport, erase_person
from privacy.services.holds import lift_hold, place_hold
from privacy.services.ledger_copy import copy_missing
from tests.factories.booking import MONDAY, NOW, open_every_week
from tests.factories.practices import House, make_world
from tests.patients.merging import picture
from tests.personas import CAMILLE, CHARLIE, INES
from tests.privacy.conftest import fresh
from tests.privacy.lives import Life, live
from tests.privacy.remains import betrayals, found_where, marks_of


@dataclass
class Stage:
    house: House
    product: Actor
    ines: Actor
    camille: Actor
    charlie: Actor
    gone: Life
    other: Life

    def marks(self, life: Life) -> dict[str, bytes]:
        return marks_of(life.patient, life.texts, life.nir, life.row_ids)

    def found(self, marks: dict[str, bytes]) -> dict[str, set[str]]:
        return found_where(marks, self.house.practice.id)

    def erase(self, actor: Actor | None = None, **options: Any) -> ErasureReport:
        who = actor or self.product
        with acting_as(who):
            return erase_person(
                actor=who, practice_id=self.house.practice.id,
                **{"patient_id": self.gone.patient.id, "cause": ErasureCause.REQUEST, **options},
            )  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path, settings: Any) -> Path:
    settings.ERASURE_LEDGER = tmp_path / "kept" / "erasures.jsonl"
    return tmp_path / "kept" / "erasures.jsonl"


@pytest.fixture
def stage(committed: None, ledger: Path) -> Iterator[Stage]:
    """Two persons of one practice of whom everything is known; they know each other."""
    with time_machine.travel(NOW, tick=True):
        world = make_world()
        open_every_week(world.ours.role)
        product = system_actor(world.ours.practice.id)
        with acting_as(product), transaction.atomic():
            gone = live(product, world.ours, "Quémeneur-Odonnat", "+33639980041")
            other = live(
                product,
                world.ours,
                "Tréhoret-Zwingelstein",
                "+33639980042",
                hours=("10:00", "10:30"),
                over_hour="11:30",
            )
            patients.add_relative(
                actor=product, patient_id=other.patient.id, relation="parent", scope="booking",
                related_patient_id=gone.patient.id,
            )  # fmt: skip
        actors = [fresh(world.actor(name)) for name in (INES, CAMILLE, CHARLIE)]
        yield Stage(world.ours, product, *actors, gone, other)


@pytest.mark.requirement("ST-25")
@pytest.mark.requirement("CH-12")
def test_nothing_of_an_erased_person_is_left_in_any_table_and_everything_of_the_other_is(stage: Stage) -> None:
    with acting_as(stage.product), transaction.atomic():
        marks, others = stage.marks(stage.gone), stage.marks(stage.other)
        before = picture(stage.other.patient.id)
    seen = stage.found(marks)
    # Positive control: the scanner sees the person, the token, the key and the queue while they are there.
    tables = {"patients_patient", "patients_patientphone", "patients_searchtoken", "crypto_patientkey",
              "outbox_outboxrow", "booking_appointment", "booking_heldvisit", "consent_noticerecord",
              "consent_consentrecord", "booking_override", "patients_relatedperson", "audit_auditevent"}  # fmt: skip
    assert tables <= seen.keys()
    assert "token" in seen["patients_searchtoken"]
    assert "key 0" in seen["crypto_patientkey"]
    others_seen = stage.found(others)

    report = stage.erase()

    assert list(betrayals(stage.found(marks))) == []
    assert f"id {stage.gone.patient.id}" in stage.found(marks)["privacy_erasureentry"]
    assert stage.found(others).keys() | {"patients_relatedperson"} == others_seen.keys()
    assert report.counts["crypto_patientkey.patient_id"] == 1
    with acting_as(stage.product), transaction.atomic():
        after = picture(stage.other.patient.id)
        gone = [row for row in before["RelatedPerson"].values() if row["related_patient_id"] == stage.gone.patient.id]
        assert len(gone) == 1
        assert after == {**before, "RelatedPerson": {
            row_id: row for row_id, row in before["RelatedPerson"].items() if row not in gone}}  # fmt: skip
        with pytest.raises(KeyDestroyed):
            keyring.patient_key(stage.house.practice.id, stage.gone.patient.id)


@pytest.mark.requirement("ST-25")
def test_what_an_old_dump_sealed_opens_no_more(stage: Stage) -> None:
    with acting_as(stage.product), transaction.atomic():
        dumped = Patient.objects.get(id=stage.gone.patient.id).medical_note
        assert dumped is not None
        assert dumped.open() == stage.gone.texts[0]
    stage.erase()
    with acting_as(stage.product), transaction.atomic(), pytest.raises(KeyDestroyed):
        dumped.open()


@pytest.mark.requirement("ST-34")
def test_a_hold_refuses_the_erasure_until_it_is_lifted(stage: Stage) -> None:
    with acting_as(stage.ines), transaction.atomic():
        hold = place_hold(
            actor=stage.ines, practice_id=stage.house.practice.id, patient_id=stage.gone.patient.id,
            ground=HoldGround.LITIGATION, reason="Assignation reçue", review_date=MONDAY.replace(year=2042),
        )  # fmt: skip
    with pytest.raises(PatientHeld):
        stage.erase()
    with acting_as(stage.product), transaction.atomic():
        assert Patient.objects.filter(id=stage.gone.patient.id).exists()
    with acting_as(stage.ines), transaction.atomic():
        lift_hold(actor=stage.ines, hold_id=hold.id, reason="Désistement")
    assert stage.erase().counts["privacy_legalhold.patient"] == 1


def test_the_redirects_of_a_person_go_with_the_record_they_lead_to(stage: Stage) -> None:
    with acting_as(stage.product), transaction.atomic():
        former = live(
            stage.product, stage.house, "Quémeneur-Odonnet", "+33639980043", hours=("09:45", "10:15"), over_hour="11:45"
        )
    with acting_as(stage.product), transaction.atomic():
        patients.merge_patients(
            actor=stage.product, survivor_id=stage.gone.patient.id, merged_id=former.patient.id,
            choices=dict.fromkeys(("nir", "birth_name", "family_name", "medical_note", "email", "address"), "survivor"),
        )  # fmt: skip
        marks = {**stage.marks(stage.gone), **stage.marks(former)}
    report = stage.erase(patient_id=former.patient.id)
    assert report.patient_id == stage.gone.patient.id
    assert report.counts["crypto_patientkey.patient_id"] == 2
    assert list(betrayals(stage.found(marks))) == []


def test_a_late_retry_of_a_request_about_the_person_is_refused_and_tells_nothing(stage: Stage) -> None:
    with acting_as(stage.product), transaction.atomic():
        assert KeptAnswer.objects.filter(body__isnull=False).count() == 2
        assert OutboxRow.objects.filter(entity_id__in=stage.gone.row_ids).exists()
    stage.erase()
    with acting_as(stage.product), transaction.atomic():
        (kept,) = KeptAnswer.objects.filter(body__isnull=False)
        (emptied,) = KeptAnswer.objects.filter(body__isnull=True)
        assert str(stage.other.patient.id) in kept.body.open()  # type: ignore[union-attr]
        assert (emptied.status, bytes(emptied.fingerprint)) == (410, b"")
        assert not OutboxRow.objects.filter(entity_id__in=stage.gone.row_ids).exists()
        assert OutboxRow.objects.filter(entity_id__in=stage.other.row_ids).exists()


@pytest.mark.requirement("ST-34")
def test_part_of_a_person_may_be_kept_and_the_rest_goes(stage: Stage) -> None:
    with acting_as(stage.product), transaction.atomic():
        marks = stage.marks(stage.gone)
    report = stage.erase(keep={Part.VISITS})
    assert report.kept == {Part.RECORD, Part.VISITS}
    found = {mark for marks_found in stage.found(marks).values() for mark in marks_found}
    assert {"token", "NIR 15 plain"} & found == set()
    assert not any(mark.startswith(("+33639980041", "12 allée", "Tante")) for mark in found)
    assert any(mark.startswith("Quémeneur") for mark in found)
    with acting_as(stage.product), transaction.atomic():
        patient = Patient.objects.get(id=stage.gone.patient.id)
        assert (patient.nir, patient.medical_note, patient.email) == (None, None, "")
        visits = list(patient.appointments.all())
        assert [visit.note for visit in visits] == [None] * 2
        assert not PatientPhone.objects.filter(patient=patient).exists()


@pytest.mark.requirement("CH-14")
def test_only_who_may_decide_erases_and_after_a_fresh_code(stage: Stage) -> None:
    for actor, refusal in ((stage.camille, Forbidden), (stage.charlie, NotFound)):
        with pytest.raises(refusal):
            stage.erase(actor)
    stale = Actor(user_id=stage.ines.user_id, grants=stage.ines.grants)
    with pytest.raises(StepUpRequired):
        stage.erase(stale)
    with pytest.raises(Forbidden):
        stage.erase(stage.ines, cause=ErasureCause.RETENTION)
    assert stage.erase(stage.ines).cause is ErasureCause.REQUEST


def test_an_erasure_that_fails_half_way_changes_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    with acting_as(stage.product), transaction.atomic():
        before = picture(stage.gone.patient.id)
    monkeypatch.setattr("privacy.services.erase.entry_of", lambda line: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        stage.erase()
    with acting_as(stage.product), transaction.atomic():
        assert picture(stage.gone.patient.id) == before
        assert keyring.patient_key(stage.house.practice.id, stage.gone.patient.id)


@pytest.mark.requirement("CH-14")
def test_a_line_of_the_ledger_is_for_ever(stage: Stage) -> None:
    entry = stage.erase()
    with acting_as(stage.product):
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


# Restoring ----------------------------------------------------------------------------------------

BACKED_UP = ("crypto_patientkey", "patients_patient", "patients_patientphone", "patients_searchtoken",
             "consent_noticerecord", "booking_occupancy", "booking_appointment", "outbox_outboxrow")  # fmt: skip


def back_up(practice_id: UUID) -> dict[str, list[str]]:
    """The rows of an older copy, as JSON."""
    rows = {}
    with as_the_owner(practice_id) as cursor:
        for table in BACKED_UP:
            cursor.execute(f"SELECT to_json(t)::text FROM {table} t")
            rows[table] = [row[0] for row in cursor.fetchall()]
    return rows


@contextmanager
def as_the_owner(practice_id: UUID) -> Iterator[Any]:
    with acting_as(system_actor(practice_id)), transaction.atomic(using="owner"), connections["owner"].cursor() as it:
        yield it


def restore(practice_id: UUID, rows: dict[str, list[str]]) -> None:
    """Put what is missing back, past every trigger of the product, as a restore does."""
    with as_the_owner(practice_id) as cursor:
        for table in rows:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for table, lines in rows.items():
            insert = f"INSERT INTO {table} SELECT * FROM json_populate_record(NULL::{table}, %s::json)"
            for line in lines:
                cursor.execute(f"{insert} ON CONFLICT DO NOTHING", [line])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in rows:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.mark.requirement("ST-30")
def test_whoever_was_erased_is_erased_again_after_a_restore(stage: Stage, ledger: Path, capsys: Any) -> None:
    with acting_as(stage.product), transaction.atomic():
        marks, others = stage.marks(stage.gone), stage.marks(stage.other)
    copy = back_up(stage.house.practice.id)
    stage.erase()
    assert ledger.stat().st_mode & 0o777 == 0o600
    (line,) = ledger.read_text().splitlines()
    assert json.loads(line)["patient"] == str(stage.gone.patient.id)
    restore(stage.house.practice.id, copy)
    with acting_as(stage.product), transaction.atomic():
        assert Patient.objects.get(id=stage.gone.patient.id).medical_note.open() == stage.gone.texts[0]  # type: ignore[union-attr]
    before = stage.found(others)

    call_command("replay_erasures", "--dry-run")
    assert "1 erased-again" in capsys.readouterr().out
    with acting_as(stage.product), transaction.atomic():
        assert PatientKey.objects.filter(patient_id=stage.gone.patient.id).exists()
    call_command("replay_erasures")
    assert "1 erased-again" in capsys.readouterr().out
    assert list(betrayals(stage.found(marks))) == []
    assert stage.found(others) == before
    call_command("replay_erasures")
    assert "0 erased-again, 1 still-gone" in capsys.readouterr().out


@pytest.mark.requirement("ST-30")
def test_the_line_itself_comes_back_from_the_file_when_the_copy_is_older(stage: Stage, ledger: Path) -> None:
    report = stage.erase()
    with as_the_owner(stage.house.practice.id) as cursor:
        cursor.execute("ALTER TABLE privacy_erasureentry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM privacy_erasureentry")
        assert cursor.rowcount == 1
        cursor.execute("ALTER TABLE privacy_erasureentry ENABLE TRIGGER USER")
    call_command("replay_erasures")
    with acting_as(stage.product), transaction.atomic():
        assert ErasureEntry.objects.get().digest == report.digest


@pytest.mark.requirement("CH-14")
def test_a_line_that_somebody_else_wrote_erases_nobody(stage: Stage, ledger: Path) -> None:
    stage.erase()
    forged = ledger.read_text().replace(str(stage.gone.patient.id), str(stage.other.patient.id))
    ledger.write_text(f"{forged}\n{{}}\nnonsense\n")
    with pytest.raises(CommandError, match="3 lines were refused"):
        call_command("replay_erasures")
    with acting_as(stage.product), transaction.atomic():
        assert Patient.objects.filter(id=stage.other.patient.id).exists()


def test_a_hold_that_came_back_with_an_older_copy_does_not_stop_the_replay(stage: Stage, ledger: Path) -> None:
    with acting_as(stage.ines), transaction.atomic():
        hold = place_hold(
            actor=stage.ines, practice_id=stage.house.practice.id, patient_id=stage.gone.patient.id,
            ground=HoldGround.LITIGATION, reason="Assignation", review_date=MONDAY.replace(year=2042),
        )  # fmt: skip
    copy = back_up_with_holds(stage)
    with acting_as(stage.ines), transaction.atomic():
        lift_hold(actor=stage.ines, hold_id=hold.id, reason="Désistement")
    stage.erase()
    restore(stage.house.practice.id, copy)
    call_command("replay_erasures")
    with acting_as(stage.product), transaction.atomic():
        assert not Patient.objects.filter(id=stage.gone.patient.id).exists()
        assert RelatedPerson.objects.filter(patient=stage.other.patient.id).exists()


def back_up_with_holds(stage: Stage) -> dict[str, list[str]]:
    copy = back_up(stage.house.practice.id)
    with as_the_owner(stage.house.practice.id) as cursor:
        cursor.execute("SELECT to_json(t)::text FROM privacy_legalhold t")
        return {**copy, "privacy_legalhold": [row[0] for row in cursor.fetchall()]}


@pytest.fixture
def no_folder(ledger: Path) -> Path:
    """A file lies where the folder of the ledger should be: every copy fails until it is moved away."""
    ledger.parent.write_text("in the way")
    return ledger.parent


def written(ledger: Path) -> list[str]:
    return [json.loads(line)["id"] for line in ledger.read_text().splitlines()]


def test_a_copy_that_cannot_be_written_does_not_undo_the_erasure(
    no_folder: Path, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    report = stage.erase()
    assert f"{report.entry_id} is done but not copied" in caplog.text
    assert "the next apply_retention or replay_erasures writes its line" in caplog.text
    with acting_as(stage.product), transaction.atomic():
        assert not Patient.objects.filter(id=stage.gone.patient.id).exists()


@pytest.mark.requirement("ST-30")
def test_the_replay_writes_the_lines_that_a_failing_folder_refused(
    no_folder: Path, stage: Stage, ledger: Path, capsys: Any
) -> None:
    first = stage.erase()
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("replay_erasures")
    no_folder.unlink()
    second = stage.erase(patient_id=stage.other.patient.id)
    assert written(ledger) == [str(second.entry_id)]
    call_command("replay_erasures", "--dry-run")
    assert "1 lines of the table would be copied" in capsys.readouterr().out
    assert written(ledger) == [str(second.entry_id)]
    call_command("replay_erasures")
    assert "1 lines of the table were copied" in capsys.readouterr().out
    call_command("replay_erasures")
    assert "2 still-gone" in (said := capsys.readouterr().out)
    assert "0 lines of the table were copied" in said
    assert written(ledger) == [str(second.entry_id), str(first.entry_id)]


def test_without_any_file_the_table_is_copied_and_the_operator_is_still_told(
    no_folder: Path, stage: Stage, ledger: Path
) -> None:
    report = stage.erase()
    no_folder.unlink()
    with pytest.raises(CommandError, match=r"did not exist\. 1 lines of the table were copied .* Nothing was erased"):
        call_command("replay_erasures")
    assert written(ledger) == [str(report.entry_id)]


@pytest.mark.requirement("ST-34")
def test_the_nightly_run_writes_the_missing_lines_and_says_when_it_cannot(
    no_folder: Path, stage: Stage, ledger: Path
) -> None:
    report = stage.erase()
    assert any(failure.startswith("R-24") for failure in apply_all(clock.now()).failures)
    no_folder.unlink()
    assert apply_all(clock.now()).failures == []
    assert written(ledger) == [str(report.entry_id)]


def test_a_line_of_the_table_that_is_not_ours_is_never_sealed_into_the_copy(stage: Stage, ledger: Path) -> None:
    report = stage.erase()
    with acting_as(stage.product), transaction.atomic():
        forged = ErasureEntry.objects.get(id=report.entry_id)
        forged.id, forged.patient_id, forged.patient_ids = new_id(), stage.other.patient.id, [stage.other.patient.id]
        forged.save(force_insert=True)
        # As whoever took a web process would: the database asks for a line in the journal, and gets one.
        audit.record(
            actor=stage.product,
            action=Action.PATIENT_READ,
            practice_id=forged.practice_id,
            entity=("privacy.erasure", forged.id),
            patient_id=forged.patient_id,
        )
    assert copy_missing().refused == (forged.id,)
    assert written(ledger) == [str(report.entry_id)]
    assert "R-24: LineNotOurs" in apply_all(clock.now()).failures
