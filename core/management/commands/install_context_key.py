"""`manage.py install_context_key`: tells the database the key that signs practice contexts (owner role)."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections

from core import scoping

BLOCK = 64


class Command(BaseCommand):
    help = "Installs CONTEXT_SIGNING_KEY in the database, so that it can check practice contexts."

    def handle(self, *args: Any, **options: Any) -> None:
        install(using="owner")


def install(*, using: str) -> None:
    """Write the HMAC pads of the configured key; replaces the former key."""
    key = scoping.context_key().ljust(BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in key) for pad in (0x36, 0x5C))
    with connections[using].cursor() as cursor:
        cursor.execute(
            """INSERT INTO ctx.signing_key (singleton, inner_pad, outer_pad) VALUES (true, %s, %s)
               ON CONFLICT (singleton) DO UPDATE SET inner_pad = EXCLUDED.inner_pad, outer_pad = EXCLUDED.outer_pad""",
            [inner, outer],
        )
