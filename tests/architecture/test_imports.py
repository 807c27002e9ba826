"""Imports only go down the house: the order of pyproject.toml's contract, read without running anything."""

import ast
import tomllib

from tests.architecture.house import ROOMS, ROOT, name, sources, tree


def layers() -> dict[str, int]:
    """Room → height, siblings at the same one."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = [c for c in settings["tool"]["importlinter"]["contracts"] if c["type"] == "layers"]
    found = {}
    for height, line in enumerate(reversed(contract["layers"])):
        for room in line.replace("(", "").replace(")", "").split("|"):
            found[room.strip()] = height
    return found


def imported(path_tree: ast.Module) -> set[str]:
    return {
        module.split(".")[0]
        for node in ast.walk(path_tree)
        for module in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) and node.level == 0
            else [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        )
    }  # fmt: skip


def test_the_contract_names_every_room_in_the_order_of_the_house() -> None:
    heights = layers()
    assert set(heights) == set(ROOMS)
    order = ("core", "crypto", "audit", "outbox", "accounts", "practices", "consent", "patients", "booking", "web")
    assert [heights[room] for room in order] == sorted({heights[room] for room in order})


def test_no_room_knows_a_room_above_or_beside_it() -> None:
    heights = layers()
    upstairs = {
        f"{name(path)} imports {room}"
        for path in sources(*ROOMS)
        for room in imported(tree(path))
        if room in heights
        and room != path.relative_to(ROOT).parts[0]
        and heights[room] >= heights[path.relative_to(ROOT).parts[0]]
    }
    assert upstairs == set()


def test_the_product_never_imports_its_tests() -> None:
    assert [name(path) for path in sources(*ROOMS) if {"tests", "pytest"} & imported(tree(path))] == []


def test_relative_imports_are_not_used() -> None:
    relative = [
        name(path)
        for path in sources(*ROOMS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []
