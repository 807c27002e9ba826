"""Looks for many byte strings in many files at once: everything becomes hexadecimal, and one grep does the rest."""

import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

BLOCK = 1 << 20


def found_in(paths: Iterable[Path], wanted: dict[str, bytes]) -> set[str]:
    """The names of the wanted strings that occur anywhere in the files, folders searched whole."""
    # Two names may have the same bytes.
    by_hex: dict[str, set[str]] = defaultdict(set)
    for name, value in wanted.items():
        by_hex[value.hex()].add(name)
    overlap = max(len(value) for value in wanted.values())
    files = (file for path in paths for file in files_of(path))
    found: set[str] = set()
    return found.union(*(by_hex[line] for line in _matches(files, by_hex.keys(), overlap)))


def files_of(path: Path) -> Iterator[Path]:
    """The file itself, or every regular file below the folder."""
    candidates = [path] if path.is_file() else path.rglob("*")
    return (file for file in candidates if file.is_file() and not file.is_symlink())


def _matches(files: Iterable[Path], patterns: Iterable[str], overlap: int) -> set[str]:
    with tempfile.NamedTemporaryFile("w", suffix=".wanted") as wanted, tempfile.TemporaryFile() as found:
        wanted.write("\n".join(patterns))
        wanted.flush()
        command = ["grep", "--only-matching", "--fixed-strings", f"--file={wanted.name}"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=found, env={"LC_ALL": "C"}) as grep:
            assert grep.stdin is not None
            for file in files:
                grep.stdin.writelines(_hex_lines(file, overlap))
            grep.stdin.close()
            assert grep.wait() <= 1, "grep failed: nothing was searched"
        found.seek(0)
        return set(found.read().decode().split())


def _hex_lines(file: Path, overlap: int) -> Iterator[bytes]:
    """Blocks that share their ends, so that nothing hides across a border. A file may vanish: a server works on it."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return
    for start in range(0, len(content), BLOCK):
        yield content[start : start + BLOCK + overlap].hex().encode() + b"\n"
