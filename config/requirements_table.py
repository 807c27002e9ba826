"""`make requirements`: writes docs/requirements.md, every promise of the sources with its test, or "open".

The promises, in our words, are in docs/requirements.toml; a test claims one with
`@pytest.mark.requirement("ST-14")` on a function, a class, or a module's `pytestmark`. Read from the
source text: nothing is imported, nothing is run.
"""

import ast
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
SOURCE, TABLE = HERE / "docs" / "requirements.toml", HERE / "docs" / "requirements.md"
INTRODUCTION = """\
# Requirements

Every promise of the source documents, in our words. *Proven by* names the tests that fail when the rule is
removed; *open* means that no test proves it yet, and says why. Written by `make requirements` from
`docs/requirements.toml` and the marks of the tests; do not edit it by hand.
"""


class UnknownRequirement(Exception):
    """A test claims an id that docs/requirements.toml does not have."""


def main() -> None:
    try:
        text = table()
    except UnknownRequirement as problem:
        sys.exit(str(problem))
    if "--check" not in sys.argv:
        TABLE.write_text(text, encoding="utf-8")
    elif not TABLE.exists() or TABLE.read_text(encoding="utf-8") != text:
        sys.exit("docs/requirements.md does not match the tests. Type: make requirements")


def table() -> str:
    """The whole page. Raises UnknownRequirement."""
    declared = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    texts: dict[str, str] = declared["texts"]
    reasons: dict[str, str] = declared.get("open", {})
    proofs = proofs_in(HERE / "tests")
    if unknown := sorted(proofs.keys() - texts.keys()):
        raise UnknownRequirement(f"{unknown[0]} is not in docs/requirements.toml: {proofs[unknown[0]][0]} claims it.")
    parts = [INTRODUCTION, f"{len(proofs)} of {len(texts)} are proven.\n"]
    for prefix, title in declared["groups"].items():
        rows = [
            _row(name, text, proofs.get(name, []), reasons.get(name) or reasons.get(prefix, ""))
            for name, text in texts.items()
            if group_of(name) == prefix
        ]
        parts.append("\n".join([f"## {title}\n", "| Id | Promise | Proven by |", "|---|---|---|", *rows, ""]))
    return "\n".join(parts)


def group_of(name: str) -> str:
    """`ST-14` → `ST`, `K3` → `K`."""
    return name.rstrip("0123456789").rstrip("-")


def proofs_in(folder: Path) -> dict[str, list[str]]:
    """Requirement id → the tests that claim it, as `path::name`, sorted."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in folder.rglob("test_*.py"):
        place = path.relative_to(folder.parent).as_posix()
        for name, marked in _marked(ast.parse(path.read_text(encoding="utf-8"))):
            for requirement in _claims(marked):
                found[requirement].add(f"{place}::{name}" if name else place)
    return {requirement: sorted(tests) for requirement, tests in found.items()}


def _marked(tree: ast.Module) -> Iterator[tuple[str, list[ast.expr]]]:
    """Each test with its decorators, and the module's own marks under an empty name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node.decorator_list
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets):
            yield "", [node.value]


def _claims(expressions: list[ast.expr]) -> Iterator[str]:
    for node in (inner for expression in expressions for inner in ast.walk(expression)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "requirement":
            yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def _row(name: str, text: str, tests: list[str], why_open: str) -> str:
    unproven = f"open: {why_open}" if why_open else "open"
    return f"| {name} | {text} | {'<br>'.join(f'`{test}`' for test in tests) or unproven} |"


if __name__ == "__main__":
    main()
