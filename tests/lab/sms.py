"""A real gateway (Kannel) between the product and an operator of short messages (SMPP), all on loopback."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings

from config import frontend_build
from telephony_adapters.protocols import Account
from tests.lab import programs
from tests.lab.processes import answers_on, free_port, running, wait_until

USER, PASSWORD, PATH_SECRET = "permanence", "lab-password", "1ab" * 11  # fictitious
CONFIG = """
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = {password}
smsbox-port = {box}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
box-deny-ip = *.*.*.*
dlr-storage = internal

group = smsc
smsc = smpp
smsc-id = operator
host = 127.0.0.1
port = {operator}
transceiver-mode = true
smsc-username = cabinet
smsc-password = lab
system-type = ""
interface-version = 34
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {send}
sendsms-interface = 127.0.0.1
http-request-retry = 3
http-queue-delay = 1
mo-recode = true

group = sendsms-user
username = {user}
password = {password}
concatenation = true
max-messages = 4
forced-smsc = operator

group = sms-service
keyword = default
catch-all = true
max-messages = 0
get-url = "{replies}"
"""


@dataclass
class Operator:
    """`said` are the things that happened there, in order."""

    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def said(self) -> list[dict[str, Any]]:
        lines = (self.folder / "operator.log").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    @property
    def texts(self) -> list[dict[str, Any]]:
        return [thing for thing in self.said if "text" in thing]

    def write(self, text: str, *, from_number: str, to_number: str) -> None:
        """A person writes to a line."""
        assert self.process.stdin is not None
        message = {"from": from_number.lstrip("+"), "to": to_number.lstrip("+"), "text": text}
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()


@dataclass(frozen=True)
class Post:
    operator: Operator
    account: Account


@contextmanager
def sms_post(folder: Path, public_url: str, name: str) -> Iterator[Post]:
    """Operator and gateway, bound to one another; the account `name` sends through them."""
    at_operator, admin, box, send = (free_port() for _ in range(4))
    asked = "kind=reply&from=%p&to=%P&text=%b&charset=%C&id=%I&ts=%T"
    replies = f"{public_url}/telephonie/kannel/{name}/{PATH_SECRET}/?{asked}"
    config = folder / "kannel.conf"
    config.write_text(
        CONFIG.format(
            admin=admin, box=box, operator=at_operator, send=send, user=USER, password=PASSWORD, replies=replies
        )
    )
    account = Account(
        "kannel",
        name,
        secrets={"username": USER, "password": PASSWORD, "path_secret": PATH_SECRET},
        options={"send_url": f"http://127.0.0.1:{send}/cgi-bin/sendsms", "public_url": public_url},
    )
    packages = frontend_build.node_modules(Path(settings.VAR_DIR))
    script = [frontend_build.node(), str(Path(__file__).with_name("operator.cjs")), str(packages), str(at_operator)]
    bearerbox, smsbox = ([programs.find(program), str(config)] for program in ("bearerbox", "smsbox"))
    with running(script, folder, ready=lambda: answers_on(at_operator), name="operator") as process:
        operator = Operator(folder, process)
        with (
            running(bearerbox, folder, ready=lambda: answers_on(box)),
            running(smsbox, folder, ready=lambda: answers_on(send)),
        ):
            wait_until(lambda: any("bound" in thing for thing in operator.said), "the gateway is bound")
            wait_until(lambda: _takes(admin), "the gateway takes messages")
            yield Post(operator, account)


def _takes(admin: int) -> bool:
    said = httpx.get(f"http://127.0.0.1:{admin}/status.txt", params={"password": PASSWORD}, timeout=5).text
    return "online" in said and "smsbox" in said
