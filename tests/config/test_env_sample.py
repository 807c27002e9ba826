"""`.env.sample` lists every setting that the code reads, and none that it does not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
READERS = {"text", "flag", "integer", "optional_integer", "items", "secret"}


def calls() -> Iterator[ast.Call]:
    for path in (ROOT / "config").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield node


def names_read() -> set[str]:
    """Every `env.text("NAME")` and its sisters under config/; a secret may also come from NAME_FILE."""
    found = set()
    for call in calls():
        reader = call.func
        if not (isinstance(reader, ast.Attribute) and reader.attr in READERS and isinstance(reader.value, ast.Name)):
            continue
        if reader.value.id in {"env", "environment"} and isinstance(call.args[0], ast.Constant):
            name = str(call.args[0].value)
            found |= {name, f"{name}_FILE"} if reader.attr == "secret" else {name}
    return found


def test_the_sample_and_the_readers_name_the_same_settings() -> None:
    sample = (ROOT / ".env.sample").read_text(encoding="utf-8")
    listed = re.findall(r"^#?([A-Z][A-Z_]+)=", sample, re.MULTILINE)
    assert sorted(listed) == sorted(set(listed))
    assert set(listed) == names_read()


def test_only_config_reads_the_environment() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in ROOT.glob("*/**/*.py")
        if path.relative_to(ROOT).parts[0] not in {"config", "bench", "tests", ".venv", "var"}
        and re.search(r"\bos\.(environ|getenv)\b", path.read_text(encoding="utf-8"))
    ]
    assert readers == []
