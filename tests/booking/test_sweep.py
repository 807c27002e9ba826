"""What sweeps expired holds: the command, and the task that the queue wakes every minute."""

from datetime import UTC, datetime
from io import StringIO

from django.core.management import call_command

from booking.models import HeldVisit, Occupancy
from booking.tasks import sweep_expired_holds
from config.sweeps import TIMETABLE
from core.scoping import Actor
from patients.models import Patient
from tests.factories.booking import at, book, hold
from tests.factories.practices import House

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)  # past by the database's own clock too


def expire(hold_id: object) -> None:
    Occupancy.objects.filter(pk=hold_id).update(expires_at=LONG_AGO)


def test_the_command_says_how_many_holds_it_swept(camille: Actor, ours: House, patient: Patient) -> None:
    book(camille, ours, patient.id, at("10:00"))
    expire(hold(camille, ours, at("09:00")).id)
    out = StringIO()
    call_command("sweep_holds", stdout=out)
    assert out.getvalue().startswith("1 ")
    assert Occupancy.objects.count() == 1
    assert HeldVisit.objects.count() == 1  # remembered for a day: a late click hears "expired", not "unknown"


def test_the_queue_sweeps_every_minute(camille: Actor, ours: House) -> None:
    expire(hold(camille, ours, at("09:00")).id)
    sweep_expired_holds()
    assert not Occupancy.objects.exists()
    assert {entry["task"]: entry["schedule"] for entry in TIMETABLE.values()}[sweep_expired_holds.name] == 60.0
