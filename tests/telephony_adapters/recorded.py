"""The recorded calls of the laboratory exchange, and the facts they state."""

import json
from pathlib import Path

import telephony_adapters
from telephony_adapters.events import CallEvent
from telephony_adapters.protocols import Account
from telephony_adapters.recordings import facts_of

FOLDER = Path(telephony_adapters.__file__).parent / "asterisk" / "recorded"
LAB = Account(provider="asterisk", name="lab")
CASES = sorted(path.name.removesuffix(".jsonl") for path in FOLDER.glob("*.jsonl"))


def path_of(case: str) -> Path:
    return FOLDER / f"{case}.jsonl"


def facts(case: str) -> list[CallEvent]:
    return list(facts_of(path_of(case).read_text(encoding="utf-8").splitlines(), LAB))


def recording_of(call_id: str) -> str:
    """What the exchange says once the recording of that call is whole."""
    recording = {"name": call_id, "format": "wav", "state": "done", "target_uri": f"channel:{call_id}"}
    return json.dumps(
        {"type": "RecordingFinished", "timestamp": "2026-11-22T02:19:59.000+0000", "recording": recording}
    )
