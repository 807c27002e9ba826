"""The front-end files: `npm ci` without install scripts, one esbuild step, nothing third-party committed.

Input: package.json, package-lock.json and web/frontend/. Output: VAR_DIR/static-build/, replaced as a
whole. Skipped when the hash of the inputs is the one already built. Node comes from the machine when it
is 20 or newer, else from the wheel in requirements/node.txt. Run as a module: builds, and says so.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import virtualenv

HERE = Path(__file__).resolve().parent.parent
SOURCES = HERE / "web" / "frontend"
MANIFESTS = ("package.json", "package-lock.json", ".npmrc")
OLDEST_NODE = 20
ENTRIES = (
    *("desk.js", "drag.js", "import.js", "live-worker.js", "live/feed.js", "passkey.js", "planning.js"),
    *(
        "bar.css",
        "desk.css",
        "icon.svg",
        "management.css",
        "planning.css",
        "portal.css",
        "practitioner.css",
        "ringing.css",
    ),
)
OPTIONS = ("--bundle", "--minify", "--target=es2022", "--format=esm", "--legal-comments=none", "--loader:.svg=copy")


class CannotBuild(Exception):
    """The front-end files cannot be made; the text is the sentence shown to the person."""


def build(var_dir: Path) -> Path:
    """Make sure VAR_DIR/static-build/ matches its sources, and return it. Raises CannotBuild."""
    target = var_dir.resolve() / "static-build"
    fingerprint = _fingerprint()
    if _built(target) == fingerprint:
        return target
    try:
        var_dir.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time(var_dir):
            if _built(target) != fingerprint:
                _replace(target, fingerprint)
    except OSError as problem:
        raise CannotBuild(f"The front-end files cannot be written under {var_dir}: {problem.strerror}.") from None
    return target


def node_modules(var_dir: Path) -> Path:
    """Where `build` keeps the packages (the tests read axe-core there)."""
    return var_dir.resolve() / "node" / "node_modules"


def node() -> str:
    """The program that the build runs, for tests that run one of the packages. Raises CannotBuild."""
    tools = _tools()
    return str(tools / "node") if tools else str(shutil.which("node"))


def _fingerprint() -> str:
    digest = hashlib.sha256(" ".join((*OPTIONS, *ENTRIES)).encode())
    for path in [*(HERE / name for name in MANIFESTS), *sorted(p for p in SOURCES.rglob("*") if p.is_file())]:
        digest.update(f"\n{path.relative_to(HERE)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _built(target: Path) -> str:
    try:
        return (target / ".inputs").read_text()
    except OSError:
        return ""


@contextmanager
def _one_at_a_time(var_dir: Path) -> Iterator[None]:
    """Two starts at once: the second waits, then finds the work done."""
    folder = os.open(var_dir, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _replace(target: Path, fingerprint: str) -> None:
    """Build beside the old folder, then swap: a page never meets a half-written file."""
    tools = _tools()
    packages = _packages(target.parent / "node", tools)
    fresh = Path(tempfile.mkdtemp(prefix="static-build-", dir=target.parent))
    try:
        fresh.chmod(0o755)
        _bundle(tools, packages, fresh)
        (fresh / ".inputs").write_text(fingerprint)
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _tools() -> Path | None:
    """The folder of a Node that is new enough: None for the machine's own."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm:
        version = subprocess.run([found, "--version"], capture_output=True, text=True).stdout
        major = version.removeprefix("v").split(".")[0]
        if major.isdigit() and int(major) >= OLDEST_NODE:
            return None
    try:
        return Path(virtualenv.prepare("node")).parent
    except virtualenv.CannotPrepare as refusal:
        raise CannotBuild(str(refusal)) from None


def _environment(tools: Path | None) -> dict[str, str]:
    # The wheel's Node trusts its own list of authorities; the machine's list is the one its owner keeps.
    environment = {"NODE_USE_SYSTEM_CA": "1", **os.environ, "NO_UPDATE_NOTIFIER": "1"}
    if tools:
        environment["PATH"] = f"{tools}{os.pathsep}{environment.get('PATH', '')}"
    return environment


def _packages(folder: Path, tools: Path | None) -> Path:
    """The packages of the lock file, installed once per version of it."""
    lock = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in MANIFESTS)).hexdigest()
    stamp = folder / ".lock"
    if not (stamp.exists() and stamp.read_text() == lock):
        print("Installing the front-end packages …", flush=True)
        folder.mkdir(exist_ok=True)
        for name in MANIFESTS:
            shutil.copyfile(HERE / name, folder / name)
        _call(["npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit"], folder, _environment(tools))
        stamp.write_text(lock)
    return folder / "node_modules"


def _bundle(tools: Path | None, packages: Path, out: Path) -> None:
    environment = {**_environment(tools), "NODE_PATH": str(packages)}
    entries = [str(SOURCES / name) for name in ENTRIES]
    program = packages / "esbuild" / "bin" / "esbuild"
    _call(["node", str(program), *entries, *OPTIONS, f"--outdir={out}", "--log-level=warning"], HERE, environment)


def _call(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    program = shutil.which(command[0], path=environment["PATH"]) or command[0]
    done = subprocess.run([program, *command[1:]], cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        reason = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise CannotBuild(f"The front-end files cannot be built ({command[0]}): {reason[0] if reason else 'no reason'}")


def main() -> None:
    from config import environment as env

    try:
        print(build(Path(env.text("VAR_DIR", str(HERE / "var")))))
    except CannotBuild as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
