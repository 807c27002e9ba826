"""Whoever was erased is erased again after a restore (R-24)."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from core.scoping import acting_as, system_actor
from crypto.models import PatientKey
from patients.models import Patient, RelatedPerson
from privacy.models import ErasureEntry, HoldGround
from privacy.services.holds import lift_hold, place_hold
from tests.factories.booking import MONDAY
from tests.privacy.erased_stage import Stage
from tests.privacy.remains import betrayals

BACKED_UP = ("crypto_patientkey", "patients_patient", "patients_patientphone", "patients_searchtoken",
             "consent_noticerecord", "booking_occupancy", "booking_appointment", "consent_guardianconsent",
             "consent_guardianlink", "patients_shareditem", "privacy_rightsrequest", "privacy_rightsletter",
             "privacy_identitycopy", "privacy_propagation", "outbox_outboxrow")  # fmt: skip


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
def test_whoever_was_erased_is_erased_again_after_a_restore(scene: Stage, ledger: Path, capsys: Any) -> None:
    with acting_as(scene.product), transaction.atomic():
        marks, others = scene.marks(scene.gone), scene.marks(scene.other)
    copy = back_up(scene.house.practice.id)
    scene.erase()
    assert ledger.stat().st_mode & 0o777 == 0o600
    (line,) = ledger.read_text().splitlines()
    assert json.loads(line)["patient"] == str(scene.gone.patient.id)
    restore(scene.house.practice.id, copy)
    with acting_as(scene.product), transaction.atomic():
        assert Patient.objects.get(id=scene.gone.patient.id).medical_note.open() == scene.gone.texts[0]  # type: ignore[union-attr]
    before = scene.found(others)

    call_command("replay_erasures", "--dry-run")
    assert "1 erased-again" in capsys.readouterr().out
    with acting_as(scene.product), transaction.atomic():
        assert PatientKey.objects.filter(patient_id=scene.gone.patient.id).exists()
    call_command("replay_erasures")
    assert "1 erased-again" in capsys.readouterr().out
    assert list(betrayals(scene.found(marks))) == []
    assert scene.found(others) == before
    call_command("replay_erasures")
    assert "0 erased-again, 1 still-gone" in capsys.readouterr().out


@pytest.mark.requirement("ST-30")
def test_the_line_itself_comes_back_from_the_file_when_the_copy_is_older(scene: Stage, ledger: Path) -> None:
    report = scene.erase()
    with as_the_owner(scene.house.practice.id) as cursor:
        cursor.execute("ALTER TABLE privacy_erasureentry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM privacy_erasureentry")
        assert cursor.rowcount == 1
        cursor.execute("ALTER TABLE privacy_erasureentry ENABLE TRIGGER USER")
    call_command("replay_erasures")
    with acting_as(scene.product), transaction.atomic():
        assert ErasureEntry.objects.get().digest == report.digest


@pytest.mark.requirement("CH-14")
def test_a_line_that_somebody_else_wrote_erases_nobody(scene: Stage, ledger: Path) -> None:
    scene.erase()
    forged = ledger.read_text().replace(str(scene.gone.patient.id), str(scene.other.patient.id))
    ledger.write_text(f"{forged}\n{{}}\nnonsense\n")
    with pytest.raises(CommandError, match="3 lines were refused"):
        call_command("replay_erasures")
    with acting_as(scene.product), transaction.atomic():
        assert Patient.objects.filter(id=scene.other.patient.id).exists()


def test_a_hold_that_came_back_with_an_older_copy_does_not_stop_the_replay(scene: Stage, ledger: Path) -> None:
    with acting_as(scene.ines), transaction.atomic():
        hold = place_hold(
            actor=scene.ines, practice_id=scene.house.practice.id, patient_id=scene.gone.patient.id,
            ground=HoldGround.LITIGATION, reason="Assignation", review_date=MONDAY.replace(year=2042),
        )  # fmt: skip
    copy = back_up_with_holds(scene)
    with acting_as(scene.ines), transaction.atomic():
        lift_hold(actor=scene.ines, hold_id=hold.id, reason="Désistement")
    scene.erase()
    restore(scene.house.practice.id, copy)
    call_command("replay_erasures")
    with acting_as(scene.product), transaction.atomic():
        assert not Patient.objects.filter(id=scene.gone.patient.id).exists()
        assert RelatedPerson.objects.filter(patient=scene.other.patient.id).exists()


def back_up_with_holds(scene: Stage) -> dict[str, list[str]]:
    copy = back_up(scene.house.practice.id)
    with as_the_owner(scene.house.practice.id) as cursor:
        cursor.execute("SELECT to_json(t)::text FROM privacy_legalhold t")
        return {**copy, "privacy_legalhold": [row[0] for row in cursor.fetchall()]}
