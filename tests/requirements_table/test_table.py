"""The table of promises: every id of the sources, in our words, with the tests that claim it."""

import tomllib
from pathlib import Path

import pytest

from config import requirements_table
from config.requirements_table import UnknownRequirement

COUNTS = {"K": 10, "CG": 18, "SAS": 28, "CH": 21, "AN": 23, "ST": 47}
ORGANISATIONS = ("stanpro", "cgss", "ubicentrex", "cpts du", "occitanie", "gradeS", "briey")


def texts() -> dict[str, str]:
    found: dict[str, str] = tomllib.loads(requirements_table.SOURCE.read_text(encoding="utf-8"))["texts"]
    return found


@pytest.mark.parametrize("prefix", COUNTS)
def test_no_promise_is_forgotten(prefix: str) -> None:
    separator = "" if prefix == "K" else "-"
    pattern = "{}{}{}" if prefix == "K" else "{}{}{:02}"
    wanted = [pattern.format(prefix, separator, number) for number in range(1, COUNTS[prefix] + 1)]
    assert [name for name in texts() if requirements_table.group_of(name) == prefix] == wanted


def test_no_text_names_a_source_organisation() -> None:
    told = " ".join(texts().values()).casefold()
    assert [name for name in ORGANISATIONS if name.casefold() in told] == []


def a_folder_with(tmp_path: Path, source: str) -> Path:
    folder = tmp_path / "tests"
    (folder / "room").mkdir(parents=True)
    (folder / "room" / "test_thing.py").write_text(source)
    return folder


def test_marks_on_functions_classes_and_modules_are_found(tmp_path: Path) -> None:
    source = (
        'pytestmark = [pytest.mark.slow, pytest.mark.requirement("ST-02")]\n'
        '@pytest.mark.requirement("ST-14", "CH-09")\n@pytest.mark.parametrize("x", [1])\ndef test_a(x): ...\n'
        '@pytest.mark.requirement("ST-14")\nclass TestB:\n'
        '    @pytest.mark.requirement("K1")\n    def test_c(self): ...\n'
    )
    assert requirements_table.proofs_in(a_folder_with(tmp_path, source)) == {
        "ST-02": ["tests/room/test_thing.py"],
        "ST-14": ["tests/room/test_thing.py::TestB", "tests/room/test_thing.py::test_a"],
        "CH-09": ["tests/room/test_thing.py::test_a"],
        "K1": ["tests/room/test_thing.py::test_c"],
    }


def test_a_mention_that_is_no_mark_proves_nothing(tmp_path: Path) -> None:
    source = '"""@pytest.mark.requirement("ST-14")"""\ndef test_a():\n    assert "ST-14"  # requirement("ST-14")\n'
    assert requirements_table.proofs_in(a_folder_with(tmp_path, source)) == {}


def test_a_claim_of_an_unknown_id_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    a_folder_with(tmp_path, '@pytest.mark.requirement("ST-99")\ndef test_a(): ...\n')
    monkeypatch.setattr(requirements_table, "HERE", tmp_path)
    with pytest.raises(UnknownRequirement, match=r"ST-99 is not in docs/requirements\.toml"):
        requirements_table.table()


def test_every_id_is_in_the_table_proven_or_open(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    a_folder_with(tmp_path, '@pytest.mark.requirement("ST-14")\ndef test_a(): ...\n')
    monkeypatch.setattr(requirements_table, "HERE", tmp_path)
    rows = [line for line in requirements_table.table().splitlines() if line.startswith("| ") and "| Id |" not in line]
    assert len(rows) == len(texts())
    assert [row for row in rows if "| open" not in row] == [
        f"| ST-14 | {texts()['ST-14']} | `tests/room/test_thing.py::test_a` |"
    ]


def test_a_promise_that_is_open_says_why_when_a_reason_is_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    a_folder_with(tmp_path, "def test_a(): ...\n")
    monkeypatch.setattr(requirements_table, "HERE", tmp_path)
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in requirements_table.table().splitlines()}
    assert rows["CG-03"].endswith("| open: remote assistance of a workstation is not part of the product yet |")
    assert rows["ST-14"].endswith("| open |")
