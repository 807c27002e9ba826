"""Senders that are killed at any moment.

A sender is a process of its own, forked from the test's: it starts at once and dies of SIGKILL, without a word. Its
leases are ended by hand then, as they would end by themselves two minutes later.
"""

import os
import random
import signal
import threading
import time
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from django.db import connections, transaction

from booking.models import Appointment
from config.celery import app, transport_options
from config.run import ALONE
from core import clock
from core.scoping import acting_as, system_actor
from notifications import sender
from notifications.judging import Leaves
from notifications.kinds import Medium
from notifications.models import Delivery
from notifications.vendors import hand_over
from tests.notifications.gateway import Gateway
from tests.notifications.tally import end_leases

PATIENCE, BROKER = 30.0, "filesystem://localhost//"


def kill_senders(
    gateway: Gateway, kills: int, seed: int, work: Callable[[], None], *, worker: Callable[[], None] | None = None
) -> None:
    """`work` in a process of its own, `kills` times; the first and every second one die while the gateway holds their
    message, the others at any moment. `worker`: takes the place of the first.

    Raises AssertionError for one that ended by itself while there was work: nothing would be proven.
    """
    chance = random.Random(seed)
    for number in range(kills):
        held = threading.Event()
        pid, words = _fork(worker if worker is not None and number == 0 else work)
        if number % 2 == 0:
            _die_with_a_message(gateway, pid, held)
            # The vendor has it, the sender never hears.
            assert _holds(pid, held) or not _waits(), f"the sender sends nothing: {words.read_text()}"
        else:
            # Between two steps, whichever they are.
            time.sleep(chance.uniform(0.0, 0.25))
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        gateway.listener = None
        said = words.read_text()
        assert not said, said
        words.unlink()
        end_leases()


def _die_with_a_message(gateway: Gateway, pid: int, held: threading.Event) -> None:
    def die(_: int) -> None:
        if not held.is_set():
            os.kill(pid, signal.SIGKILL)
            held.set()

    gateway.listener = die


def _holds(pid: int, held: threading.Event) -> bool:
    """Until the gateway has a message; False when the sender ended by itself before."""
    until = time.monotonic() + PATIENCE
    while not held.wait(0.02):
        if time.monotonic() > until or os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return held.is_set()
    return True


def _fork(work: Callable[[], None]) -> tuple[int, Path]:
    """The process, and the file in which it says why it failed."""
    for each in connections.all(initialized_only=True):
        each.close()
    handle, words = mkstemp(prefix="sender-")
    pid = os.fork()
    if pid:
        os.close(handle)
        return pid, Path(words)
    try:
        work()
    except BaseException:
        os.write(handle, traceback.format_exc().encode())
    finally:
        os._exit(0)


def _waits() -> bool:
    """Whether a message is still to be said."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE notifications_delivery NO FORCE ROW LEVEL SECURITY")
        cursor.execute("SELECT EXISTS (SELECT 1 FROM notifications_delivery WHERE state = 'queued' AND resend > 0)")
        found = bool(cursor.fetchone()[0])
        cursor.execute("ALTER TABLE notifications_delivery FORCE ROW LEVEL SECURITY")
    connections["owner"].close()
    return found


def worker_in(folder: Path) -> Callable[[], None]:
    """A worker of the queue that the file transport keeps in `folder`, with one task waiting: to send what is due."""

    def work() -> None:
        app.conf.update(broker_url=BROKER, broker_transport_options=transport_options(BROKER, folder))
        app.send_task("notifications.tasks.send_what_is_due")
        # It laments being run by root, which tests take for a failure.
        warnings.simplefilter("ignore")
        app.worker_main(["worker", "--pool", "solo", "--loglevel", "error", *ALONE])

    return work


def send_for_ever() -> None:
    channel = sender.sender()
    assert channel is not None
    deadline = time.monotonic() + 20
    while sender.one_pass(channel) and time.monotonic() < deadline:
        pass


def forgetting(visit: Appointment, gateway: Gateway) -> Callable[[], None]:
    """What a sender without the table of states does: note that a batch is said, then say it."""

    def work() -> None:
        while True:
            with acting_as(system_actor(visit.practice_id)):
                with transaction.atomic():
                    rows = list(Delivery.objects.filter(state="queued").order_by("id")[:20])
                    now = clock.now()
                    for row in rows:
                        Delivery.objects.filter(id=row.id).update(
                            state="accepted", reference=row.id, sending_at=now, template_version=1
                        )
                if not rows:
                    return
                way = Leaves(Medium.SMS, "+33639980001", _line(visit))
                for row in rows:
                    hand_over(way, "Rendez-vous", row.id)

    return work


def _line(visit: Appointment) -> Any:
    from calls.sms_lines import sms_line

    return sms_line(visit.practice_id)
