"""Settings are read strictly: what is wrong stops the start with a sentence that names the setting."""

from pathlib import Path

import pytest

from config import environment
from config.environment import SettingInvalid, SettingMissing

LONG = "a-value-that-is-long-enough-for-a-secret"


def test_a_missing_setting_says_its_name_and_where_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PERMANENCE_TRIAL", raising=False)
    with pytest.raises(SettingMissing, match=r"^PERMANENCE_TRIAL is not set\. .*\.env\.sample"):
        environment.text("PERMANENCE_TRIAL")


def test_an_empty_setting_counts_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERMANENCE_TRIAL", "  ")
    assert environment.text("PERMANENCE_TRIAL", "given") == "given"
    with pytest.raises(SettingMissing):
        environment.text("PERMANENCE_TRIAL")


@pytest.mark.parametrize("value", ["1", "yes", "on", "vrai"])
def test_a_flag_is_true_or_false_and_nothing_else(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PERMANENCE_TRIAL", value)
    with pytest.raises(SettingInvalid, match="true or false"):
        environment.flag("PERMANENCE_TRIAL")
    monkeypatch.setenv("PERMANENCE_TRIAL", "True")
    assert environment.flag("PERMANENCE_TRIAL") is True


@pytest.mark.parametrize("value", ["-1", "0", "65536", "８０００", "8000.0", "0x50", "1e3", "²"])
def test_a_number_outside_its_bounds_or_oddly_written_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PERMANENCE_TRIAL", value)
    with pytest.raises(SettingInvalid, match="a whole number from 1 to 65535"):
        environment.integer("PERMANENCE_TRIAL", low=1, high=65_535)


def test_a_list_forgets_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERMANENCE_TRIAL", "one, ,two,")
    assert environment.items("PERMANENCE_TRIAL") == ["one", "two"]


def test_a_short_secret_is_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERMANENCE_TRIAL", "sesame")
    with pytest.raises(SettingInvalid) as refusal:
        environment.secret("PERMANENCE_TRIAL")
    assert "sesame" not in str(refusal.value)


def test_a_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{LONG}\n")
    monkeypatch.setenv("PERMANENCE_TRIAL_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("PERMANENCE_TRIAL", "not this one, although it is long enough")
    assert environment.secret("PERMANENCE_TRIAL") == LONG


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_secret_file_that_cannot_be_read_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    if content:
        (tmp_path / "secret").write_bytes(content)
    monkeypatch.setenv("PERMANENCE_TRIAL_FILE", str(tmp_path / "secret"))
    with pytest.raises(SettingInvalid, match="PERMANENCE_TRIAL_FILE must be the path of a text file"):
        environment.secret("PERMANENCE_TRIAL")


def test_every_name_asked_for_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "READ", set())
    environment.text("PERMANENCE_TRIAL", "x")
    environment.secret("PERMANENCE_SECRET", LONG)
    assert sorted(environment.READ) == ["PERMANENCE_SECRET", "PERMANENCE_SECRET_FILE", "PERMANENCE_TRIAL"]
