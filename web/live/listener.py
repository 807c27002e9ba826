"""The one connection of this process that hears what the database tells, for as long as the process lives.

It is outside Django's connections: no transaction, no practice context, and it reads nothing but ids.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import psycopg
from django.db import connections

from calls.hearing import TELLS
from core.named_locks import SHARE
from web.live.events import Hint, hint_in

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
# A cut that no packet announces is noticed by asking.
ASK_AGAIN_SECONDS = 30.0
APPLICATION = "permanence live"

Connect = Callable[[], Awaitable[psycopg.AsyncConnection[Any]]]
log = logging.getLogger("permanence.live")


async def connect() -> psycopg.AsyncConnection[Any]:
    """To the database of the pages, as the role of the pages."""
    place = connections["default"].settings_dict
    return await psycopg.AsyncConnection.connect(
        host=place["HOST"] or None,
        port=place["PORT"] or None,
        user=place["USER"] or None,
        password=place["PASSWORD"] or None,
        dbname=place["NAME"],
        application_name=APPLICATION,
        connect_timeout=5,
        autocommit=True,
    )


class Hears(Protocol):
    """Who is told: of each change, and whether changes are heard at all."""

    def publish(self, told: Hint, /) -> None: ...
    def hears(self, listening: bool) -> None: ...


async def listen(hub: Hears, connect: Connect = connect) -> None:
    """Until cancelled. A lost connection is said to the hub, and made again after a pause that grows."""
    pause = FIRST_PAUSE
    while True:
        try:
            async with await connect() as connection:
                await connection.execute(SHARE, [TELLS])
                await connection.execute("LISTEN calls")
                hub.hears(True)
                pause = FIRST_PAUSE
                await _hear(connection, hub)
        except (psycopg.Error, OSError) as cut:
            log.warning("the database does not tell for now (%s): trying again", type(cut).__name__)
        finally:
            hub.hears(False)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _hear(connection: psycopg.AsyncConnection[Any], hub: Hears) -> None:
    while True:
        async for told in connection.notifies(timeout=ASK_AGAIN_SECONDS):
            hint = hint_in(told.payload)
            if hint is not None:
                hub.publish(hint)
        await connection.execute("SELECT 1")
