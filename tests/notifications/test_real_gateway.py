"""A message through a real gateway and a real operator, and back: reminder, receipt, « 1 », STOP."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import transaction
from django.db.models import Model
from django.test.testcases import LiveServerThread

from booking.models import Appointment
from booking.services import move_appointment
from config import frontend_build
from core import clock
from core.scoping import acting_as, system_actor
from notifications.models import Delivery, Receipt, Reply
from notifications.services import set_plan
from tests.calls.lines import LINE, make_line, with_accounts
from tests.factories.booking import book
from tests.factories.consent import choose_reach
from tests.factories.patients import make_patient
from tests.factories.practices import ask_everything, make_world
from tests.journeys.ground import open_every_day
from tests.lab.processes import wait_until
from tests.lab.reader import reading
from tests.lab.sms import Post, sms_post
from tests.notifications.conftest import send_all
from tests.personas import CAMILLE

pytestmark = pytest.mark.slow
ACCOUNT, MOBILE = "kannel-lab", "+33639980001"
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def post(committed: None, tmp_path: Path) -> Iterator[Post]:
    """The product's own pages on a port, for the gateway to call."""
    frontend_build.build(Path(settings.VAR_DIR))
    server = LiveServerThread("localhost", StaticFilesHandler, connections_override={}, port=0)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    with (
        sms_post(tmp_path, f"http://localhost:{server.port}", ACCOUNT) as found,
        with_accounts(**{ACCOUNT: found.account}),
    ):
        yield found
    server.terminate()


def tomorrow() -> datetime:
    day = clock.now().astimezone(PARIS).date() + timedelta(days=1)
    return datetime.combine(day, time(12), tzinfo=PARIS)


@pytest.fixture
def visit(post: Post) -> Appointment:
    """Taken three days ago for tomorrow, by a practice that reminds from midnight on and disturbs at any hour."""
    start = tomorrow()
    with time_machine.travel(clock.now() - timedelta(days=3)), transaction.atomic():
        world = make_world()
        house, camille = world.ours, world.actor(CAMILLE)
        open_every_day(house.role)
        ask_everything(house.role, reminders=True)
        make_line(house.practice, account=ACCOUNT)
        system = system_actor(house.practice.id)
        with acting_as(system):
            set_plan(
                actor=system,
                practice_id=house.practice.id,
                changes={"booked": False, "hour": time(0), "quiet_from": time(0), "quiet_until": time(0)},
            )
        patient = make_patient(house.practice, "Zélande", "Barnabé", phones=(MOBILE,))
        choose_reach(camille, patient, "sms")
        with acting_as(camille):
            made = book(camille, house, patient.id, start)
    with time_machine.travel(clock.now() - timedelta(days=3) + timedelta(minutes=1)):
        send_all()
    return made


def rows(practice: UUID, model: type[Model], *columns: str) -> list[tuple[str, ...]]:
    with acting_as(system_actor(practice)), transaction.atomic():
        return list(model._default_manager.filter(practice=practice).order_by("id").values_list(*columns))


@pytest.mark.requirement("ST-13")
@pytest.mark.requirement("ST-28")
def test_a_reminder_leaves_is_delivered_confirmed_and_stopped(post: Post, visit: Appointment) -> None:
    practice, operator = visit.practice_id, post.operator
    assert operator.texts == [], "nothing is said three days before"
    with reading():
        send_all()
        wait_until(lambda: len(operator.texts) == 1, "the operator has the reminder")
        (sent,) = operator.texts
        assert (sent["to"].lstrip("+"), sent["from"].lstrip("+")) == (MOBILE.lstrip("+"), LINE.lstrip("+"))
        assert "rendez-vous" in sent["text"] and "Zélande" not in sent["text"]

        def delivered() -> bool:
            return ("day_before", "delivered") in rows(practice, Delivery, "kind", "state")

        wait_until(delivered, "the receipt is read")
        told = {"accepted", "delivered"}
        wait_until(lambda: {kind for (kind,) in rows(practice, Receipt, "kind")} >= told, "each receipt is kept")

        operator.write("1", from_number=MOBILE, to_number=LINE)
        wait_until(lambda: bool(rows(practice, Reply, "meaning")), "the answer is read")
        assert rows(practice, Reply, "meaning", "outcome") == [("confirm", "confirmed")]
        assert rows(practice, Appointment, "presence_through") == [("sms",)]

        operator.write("STOP", from_number=MOBILE, to_number=LINE)
        wait_until(lambda: len(rows(practice, Reply, "meaning")) == 2, "STOP is read")
        assert ("stop",) in rows(practice, Reply, "meaning")
    send_again(visit)
    assert len(operator.texts) == 1, "nobody is written to after STOP"


def send_again(visit: Appointment) -> None:
    """The visit moves: its message is asked for, and does not leave."""
    system = system_actor(visit.practice_id)
    with acting_as(system), transaction.atomic():
        standing = Appointment.objects.get(id=visit.id)
        move_appointment(
            actor=system,
            appointment_id=visit.id,
            start=tomorrow() + timedelta(hours=2),
            expected_version=standing.version,
        )
    send_all()
    states = rows(visit.practice_id, Delivery, "kind", "state", "reason")
    assert [state for kind, state, _ in states if kind == "moved"] == ["void"], states
