"""A small HTTP/1.1 client on asyncio: one kept connection each, as a front server holds them towards the workers."""

import asyncio
import time
from dataclasses import dataclass, field

LOOPBACK = "127.0.0.1"
HOST = "localhost"
CSRF = "b" * 32
PATIENCE_SECONDS = 30


@dataclass(slots=True)
class Browser:
    """A signed-in person's connection. Speaks as the front server does: HTTPS outside, plain on loopback."""

    port: int
    session: str
    headers: tuple[str, ...] = ()
    _reader: asyncio.StreamReader | None = field(default=None, repr=False)
    _writer: asyncio.StreamWriter | None = field(default=None, repr=False)

    async def ask(self, method: str, path: str, body: str = "", key: str = "") -> tuple[int, float, bytes]:
        """Status, seconds from the first byte sent to the last one read, body. Status 0: no answer."""
        message = self.message(method, path, body, key)
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                status, answer = await self._exchange(message)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            await self.close()
            return 0, time.perf_counter() - began, b""
        return status, time.perf_counter() - began, answer

    async def open(self) -> None:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(LOOPBACK, self.port)

    async def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def _exchange(self, message: bytes) -> tuple[int, bytes]:
        if self._reader is not None and self._reader.at_eof():
            await self.close()
        await self.open()
        reader, writer = self._reader, self._writer
        if reader is None or writer is None:
            raise ConnectionError
        writer.write(message)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length, closes = 0, b"\r\nconnection: close" in head
        for line in head.split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line[15:])
        answer = await reader.readexactly(length)
        if closes:
            await self.close()
        return int(head[9:12]), answer

    def message(self, method: str, path: str, body: str = "", key: str = "") -> bytes:
        content = body.encode()
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {HOST}",
            f"Origin: https://{HOST}",
            "X-Forwarded-Proto: https",
            f"Cookie: __Host-session={self.session}; csrftoken={CSRF}",
            f"X-CSRFToken: {CSRF}",
            "Accept: application/json",
            *self.headers,
        ]
        if content:
            lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
        elif method != "GET":
            lines.append("Content-Length: 0")
        if key:
            lines.append(f"Idempotency-Key: {key}")
        return "\r\n".join([*lines, "", ""]).encode() + content
