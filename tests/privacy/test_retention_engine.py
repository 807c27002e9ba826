"""A night of retention as a whole: killed and gone on with, failing in part, reported, planned, instructed."""

import json
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction

from core import clock
from core.errors import Forbidden, InvalidInput, NotFound, StepUpRequired
from core.scoping import Actor, acting_as, system_actor
from patients.models import Patient
from practices.models import Delegation
from privacy import reports
from privacy.models import (
    DeletionReport,
)
from privacy.retention import engine, keepers
from privacy.retention.plan import NO_STORE, of_practice
from privacy.retention.rules import ACCOUNTS, RULES
from privacy.services.retention_choices import choose_duration
from tests.factories.practices import House, World
from tests.personas import INES
from tests.privacy.nights import DAY, NOTE, note_of, visit_of


def batches_of_one(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    kept = [replace(keeper, batch=1, **changes.get(keeper.rule.replace("-", ""), {})) for keeper in keepers.KEEPERS
            if keeper.rule in {"R-12", "R-15"}]  # fmt: skip
    monkeypatch.setattr(keepers, "KEEPERS", tuple(kept))


def test_a_run_that_is_killed_is_gone_on_with_and_its_report_counts_all_of_it(
    ines: Actor, ours: House, patient: Patient, night: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    visits = [visit_of(ours, patient, hour) for hour in ("09:00", "09:30", "10:00")]
    (own,) = [keeper for keeper in keepers.KEEPERS if keeper.rule == "R-12"]
    done: list[int] = []

    def killed(scope: Any, batch: int) -> int:
        if sum(done) == 2:
            raise KeyboardInterrupt
        done.append(own.act(scope, batch))
        return done[-1]

    batches_of_one(monkeypatch, R12={"act": killed})
    with pytest.raises(KeyboardInterrupt):
        night(visits[-1].ends_at + 31 * DAY)
    assert [note_of(visit) for visit in visits] == [None, None, NOTE]
    report = DeletionReport.objects.get(practice=ours.practice.id, signed_at=None)
    assert json.loads(report.lines)["R-12"]["ended"] == 2
    batches_of_one(monkeypatch, R12={"act": own.act})
    night(visits[-1].ends_at + 31 * DAY)
    assert note_of(visits[-1]) is None
    (signed,) = reports.reports_of(ines, ours.practice.id)
    assert (signed.id, {line.rule: line.ended for line in signed.lines}["R-12"]) == (report.id, 3)


def test_a_rule_that_fails_stops_no_other_and_is_reported(
    ines: Actor, ours: House, patient: Patient, night: Any, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    visit_of(ours, patient)

    def broken(scope: Any, batch: int) -> int:
        raise ValueError("Lefèvre Camille")

    batches_of_one(monkeypatch, R12={"act": broken})
    ends_at = Delegation.objects.get(id=ours.delegation.id).ends_at
    outcome = night(ends_at + 1_900 * DAY)
    assert set(outcome.failures) == {"R-12: ValueError"}
    assert outcome.ended["R-15"] == 1
    report = reports.reports_of(ines, ours.practice.id)[0]
    assert not report.is_whole
    assert {line.rule: line.failure for line in report.lines}["R-12"] == "unexpected"
    with pytest.raises(SystemExit) as stopped:
        call_command("apply_retention")
    assert stopped.value.code == 1
    printed = capsys.readouterr()
    assert "R-12: ValueError" in printed.err
    assert "Lefèvre" not in printed.err + printed.out + str(report)


@pytest.mark.requirement("SAS-21")
def test_each_report_is_signed_chained_and_never_changed(
    ines: Actor, ours: House, patient: Patient, night: Any
) -> None:
    visit = visit_of(ours, patient)
    night(visit.ends_at + 31 * DAY)
    night(visit.ends_at + 32 * DAY)
    newest, oldest = reports.reports_of(ines, ours.practice.id)
    assert (newest.is_true, oldest.is_true) == (True, True)
    assert (newest.ended, oldest.ended) == (0, 1)
    rows = {row.id: row for row in DeletionReport.objects.filter(practice=ours.practice.id)}
    assert rows[newest.id].previous == oldest.sha256
    for column, value in (("lines", "{}"), ("signature", "0" * 64), ("previous", "0" * 64), ("is_whole", False)):
        changed = DeletionReport.objects.get(id=oldest.id)
        setattr(changed, column, value)
        assert not reports._read(changed, "").is_true, column
    with pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
        DeletionReport.objects.filter(id=oldest.id).update(lines="{}")


def test_a_dry_run_says_one_line_a_rule_and_changes_nothing(
    ines: Actor, ours: House, patient: Patient, travel: time_machine.Traveller, capsys: pytest.CaptureFixture[str]
) -> None:
    visit, later = visit_of(ours, patient), visit_of(ours, patient, "10:00")
    travel.move_to(visit.ends_at + 30 * DAY)
    call_command("apply_retention", dry_run=True)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" | ")[0] for line in lines] == [rule.id for rule in RULES]
    said = dict(zip([rule.id for rule in RULES], lines, strict=True))
    soon = (later.ends_at + 30 * DAY).date()
    assert said["R-12"].endswith(f"30 jours | échues : 1 | prochaine échéance : {soon}")
    assert said["R-25"].endswith(NO_STORE)
    assert "l'original reste dans le dossier du praticien" in said["R-11"]
    assert f"tant que {ACCOUNTS} n'est pas renseigné" in said["R-05"]
    assert note_of(visit) == NOTE
    assert not DeletionReport.objects.exists()


def test_the_plan_of_a_practice_counts_only_its_own(
    ines: Actor, world: World, ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    visit = visit_of(ours, patient)
    travel.move_to(visit.ends_at + 31 * DAY)
    due = {line.rule.id: line.due for line in of_practice(ours.practice.id, clock.now())}
    with acting_as(system_actor(world.theirs.practice.id)):
        theirs = {line.rule.id: line.due for line in of_practice(world.theirs.practice.id, clock.now())}
    assert (due["R-12"], theirs["R-12"]) == (1, 0)


@pytest.mark.requirement("CH-11")
def test_a_duration_is_chosen_within_the_rule_by_whoever_answers_for_the_data(
    ines: Actor, camille: Actor, charlie: Actor, world: World, ours: House
) -> None:
    practice = ours.practice.id
    for rule, amount in (("R-10", 61), ("R-10", 0), ("R-12", 366), ("R-04", 12), ("R-99", 1)):
        with pytest.raises(InvalidInput):
            choose_duration(actor=ines, practice_id=practice, rule=rule, amount=amount)
    with pytest.raises(Forbidden):
        choose_duration(actor=camille, practice_id=practice, rule="R-10", amount=24)
    with acting_as(charlie), pytest.raises(NotFound):
        choose_duration(actor=charlie, practice_id=practice, rule="R-10", amount=24)
    with pytest.raises(StepUpRequired):
        choose_duration(actor=world.actor(INES), practice_id=practice, rule="R-10", amount=24)
    assert durations(practice)["R-10"] == "5 ans"
    choose_duration(actor=ines, practice_id=practice, rule="R-10", amount=24)
    choose_duration(actor=ines, practice_id=practice, rule="R-10", amount=18)
    assert durations(practice)["R-10"] == "1 an et 6 mois"
    choose_duration(actor=ines, practice_id=practice, rule="R-10", amount=None)
    assert durations(practice)["R-10"] == "5 ans"


def durations(practice_id: Any) -> dict[str, str]:
    return {line.rule.id: line.durations for line in of_practice(practice_id, clock.now())}


def test_the_engine_knows_no_rule_that_the_schedule_does_not() -> None:
    assert {keeper.rule for keeper in keepers.KEEPERS} <= {rule.id for rule in engine.RULES}
