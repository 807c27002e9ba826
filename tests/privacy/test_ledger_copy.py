"""The copy of the ledger outside the database: written later when a folder fails, never forged."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.ids import new_id
from core.scoping import acting_as
from patients.models import Patient
from privacy.models import ErasureEntry
from privacy.retention.engine import apply_all
from privacy.services.ledger_copy import copy_missing
from tests.privacy.erased_stage import Stage


@pytest.fixture
def no_folder(ledger: Path) -> Path:
    """A file lies where the folder of the ledger should be: every copy fails until it is moved away."""
    ledger.parent.write_text("in the way")
    return ledger.parent


def written(ledger: Path) -> list[str]:
    return [json.loads(line)["id"] for line in ledger.read_text().splitlines()]


def test_a_copy_that_cannot_be_written_does_not_undo_the_erasure(
    no_folder: Path, scene: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    report = scene.erase()
    assert f"{report.entry_id} is done but not copied" in caplog.text
    assert "the next apply_retention or replay_erasures writes its line" in caplog.text
    with acting_as(scene.product), transaction.atomic():
        assert not Patient.objects.filter(id=scene.gone.patient.id).exists()


@pytest.mark.requirement("ST-30")
def test_the_replay_writes_the_lines_that_a_failing_folder_refused(
    no_folder: Path, scene: Stage, ledger: Path, capsys: Any
) -> None:
    first = scene.erase()
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("replay_erasures")
    no_folder.unlink()
    second = scene.erase(patient_id=scene.other.patient.id)
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
    no_folder: Path, scene: Stage, ledger: Path
) -> None:
    report = scene.erase()
    no_folder.unlink()
    with pytest.raises(CommandError, match=r"did not exist\. 1 lines of the table were copied .* Nothing was erased"):
        call_command("replay_erasures")
    assert written(ledger) == [str(report.entry_id)]


@pytest.mark.requirement("ST-34")
def test_the_nightly_run_writes_the_missing_lines_and_says_when_it_cannot(
    no_folder: Path, scene: Stage, ledger: Path
) -> None:
    report = scene.erase()
    assert any(failure.startswith("R-24") for failure in apply_all(clock.now()).failures)
    no_folder.unlink()
    assert apply_all(clock.now()).failures == []
    assert written(ledger) == [str(report.entry_id)]


def test_a_line_of_the_table_that_is_not_ours_is_never_sealed_into_the_copy(scene: Stage, ledger: Path) -> None:
    report = scene.erase()
    with acting_as(scene.product), transaction.atomic():
        forged = ErasureEntry.objects.get(id=report.entry_id)
        forged.id, forged.patient_id, forged.patient_ids = new_id(), scene.other.patient.id, [scene.other.patient.id]
        forged.save(force_insert=True)
        # As whoever took a web process would: the database asks for a line in the journal, and gets one.
        audit.record(
            actor=scene.product,
            action=Action.PATIENT_READ,
            practice_id=forged.practice_id,
            entity=("privacy.erasure", forged.id),
            patient_id=forged.patient_id,
        )
    assert copy_missing().refused == (forged.id,)
    assert written(ledger) == [str(report.entry_id)]
    assert "R-24: LineNotOurs" in apply_all(clock.now()).failures
