"""The whole product, as `make run` starts it, on a folder of its own with a small demonstration.

Its tables are a copy of the suite's template, which the same `migrate` that `make run` calls made from nothing
(tests/conftest.py); the start itself then finds nothing left to migrate.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config import embedded_postgres, frontend_build
from config.embedded_postgres import Cluster
from tests.conftest import copy_of_the_template
from tests.forking import ROOT, Order, forks

START_WITHIN = 120.0
# Everything, PostgreSQL included; a loaded machine takes a multiple of the second that it takes.
STOP_WITHIN = 15.0
SCALE = 0.01


@dataclass(frozen=True)
class Product:
    """A running product; `log` is all that its terminal said."""

    var_dir: Path
    port: int
    log: Path
    environment: dict[str, str]
    cluster: Cluster
    order: Order
    # Kept open until the product is told to stop.
    streams: list[Any] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def manage(self, *arguments: str) -> str:
        """What `manage.py` answers beside this product."""
        done = self.order(arguments=arguments)
        done.check_returncode()
        return done.stdout


# Not for the session: stopped while other processes still have work, and not when they have none left.
@pytest.fixture(scope="package")
def product(django_db_setup: None) -> Iterator[Product]:
    with tempfile.TemporaryDirectory(prefix="permanence-run-") as name:
        folder = Path(name)
        # The server's account must be able to pass through.
        folder.chmod(0o755)
        (folder / "var").mkdir()
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = {**_bare_environment(), "VAR_DIR": str(folder / "var"), "PORT": str(port)}
        with forks("tests.running.commands", environment) as order:
            yield from _run(folder / "var", folder / "terminal.log", port, environment, order)


def _run(var_dir: Path, log: Path, port: int, environment: dict[str, str], order: Order) -> Iterator[Product]:
    shutil.copytree(frontend_build.build(Path(os.environ["VAR_DIR"])), var_dir / "static-build")
    cluster, _ = embedded_postgres.ensure_running(var_dir)
    try:
        copy_of_the_template(cluster)
        loaded = order(arguments=[], scale=SCALE)
        assert loaded.returncode == 0, loaded.stderr
    finally:
        # The product starts a server of its own, and stops it.
        embedded_postgres.release(var_dir, cluster)
    product = Product(var_dir, port, log, environment, cluster, order)
    with log.open("wb") as terminal:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.run"], cwd=ROOT, env=environment, stdout=terminal, stderr=subprocess.STDOUT
        )
    try:
        _wait_for(process, log, "Ctrl-C stops everything")
        yield product
    finally:
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        code = process.wait(timeout=60)
        stopped_in = time.monotonic() - began
        for stream in product.streams:
            stream.close()
    assert stopped_in < STOP_WITHIN
    assert code == 0, log.read_text()[-3000:]
    assert "Traceback" not in log.read_text()
    assert "Stopped, PostgreSQL included." in log.read_text()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(product.cluster.url("permanence_web"))


def _bare_environment() -> dict[str, str]:
    """Ours without any setting: the suite's own must not reach the product."""
    names = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.sample").read_text(), re.MULTILINE))
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return {**kept, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}


def _wait_for(process: "subprocess.Popen[bytes]", log: Path, text: str) -> None:
    deadline = time.monotonic() + START_WITHIN
    while text not in log.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"it did not start:\n{log.read_text()[-3000:]}")
        threading.Event().wait(0.2)
