"""Looks for many byte strings in many files at once: everything becomes hexadecimal, and one grep does the rest."""

import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

BLOCK = 1 << 20


def found_in(paths: Iterable[Path], wanted: Mapping[str, bytes]) -> set[str]:
    """The names of the wanted strings that occur anywhere in the files, folders searched whole."""
    found: set[str] = set()
    return found.union(*found_by_place(paths, wanted).values())


def found_by_place(places: Iterable[Path], wanted: Mapping[str, bytes]) -> dict[Path, set[str]]:
    """The files and folders where any of the wanted strings occurs, each with their names."""
    # Two names may have the same bytes.
    by_hex: dict[str, set[str]] = defaultdict(set)
    for name, value in wanted.items():
        by_hex[value.hex()].add(name)
    overlap = max(len(value) for value in wanted.values())
    lines = ((place, line) for place in places for file in files_of(place) for line in _hex_lines(file, overlap))
    found: dict[Path, set[str]] = defaultdict(set)
    for place, match in _matches(lines, by_hex.keys()):
        found[place] |= by_hex[match]
    return found


def files_of(path: Path) -> Iterator[Path]:
    """The file itself, or every regular file below the folder."""
    candidates = [path] if path.is_file() else path.rglob("*")
    return (file for file in candidates if file.is_file() and not file.is_symlink())


def _matches(lines: Iterable[tuple[Path, bytes]], patterns: Iterable[str]) -> set[tuple[Path, str]]:
    """Which pattern occurs in a line of which place."""
    origins: list[Path] = []
    with tempfile.NamedTemporaryFile("w", suffix=".wanted") as wanted, tempfile.TemporaryFile() as found:
        wanted.write("\n".join(patterns))
        wanted.flush()
        command = ["grep", "--line-number", "--only-matching", "--fixed-strings", f"--file={wanted.name}"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=found, env={"LC_ALL": "C"}) as grep:
            assert grep.stdin is not None
            for place, line in lines:
                origins.append(place)
                grep.stdin.write(line)
            grep.stdin.close()
            assert grep.wait() <= 1, "grep failed: nothing was searched"
        found.seek(0)
        said = (line.split(":") for line in set(found.read().decode().split()))
        return {(origins[int(number) - 1], match) for number, match in said}


def _hex_lines(file: Path, overlap: int) -> Iterator[bytes]:
    """Blocks that share their ends, so that nothing hides across a border. A file may vanish: a server works on it."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return
    for start in range(0, len(content), BLOCK):
        yield content[start : start + BLOCK + overlap].hex().encode() + b"\n"
