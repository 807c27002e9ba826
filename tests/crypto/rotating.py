"""What the tests of the rotation share: practices with patients whose texts are known, readers, processes that die."""

import json
import multiprocessing
import os
import random
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

from django.core.management import call_command
from django.db import connections, transaction

from audit import services as audit
from audit.actions import Action
from core.scoping import acting_as, system_actor
from crypto import keyring
from crypto.models import PatientKey, PracticeKey
from crypto.rotation.turn import ALIAS, LOCK

PLACE = b"place"
# Children share what the test has patched, and nothing of its connections.
FORK = multiprocessing.get_context("fork")
LARGEST_BATCH = 5_000


@dataclass
class Ground:
    """Practices and their patients; `frames` holds a text sealed by each patient's first key."""

    practices: list[UUID] = field(default_factory=list)
    frames: dict[tuple[UUID, UUID], bytes] = field(default_factory=dict)

    def add(self, patients: int) -> UUID:
        practice = uuid4()
        self.practices.append(practice)
        with acting_as(system_actor(practice)), transaction.atomic():
            keyring.ensure_platform_key()
            keyring.create_practice_keys(practice)
        for start in range(0, patients, LARGEST_BATCH):
            self.admit(practice, min(LARGEST_BATCH, patients - start))
        return practice

    def admit(self, practice: UUID, count: int) -> list[UUID]:
        """New patients of the practice, each with a sealed text of its own."""
        patients = [uuid4() for _ in range(count)]
        with acting_as(system_actor(practice)), transaction.atomic(), keyring.holding_keys():
            keyring.create_patient_keys((patient, practice) for patient in patients)
            audit.record_many(
                audit.Event(None, Action.PATIENT_CREATED, practice, None, patient) for patient in patients
            )
            for patient in patients:
                self.frames[practice, patient] = keyring.patient_key(practice, patient).seal(patient.bytes, PLACE)
        return patients

    def readable(self, practice: UUID, patient: UUID) -> bool:
        with acting_as(system_actor(practice)), transaction.atomic():
            key = keyring.patient_key(practice, patient, 1)
            return key.open(self.frames[practice, patient], PLACE) == patient.bytes

    def wrong_in(self, lot: list[tuple[UUID, UUID]]) -> int:
        """How many of these do not give their text, all in one transaction, keys read together."""
        actor = system_actor(*{practice for practice, _ in lot})
        with acting_as(actor), transaction.atomic(), keyring.holding_keys(patient for _, patient in lot):
            texts = [keyring.patient_key(*who, 1).open(self.frames[who], PLACE) for who in lot]
        return sum(text != patient.bytes for text, (_, patient) in zip(texts, lot, strict=True))

    def unreadable(self) -> list[UUID]:
        """The patients whose text does not come out, every cache wiped first."""
        keyring.wipe_caches()
        return [patient for practice, patient in self.frames if not self.readable(practice, patient)]

    def epochs(self) -> set[int]:
        """The epochs that patient keys hang from, all practices together."""
        with acting_as(system_actor(*self.practices)), transaction.atomic():
            return set(PatientKey.objects.values_list("epoch", flat=True).distinct())

    def practice_epochs(self) -> dict[UUID, list[tuple[int, str]]]:
        with acting_as(system_actor(*self.practices)), transaction.atomic():
            rows = PracticeKey.objects.order_by("practice_id", "epoch").values_list(
                "practice_id", "epoch", "wrapped_by"
            )
            found: dict[UUID, list[tuple[int, str]]] = {}
            for practice, epoch, top in rows:
                found.setdefault(practice, []).append((epoch, top))
        return found


@dataclass
class Tally:
    reads: int = 0
    wrong: int = 0
    failed: int = 0


@contextmanager
def reading(ground: Ground, *, readers: int = 1) -> Iterator[list[Tally]]:
    """Other processes read patients at random, from their own connections, until the block ends."""
    stop, answers = FORK.Event(), FORK.Queue()
    connections.close_all()
    children = [FORK.Process(target=_read, args=(ground, stop, answers)) for _ in range(readers)]
    for child in children:
        child.start()
    tallies: list[Tally] = []
    try:
        yield tallies
    finally:
        stop.set()
        tallies.extend(answers.get(timeout=30) for _ in children)
        for child in children:
            child.join(30)


def _read(ground: Ground, stop: Any, answers: Any) -> None:
    tally, everybody = Tally(), list(ground.frames)
    while not stop.is_set():
        one_by_one, together = random.choices(everybody, k=10), random.choices(everybody, k=40)
        for lot in (*([who] for who in one_by_one), together):
            tally.reads += len(lot)
            try:
                tally.wrong += ground.wrong_in(lot)
            except Exception:
                tally.failed += len(lot)
        if tally.reads % 200 == 0:  # a process that has just started, again and again
            keyring.wipe_caches()
    connections.close_all()
    answers.put(tally)


def dying(act: Callable[[], Any]) -> int | str | None:
    """Run `act` in a process of its own and return how it ended: 0, minus the signal that killed it, or its error."""
    connections.close_all()
    told = FORK.SimpleQueue()
    child = FORK.Process(target=_telling, args=(act, told))
    child.start()
    child.join(60)
    _wait_for_its_turn_to_end()
    return child.exitcode if told.empty() else str(told.get())


def _wait_for_its_turn_to_end() -> None:
    """The server notices a moment later that nobody holds a killed process's connection."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SET statement_timeout = '10s'")
        cursor.execute("SELECT pg_advisory_lock(%s::bigint)", [LOCK])
    connections[ALIAS].close()


def _telling(act: Callable[[], Any], told: Any) -> None:
    try:
        act()
    except BaseException:
        traceback.print_exc()
        told.put(traceback.format_exc())


def killed_at(number: int, function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, whose call of that number ends the process as `kill -9` does."""
    calls = 0

    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)
        return function(*args, **kwargs)

    return deadly


def rotate(*options: str) -> str:
    said = StringIO()
    call_command("rotate_keys", *options, stdout=said)
    return said.getvalue()


def events(act: str) -> list[dict[str, Any]]:
    with connections["sealer"].cursor() as cursor:
        cursor.execute("SELECT body FROM audit_auditevent ORDER BY at")
        bodies = [json.loads(bytes(body)) for (body,) in cursor.fetchall()]
    return [body for body in bodies if body["action"] == act]
