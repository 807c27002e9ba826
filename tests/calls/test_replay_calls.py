"""`manage.py replay_calls`: the recorded calls, one JSON object a line, without any database."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.telephony_adapters.recorded import path_of


def replay(path: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    call_command("replay_calls", str(path), adapter="asterisk", account="lab")
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_recorded_call_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """No `db` fixture: a statement sent to the database would fail this test."""
    assert replay(path_of("inbound-answered.ari"), capsys) == [
        {
            "call_id": "labpbx-1795313978.58",
            "direction": "inbound",
            "did_e164": "+33199001122",
            "remote_e164": "+33639981234",
            "remote_state": "known",
            "outcome": "answered",
            "answered_by": "1001",
            "started_at": "2026-11-22T02:19:38.077Z",
            "answered_at": "2026-11-22T02:19:39.584Z",
            "ended_at": "2026-11-22T02:19:41.594Z",
        }
    ]


def test_the_manager_interface_tells_the_same_call(capsys: pytest.CaptureFixture[str]) -> None:
    (by_rest,) = replay(path_of("inbound-missed-caller-gave-up.ari"), capsys)
    (by_manager,) = replay(path_of("inbound-missed-caller-gave-up.ami"), capsys)
    times = {"started_at", "answered_at", "ended_at"}
    assert {key: by_rest[key] for key in by_rest if key not in times} == {
        key: by_manager[key] for key in by_manager if key not in times
    }


def test_a_file_that_is_no_recording_is_refused_in_a_sentence(tmp_path: Path) -> None:
    odd = tmp_path / "odd.jsonl"
    odd.write_text('{"type": "Dial"}\n{"type": ', encoding="utf-8")
    with pytest.raises(CommandError, match="line 2 is not JSON"):
        call_command("replay_calls", str(odd), adapter="asterisk", account="lab")
    with pytest.raises(CommandError, match="No such file"):
        call_command("replay_calls", str(tmp_path / "none.jsonl"), adapter="asterisk", account="lab")
