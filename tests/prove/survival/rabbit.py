"""A RabbitMQ of the proof's own, on loopback: killed with all its processes, started again on the same queues."""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from tests.lab import programs
from tests.lab.processes import answers_on, free_port, wait_until

# Past the script that wants to change accounts: the node is ours, whoever we are.
PROGRAM = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
PATIENCE = 90.0


class Rabbit:
    def __init__(self, folder: Path) -> None:
        programs.find("rabbitmq-server")
        folder.mkdir()
        self.folder, self.port, self.names = folder, free_port(), free_port()
        config = folder / "rabbitmq.conf"
        config.write_text(f"listeners.tcp.1 = 127.0.0.1:{self.port}\nlog.console = false\n")
        self.environment = {
            **os.environ,
            "HOME": str(folder),
            "RABBITMQ_NODENAME": f"prove{self.port}@localhost",
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(config),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self.names),
        }
        (folder / "plugins").write_text("[].\n")
        self.processes: list[subprocess.Popen[bytes]] = []
        self.restart()

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    def restart(self) -> None:
        """Until it takes connections."""
        self._start("epmd", "-port", str(self.names), "-address", "127.0.0.1")
        wait_until(lambda: answers_on(self.names), "names of nodes are told")
        self._start(str(PROGRAM))
        wait_until(lambda: answers_on(self.port), "RabbitMQ takes connections", PATIENCE)

    def kill(self) -> None:
        """SIGKILL, to every process of the node."""
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()
        wait_until(lambda: not answers_on(self.port), "RabbitMQ is dead")

    stop = kill

    def _start(self, *command: str) -> None:
        with (self.folder / "said.log").open("ab") as said:
            self.processes.append(
                subprocess.Popen(
                    command, env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                    start_new_session=True,
                )
            )  # fmt: skip
