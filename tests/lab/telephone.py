"""A real telephone (baresip) on loopback, driven by its control socket, and a carrier (SIPp) that calls it.

The telephone says what happens to it; `Bridge` tells it on as the signed messages that any automation may send.
"""

import json
import socket
import subprocess
import threading
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from telephony_adapters.generic import signature
from tests.lab import programs
from tests.lab.processes import answers_on, free_port, running, wait_until

EXTENSION = "1001"
HOST = "127.0.0.1"
CONFIG = """
sip_listen {host}:{sip}
net_interface {host}
rtp_ports {rtp}-{rtp_end}
audio_source aufile,{folder}/silence.wav
audio_player aufile,{folder}/heard.wav
audio_alert aufile,{folder}/silence.wav
call_max_calls 4
ctrl_tcp_listen {host}:{control}
module_path {modules}
module aufile.so
module g711.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
"""
MODULES = ("/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules")
# What the telephone says, in the words of the generic message.
KINDS = {"CALL_INCOMING": "ringing", "CALL_ESTABLISHED": "answered", "CALL_CLOSED": "ended"}
CALLER = """<?xml version="1.0" encoding="UTF-8"?>
<scenario name="a carrier brings a call, and ends it once it was answered for a while">
<send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
Max-Forwards: 70
From: <sip:[caller]@[local_ip]>;tag=[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:[local_ip]:[local_port]>
Content-Type: application/sdp
Content-Length: [len]

v=0
o=carrier 1 1 IN IP4 [local_ip]
s=call
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000
]]></send>
<recv response="100" optional="true"/>
<recv response="180" optional="true"/>
<recv response="183" optional="true"/>
<recv response="200" rrs="true"/>
<send><![CDATA[
ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
Max-Forwards: 70
From: <sip:[caller]@[local_ip]>;tag=[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 1 ACK
Content-Length: 0

]]></send>
<pause/>
<send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
Max-Forwards: 70
From: <sip:[caller]@[local_ip]>;tag=[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 2 BYE
Content-Length: 0

]]></send>
<recv response="200"/>
</scenario>
"""
Event = dict[str, Any]


class Telephone:
    """One extension. Events are handed to `heard` by a thread of its own."""

    def __init__(self, folder: Path, heard: Callable[[Event], None]) -> None:
        self.folder, self.heard = folder, heard
        self.sip, self.control = free_port(socket.SOCK_DGRAM), free_port()
        self.failures: list[BaseException] = []

    def answer(self) -> None:
        """Pick up."""
        said = json.dumps({"command": "accept", "token": "lab"}).encode()
        self._socket.sendall(b"%d:%s," % (len(said), said))

    def connect(self) -> None:
        self._socket = socket.create_connection((HOST, self.control), 5)
        # A telephone that nobody calls for a while is not gone.
        self._socket.settimeout(None)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _listen(self) -> None:
        waiting = b""
        while data := self._receive():
            waiting += data
            while b":" in waiting:
                length, _, rest = waiting.partition(b":")
                if len(rest) <= int(length):
                    break
                said, waiting = json.loads(rest[: int(length)]), rest[int(length) + 1 :]
                self._tell(said)

    def _receive(self) -> bytes:
        try:
            return self._socket.recv(65_536)
        except OSError:
            return b""

    def _tell(self, said: Event) -> None:
        if said.get("event"):
            try:
                self.heard(said)
            except Exception as failure:  # told to the test, which fails with it
                self.failures.append(failure)


@contextmanager
def telephone(folder: Path, heard: Callable[[Event], None]) -> Iterator[Telephone]:
    """Started, listened to, ended with the block."""
    found = Telephone(folder, heard)
    rtp = 20_000 + found.sip % 10_000 * 2
    # Installed first where it was missing: its modules come with it.
    program = programs.find("baresip")
    modules = next(place for place in MODULES if Path(place).is_dir())
    config = CONFIG.format(
        host=HOST, sip=found.sip, control=found.control, rtp=rtp, rtp_end=rtp + 20, folder=folder, modules=modules
    )
    (folder / "config").write_text(config)
    (folder / "accounts").write_text(
        f"<sip:{EXTENSION}@{HOST}:{found.sip}>;regint=0;answermode=manual;audio_codecs=PCMA\n"
    )
    (folder / "contacts").write_text("")
    _write_silence(folder / "silence.wav")
    with running([program, "-f", str(folder)], folder, ready=lambda: answers_on(found.control)):
        found.connect()
        yield found
        found.close()
    if found.failures:
        raise found.failures[0]


@contextmanager
def call_from(caller: str, target: Telephone, *, seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    """A carrier calls the telephone and hangs up `seconds` after the answer."""
    scenario = target.folder / "caller.xml"
    scenario.write_text(CALLER)
    command = [
        programs.find("sipp"), "-sf", str(scenario), "-i", HOST, "-p", str(free_port(socket.SOCK_DGRAM)),
        "-s", EXTENSION, "-m", "1", "-d", str(int(seconds * 1000)), "-nostdin", "-timeout", "30s",
        "-key", "caller", caller, f"{HOST}:{target.sip}",
    ]  # fmt: skip
    with running(command, target.folder) as process:
        yield process


class Bridge:
    """Tells on what the telephone says, signed, to the address of a generic account."""

    def __init__(self, address: str, secret: str, line: str) -> None:
        self.address, self.secret, self.line = address, secret, line
        self.told: list[str] = []
        self.statuses: list[int] = []

    def __call__(self, event: Event) -> None:
        kind = KINDS.get(str(event.get("type")))
        if kind is None:
            return
        # The carrier's leg, and the telephone's: this one rings and is answered by a person.
        handset = {"agent": EXTENSION, "leg_id": f"{event['id']}-{EXTENSION}"}
        if kind == "answered":
            self._send(event, {"kind": kind, "answered_by": "human", **handset})
        else:
            self._send(event, {"kind": kind})
            self._send(event, {"kind": "agent_ringing" if kind == "ringing" else kind, **handset})
        self.told.append(kind)

    def heard(self, kind: str) -> None:
        """Wait until that was told on."""
        wait_until(lambda: kind in self.told, f"the telephone says {kind}")

    def _send(self, event: Event, said: dict[str, str]) -> None:
        caller = str(event["peeruri"]).removeprefix("sip:").partition("@")[0]
        body = json.dumps(
            {
                "call_id": event["id"],
                "direction": "inbound",
                "remote": caller,
                "line": self.line,
                "occurred_at": datetime.now(UTC).isoformat(),
                **said,
            }
        ).encode()
        at = str(int(time.time()))
        headers = {signature.TIMESTAMP: at, signature.SIGNATURE: signature.signature_of(self.secret, at, body)}
        answer = httpx.post(
            self.address, content=body, headers={**headers, "Content-Type": "application/json"}, timeout=10
        )
        self.statuses.append(answer.status_code)


def _write_silence(path: Path) -> None:
    """Longer than any test: the end of the file would end the call."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(2 * 8000 * 60))
