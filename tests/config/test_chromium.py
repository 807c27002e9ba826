"""A missing browser is installed where we may, and otherwise a failure that says what to type."""

import os
import shutil
import subprocess

import pytest

from config import chromium, debian


@pytest.fixture
def ordered(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A machine with apt and without a browser; what would have been run."""
    commands: list[list[str]] = []
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(subprocess, "run", lambda command, **options: commands.append(command))
    return commands


def test_an_ordinary_user_is_told_the_command(monkeypatch: pytest.MonkeyPatch, ordered: list[list[str]]) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(
        chromium.ChromiumMissing,
        match=r"Type: sudo apt-get install -y --no-install-recommends chromium-headless-shell$",
    ):
        chromium.ensure()
    assert ordered == []


def test_root_installs_it_and_a_failure_still_says_the_command(
    monkeypatch: pytest.MonkeyPatch, ordered: list[list[str]]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(chromium.ChromiumMissing):
        chromium.ensure()
    assert ordered == [["apt-get", "update"], [*debian.INSTALL.split(), *debian.WAITING, "chromium-headless-shell"]]


def test_a_browser_that_is_there_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name == "chromium" else None)
    assert chromium.ensure() == "/usr/bin/chromium"


def test_the_windowless_one_is_preferred(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert chromium.ensure() == "/usr/bin/chromium-headless-shell"
