"""One field sealed and opened, its key at hand, against AES-256-GCM alone on as many bytes."""

import os
import time
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from bench.report import Row, at_least, shown
from bench.world import World
from booking.models import Appointment
from core.ids import new_id
from core.scoping import acting_as, system_actor
from crypto.keyring import holding_keys
from crypto.sealed import open_frame, seal_text

SHARE = 0.25
ROUNDS, OPERATIONS = 15, 2_000
NOTE = "Rappeler la veille ; vient accompagnée de sa fille."


def measure(world: World) -> Row:
    """Rates of seal + open a second: the best of several short rounds of each, in turns."""
    practice = world.practices[0]
    (patient,) = world.patients(practice, 1)
    column, row_id = Appointment._meta.get_field("note"), new_id()
    aead, place = AESGCM(os.urandom(32)), os.urandom(60)
    padded = NOTE.encode().ljust(64, b"\0")

    def raw() -> None:
        nonce = os.urandom(12)
        aead.decrypt(nonce, aead.encrypt(nonce, padded, place), place)

    def product() -> None:
        frame = seal_text(NOTE, column, practice.id, patient, row_id)
        open_frame(frame, column, practice.id, patient, row_id)

    with acting_as(system_actor(practice.id)), transaction.atomic(), holding_keys([patient]):
        spent = [(_seconds(raw), _seconds(product)) for _ in range(ROUNDS)]
    floor, own = (OPERATIONS / min(column) for column in zip(*spent, strict=True))
    return at_least(
        "seal + open one field",
        own / floor,
        SHARE,
        unit=f" of the rate ({shown(own)}/s)",
        floor=f"{shown(floor)}/s (AES-256-GCM)",
        reach=f"≥ {SHARE} of its rate",
    )


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    for _ in range(OPERATIONS):
        work()
    return time.perf_counter() - began
