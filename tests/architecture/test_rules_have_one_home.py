"""Screens and endpoints ask services and queries; a room writes only its own tables."""

import ast
from pathlib import Path

from tests.architecture.house import ROOMS, ROOT, name, own_models, sources, tree

# Inside a room, imports only go down (architecture.md "The house").
FLOORS = (
    {"urls"},
    {"api", "views", "admin", "tasks", "middleware", "forms", "presenters"},
    {"services"},
    {"queries"},
    {"models"},
    {"errors", "enums"},
)

WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete"}
# The demonstration writes thousands of rows at once, under the same constraints and triggers.
BULK_LOADERS = ("config/demonstration/",)


def managers_used(path: Path) -> set[str]:
    """The names X of every `X.objects` or `X._default_manager` in a file."""
    return {
        node.value.id
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_default_manager", "_base_manager"}
        and isinstance(node.value, ast.Name)
    }


def is_edge(path: Path) -> bool:
    return "web" in path.parts or path.stem in {"api", "views"} or path.parent.name == "api"


def test_no_screen_and_no_endpoint_queries_a_table() -> None:
    found = {name(path): managers_used(path) for path in sources(*ROOMS) if is_edge(path) and managers_used(path)}
    assert found == {}


def tables_written(path: Path) -> set[str]:
    """The names X of every `X.objects.….create()` and its like in a file."""
    written = set()
    for node in ast.walk(tree(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        link: ast.expr = node.func
        while isinstance(link, (ast.Attribute, ast.Call)):
            inner = link.func if isinstance(link, ast.Call) else link.value
            if isinstance(link, ast.Attribute) and link.attr == "objects" and isinstance(inner, ast.Name):
                written.add(inner.id)
            link = inner
    return written


def test_a_table_is_written_by_its_own_room_alone() -> None:
    home = {model.__name__: model.__module__.split(".")[0] for model in own_models()}
    trespassers = {
        f"{name(path)}: {model}"
        for path in sources(*ROOMS)
        if not name(path).startswith(BULK_LOADERS)
        for model in tables_written(path)
        if model in home and home[model] != path.relative_to(ROOT).parts[0]
    }
    assert trespassers == set()
    assert tables_written(ROOT / "practices/services/delegations.py") == {"Delegation"}


def floor(module: str) -> int | None:
    """The floor of `room.part.…`, or None for a part that stands beside the stairs (pure modules)."""
    part = module.split(".")[1] if "." in module else ""
    return next((level for level, parts in enumerate(FLOORS) if part in parts), None)


def test_inside_a_room_imports_only_go_down() -> None:
    upstairs = set()
    for path in sources(*ROOMS):
        parts = path.relative_to(ROOT).with_suffix("").parts
        here = floor(".".join(parts))
        for node in ast.walk(tree(path)):
            if here is None or not isinstance(node, ast.ImportFrom) or node.module is None:
                continue
            if node.module.split(".")[0] != parts[0]:
                continue
            for module in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names)):
                there = floor(module)
                if there is not None and there < here:
                    upstairs.add(f"{name(path)} imports {module}")
    assert upstairs == set()


def test_pure_rules_do_not_know_django() -> None:
    pure = (
        "booking/availability.py",
        "booking/lifecycle.py",
        "consent/guardians.py",
        "consent/purposes.py",
        "patients/identity.py",
        "patients/nir.py",
        "practices/rpps.py",
    )
    for path in (p for p in sources(*ROOMS) if name(p) in pure):
        imported = {
            module
            for node in ast.walk(tree(path))
            for module in (
                [node.module or ""] if isinstance(node, ast.ImportFrom)
                else [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            )
        }  # fmt: skip
        assert not [module for module in imported if module.split(".")[0] in {"django", "rest_framework"}], path


def test_nothing_is_left_for_later() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "xfa" + "il", "pytest." + "skip", "mark." + "skip", "X" + "XX")
    left = [
        f"{name(path)}: {word}"
        for path in (*sources(*ROOMS, "tests"), *sources("web", suffix=".html"), *sources("web", suffix=".js"))
        for word in words
        if word in path.read_text(encoding="utf-8")
    ]
    assert left == []


def test_migrations_are_named_by_hand() -> None:
    unnamed = [
        name(path)
        for path in sources(*ROOMS)
        if path.parent.name == "migrations" and ("initial" in path.stem or "_auto_" in path.stem)
    ]
    assert unnamed == []
