"""One file, one idea: at most 400 lines a file, 60 a function; tests at most 800 a file. Migrations are records."""

import ast
from pathlib import Path

import pytest

from tests.architecture.house import ROOMS, name, sources, tree

LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TEST_FILE = 400, 60, 800


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("suffix", [".py", ".html", ".js", ".css"])
def test_no_file_is_longer_than_400_lines(suffix: str) -> None:
    long = {
        name(path): lines(path)
        for path in sources(*ROOMS, suffix=suffix)
        if lines(path) > LONGEST_FILE and path.parent.name != "migrations"
    }
    assert long == {}


def test_no_test_file_is_longer_than_800_lines() -> None:
    long = {name(path): lines(path) for path in sources("tests") if lines(path) > LONGEST_TEST_FILE}
    assert long == {}


def test_no_function_is_longer_than_60_lines() -> None:
    long = {
        f"{name(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in sources(*ROOMS)
        for node in ast.walk(tree(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert long == {}


def test_no_drawer_called_utils() -> None:
    drawers = {"utils", "util", "common", "helpers", "misc", "other"}
    assert [name(path) for path in sources(*ROOMS) if drawers & {path.stem, *path.parts}] == []
