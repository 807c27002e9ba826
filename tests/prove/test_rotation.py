"""security.md C4 at its full size: 100,000 patient keys wrapped again in 15 s, 10,000 reads meanwhile, none wrong."""

import os
import time
from pathlib import Path

import pytest

from crypto import keyring
from crypto.providers.file import FileKeys
from tests.crypto.rotating import Ground, reading, rotate

PATIENTS = int(os.environ.get("PROVE_PATIENTS", "100000"))
PRACTICES = 20
REACH_SECONDS = 15.0
READS = 10_000


@pytest.mark.requirement("ST-41")
def test_a_hundred_thousand_patients_change_keys_while_people_read(
    committed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = FileKeys(tmp_path / "keyring.json")
    monkeypatch.setattr(keyring, "provider", lambda: keys)
    keyring.wipe_caches()
    ground = Ground()
    for _ in range(PRACTICES):
        ground.add(PATIENTS // PRACTICES)
    began = time.monotonic()
    rotate("--top", "--practices")
    alone = time.monotonic() - began
    with reading(ground) as tallies:
        began = time.monotonic()
        rotate("--top", "--practices")
        accompanied = time.monotonic() - began
        # The rotation is over before people have read enough: they read on, across further epochs.
        while time.monotonic() - began < 45:
            rotate("--top", "--practices")
    (tally,) = tallies
    with capsys.disabled():
        print(
            f"\n{PATIENTS} patients of {PRACTICES} practices: {alone:.1f} s alone, {accompanied:.1f} s with a reader;"
            f" {tally.reads} reads, {tally.wrong} wrong, {tally.failed} failed"
        )
    assert (tally.wrong, tally.failed) == (0, 0)
    assert tally.reads >= READS
    everybody = list(ground.frames)
    assert sum(ground.wrong_in(everybody[start : start + 1_000]) for start in range(0, len(everybody), 1_000)) == 0
    assert alone <= REACH_SECONDS
