"""`make run` refuses in one sentence what it cannot do: nothing started, nothing left behind, no traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config import bootstrap, debian, run, virtualenv

ROOT = Path(__file__).resolve().parent.parent.parent


def refusal(**environment: str) -> str:
    """What `config.run` says when it refuses."""
    told = {**os.environ, **environment}
    done = subprocess.run([sys.executable, "-m", "config.run"], cwd=ROOT, env=told, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout == ""
    (only,) = done.stderr.splitlines()
    return only


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refusal(PORT=str(port), VAR_DIR=str(tmp_path))
    assert said.startswith(f"Port {port} is already taken.")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("port", ["0", "70000", "http", "８０００"])
def test_a_port_that_is_none_is_one_sentence(tmp_path: Path, port: str) -> None:
    assert refusal(PORT=port, VAR_DIR=str(tmp_path)) == "PORT must be a whole number from 1 to 65535."


def test_a_folder_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = refusal(VAR_DIR=str(tmp_path / "file"), PORT="8107")
    assert said.startswith(f"The folder {tmp_path / 'file'} cannot be used")


def test_a_folder_below_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "cannot be used" in refusal(VAR_DIR=str(tmp_path / "file" / "var"), PORT="8107")


def test_a_free_port_and_a_good_folder_are_accepted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as freed:
        port = freed.getsockname()[1]
    run._check_port(port)
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "new" / "folder"))
    assert run._folder() == tmp_path / "new" / "folder"
    assert list((tmp_path / "new" / "folder").iterdir()) == []


def test_an_old_python_reads_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 8, 10))
    monkeypatch.setattr(bootstrap, "newer_python", lambda: None)
    with pytest.raises(SystemExit, match=r"^Permanence needs Python 3\.11 or newer, and this one is 3\.8\.10\.$"):
        bootstrap.main()


def test_an_old_python_hands_over_to_a_newer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    monkeypatch.setattr(sys, "version_info", (3, 8, 10))
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "run", "-m", "config.run"])
    monkeypatch.setattr(bootstrap, "newer_python", lambda: "python3.11")
    monkeypatch.setattr(os, "execvp", lambda name, arguments: called.extend([name, *arguments]) or sys.exit(0))
    with pytest.raises(SystemExit):
        bootstrap.main()
    assert called[:2] == ["python3.11", "python3.11"]
    assert called[-3:] == ["run", "-m", "config.run"]


def test_bootstrap_can_be_read_by_any_python_3() -> None:
    import ast

    text = (ROOT / "config" / "bootstrap.py").read_text()
    tree = ast.parse(text, feature_version=(3, 4))
    assert not any(isinstance(node, ast.JoinedStr | ast.AnnAssign) for node in ast.walk(tree))


def test_an_environment_that_is_up_to_date_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / ".venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").touch()
    installed: list[Path] = []
    monkeypatch.setattr(virtualenv, "FOLDER", folder)
    monkeypatch.setattr(virtualenv, "_create", lambda python: None)
    monkeypatch.setattr(virtualenv, "_install", lambda python, files: installed.extend(files))
    assert virtualenv.prepare("run") == str(folder / "bin" / "python")
    virtualenv.prepare("run")
    assert [path.name for path in installed] == ["run.txt"]
    virtualenv.prepare("dev")
    assert [path.name for path in installed] == ["run.txt", "run.txt", "dev.txt"]


def test_packages_that_do_not_match_their_hash_are_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def failed(*arguments: object, **options: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.CompletedProcess([], 1, stderr="Collecting django\nERROR: THESE PACKAGES DO NOT MATCH\n\n")

    monkeypatch.setattr(subprocess, "run", failed)
    with pytest.raises(virtualenv.CannotPrepare, match=r"^The packages could not be installed: ERROR: THESE PACKAGES"):
        virtualenv._install(tmp_path / "python", [tmp_path / "run.txt"])


def test_a_python_without_venv_is_a_sentence_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(virtualenv, "_has_ensurepip", lambda: False)
    monkeypatch.setattr(debian, "can_install", lambda: False)
    with pytest.raises(virtualenv.CannotPrepare, match=r"Type: sudo apt-get install .* python3\.\d+-venv$"):
        virtualenv._install_venv_package()


@pytest.mark.parametrize("name", ["run.txt", "dev.txt", "node.txt"])
def test_every_locked_package_has_a_hash_and_no_address(name: str) -> None:
    lines = (ROOT / "requirements" / name).read_text().splitlines()
    pins = [number for number, line in enumerate(lines) if "==" in line]
    assert pins
    assert all("--hash=sha256:" in lines[number + 1] for number in pins)
    assert not any("://" in line for line in lines)
