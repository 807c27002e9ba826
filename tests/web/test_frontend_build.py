"""The front-end files: built from the lock, once, small enough."""

import gzip
import json
from pathlib import Path

import pytest
from django.conf import settings

from config import frontend_build
from config.frontend_build import HERE, CannotBuild, build

CSS_BUDGET, JS_BUDGET = 4096, 30_000
SHEETS = ("bar.css", "desk.css", "management.css", "planning.css", "portal.css", "ringing.css")


@pytest.fixture(scope="module")
def built() -> Path:
    return build(Path(settings.VAR_DIR))


def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


@pytest.mark.slow
def test_styles_and_script_keep_to_their_budget(built: Path) -> None:
    for sheet in SHEETS:
        assert packed(built / sheet) <= CSS_BUDGET, sheet
    assert packed(built / "desk.js") <= JS_BUDGET


def test_nothing_is_evaluated_and_nothing_calls_out(built: Path) -> None:
    styles = "".join((built / sheet).read_text() for sheet in SHEETS)
    assert "@import" not in styles and "url(" not in styles
    assert "allowEval:!1" in (built / "desk.js").read_text()


def test_an_unchanged_source_is_not_built_again(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frontend_build, "_replace", lambda *_: pytest.fail("built again"))
    assert build(Path(settings.VAR_DIR)) == built


def test_a_changed_source_is(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(frontend_build, "OPTIONS", ("--bundle",))
    monkeypatch.setattr(frontend_build, "_replace", lambda *arguments: asked.append(arguments))
    build(Path(settings.VAR_DIR))
    assert len(asked) == 1


def test_the_lock_names_exact_versions_and_no_address() -> None:
    text = (HERE / "package-lock.json").read_text()
    assert "resolved" not in text and "://" not in text
    manifest = json.loads((HERE / "package.json").read_text())
    wanted = {**manifest["dependencies"], **manifest["devDependencies"]}
    packages = json.loads(text)["packages"]
    for name, version in wanted.items():
        locked = packages[f"node_modules/{name}"]
        assert locked["version"] == version and locked["integrity"].startswith("sha512-")
    assert wanted["htmx.org"].startswith("2.0.")


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "var"
    file.write_text("")
    with pytest.raises(CannotBuild, match="cannot be written"):
        build(file / "inside")


def test_a_failing_tool_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotBuild, match="cannot be built \\(node\\)"):
        frontend_build._call(["node", "--no-such-option"], tmp_path, frontend_build._environment(None))


def test_an_old_node_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v18.19.0\n")
    old.chmod(0o755)
    (tmp_path / "npm").symlink_to(old)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(frontend_build.virtualenv, "prepare", lambda which: f"/prepared/{which}/bin/python")
    assert frontend_build._tools() == Path("/prepared/node/bin")
