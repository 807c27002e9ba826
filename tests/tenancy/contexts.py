"""The contexts an attacker could try: made, sent as raw SQL, and what comes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from core import scoping
from core.scoping import system_actor
from practices.models import Practice
from tests.architecture.catalogue import tables

REFUSED = "42501"


def own(practice: Practice) -> str:
    """A right context of this practice: the positive control."""
    return scoping.signed_context(system_actor(practice.id))


def expired(practice: Practice) -> str:
    return scoping.signed_context(system_actor(practice.id), lifetime_seconds=-3600)


def forgeries(ours: Practice, theirs: Practice) -> dict[str, str]:
    """Contexts that claim `ours` without the key, made out of a right one of `theirs`."""
    practices, user, expiry, mac = own(theirs).split("|")
    claimed = str(ours.id)
    everybody = ",".join(sorted([claimed, practices]))
    return {
        "another practice under a borrowed signature": f"{claimed}|{user}|{expiry}|{mac}",
        "a practice added to a right context": f"{everybody}|{user}|{expiry}|{mac}",
        "a longer life": f"{practices}|{user}|{int(expiry) + 1}|{mac}",
        "another person": f"{practices}|{claimed}|{expiry}|{mac}",
        "no signature": f"{claimed}|{user}|{expiry}|",
        "a signature of zeros": f"{claimed}|{user}|{expiry}|{'0' * 64}",
        "too few parts": f"{claimed}|{expiry}",
        "too many parts": f"{own(ours)}|more",
        "one word": "everything",
        "a separator moved": f"{claimed}|{user}{expiry}||{mac}",
        "an expiry that is no number": f"{claimed}|{user}|never|{mac}",
        "an injected list": f"{{{claimed}}}|{user}|{expiry}|{mac}",
    }


def practice_tables() -> list[tuple[str, str]]:
    """(table, column of the practice) of every table that holds a practice's rows."""
    return [
        (table.name, "practice_id" if table.has_practice else "id")
        for table in tables()
        if table.has_practice or table.name == "practices_practice"
    ]


@contextmanager
def carrying(context: str) -> Iterator[Any]:
    """A cursor in a savepoint that carries this context; everything is undone afterwards."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.ctx', %s, true)", [context])
        yield cursor
        transaction.set_rollback(True)
