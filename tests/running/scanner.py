"""Looks for many byte strings in many files at once: everything becomes hexadecimal text, and grep does the rest."""

import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

BLOCK = 1 << 20


def found_in(paths: Iterable[Path], wanted: dict[str, bytes]) -> set[str]:
    """The names of the wanted strings that occur anywhere in the files, folders searched whole."""
    by_hex = {value.hex(): name for name, value in wanted.items()}
    overlap = max(len(value) for value in wanted.values())
    found: set[str] = set()
    for path in paths:
        for file in files_of(path):
            found |= {by_hex[line] for line in _matches(file, by_hex.keys(), overlap)}
    return found


def files_of(path: Path) -> Iterator[Path]:
    """The file itself, or every regular file below the folder."""
    candidates = [path] if path.is_file() else path.rglob("*")
    return (file for file in candidates if file.is_file() and not file.is_symlink())


def _matches(file: Path, patterns: Iterable[str], overlap: int) -> set[str]:
    with tempfile.NamedTemporaryFile("w", suffix=".patterns") as wanted:
        wanted.write("\n".join(patterns))
        wanted.flush()
        command = ["grep", "--only-matching", "--fixed-strings", f"--file={wanted.name}"]
        text = "\n".join(_hex_lines(file, overlap))
        done = subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, env={"LC_ALL": "C"})
    if done.returncode > 1:
        raise AssertionError("grep failed: nothing was searched")
    return set(done.stdout.split())


def _hex_lines(file: Path, overlap: int) -> Iterator[str]:
    """Blocks that share their ends, so that nothing hides across a border. A file may vanish: a server works on it."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return
    for start in range(0, len(content), BLOCK):
        yield content[start : start + BLOCK + overlap].hex()
