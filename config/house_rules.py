"""The rules of `make check` that no ready tool knows: sizes of files and functions, and no unfinished business."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
LONGEST_FILE, LONGEST_TEST_FILE, LONGEST_FUNCTION = 400, 800, 60
SIZED = {".py", ".html", ".js", ".css"}
# Spelled in two halves, so that this file passes its own rule.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b|mark\.(sk" r"ip|xf" r"ail)")


def main() -> None:
    complaints = [complaint for path in tracked_files() for complaint in complaints_about(path)]
    if complaints:
        sys.exit("\n".join(complaints))


def tracked_files() -> list[Path]:
    """The files that git knows or could add, generated ones left out."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=HERE, capture_output=True, text=True, check=True).stdout.splitlines()
    return [HERE / name for name in names if Path(name).suffix in SIZED and (HERE / name).exists()]


def complaints_about(path: Path) -> Iterator[str]:
    """One line per broken rule, with the place."""
    place, text = path.relative_to(HERE).as_posix(), path.read_text(encoding="utf-8")
    lines, is_test = text.splitlines(), place.startswith("tests/")
    limit = LONGEST_TEST_FILE if is_test else LONGEST_FILE
    is_migration = "/migrations/" in place
    if len(lines) > limit and not is_migration:
        yield f"{place}: {len(lines)} lines, {limit} at most. It probably holds two ideas."
    for number, line in enumerate(lines, start=1):
        if UNFINISHED.search(line):
            yield f"{place}:{number}: unfinished or skipped."
    if path.suffix == ".py" and not is_migration:
        yield from (
            f"{place}:{where}: {name} has {size} lines, {LONGEST_FUNCTION} at most."
            for where, name, size in long_functions(text)
        )


def long_functions(text: str) -> Iterator[tuple[int, str, int]]:
    """Line, name and size of each function over the limit."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            size = node.end_lineno - node.lineno + 1
            if size > LONGEST_FUNCTION:
                yield node.lineno, node.name, size


if __name__ == "__main__":
    main()
