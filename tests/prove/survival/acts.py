"""What runs apart, in the installation under proof: prepare a practice, book when told to, or send as nobody should."""

import json
import sys
import time
from datetime import datetime, timedelta
from datetime import time as wall
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.management import call_command
from django.db import Error, connection, transaction

from booking.queries import appointment_card
from booking.services import RuleTerms, add_opening_rule, book_appointment
from calls.sms_lines import sms_line
from config.migrating import migrate
from core import clock
from core.scoping import acting_as, system_actor
from notifications.judging import Leaves
from notifications.kinds import Medium
from notifications.vendors import hand_over
from outbox import services as outbox
from practices.models import Practice
from tests.calls.lines import make_line
from tests.factories.patients import make_patient
from tests.factories.plans import never_quiet
from tests.factories.practices import make_visit_reason, make_world

FIRST_DAY, OPENS, CLOSES, MINUTES = 2, 6, 21, 5
A_DAY = (CLOSES - OPENS) * 60 // MINUTES


def prepare() -> None:
    """Tables, keys, one practice whose agenda is open all day; says the ids that `book` wants, as JSON."""
    migrate()
    call_command("install_context_key", stdout=sys.stderr)
    call_command("prepare_keys", stdout=sys.stderr)
    house = make_world().ours
    make_line(house.practice, account="gate")
    never_quiet(house.practice.id)
    reason = make_visit_reason(house.practice, [house.role], "Court", duration_minutes=MINUTES, step_minutes=MINUTES)
    system = system_actor(house.practice.id)
    with acting_as(system):
        for weekday in range(7):
            terms = RuleTerms(weekday, wall(OPENS), wall(CLOSES), valid_from=clock.now().date())
            add_opening_rule(actor=system, practitioner_role_id=house.role.id, terms=terms)
    print(json.dumps([str(one) for one in (house.practice.id, house.role.id, reason.id)]))


def book(practice_id: str, role_id: str, reason_id: str) -> None:
    """Read how many visits to take, one number a line; say how many were taken since the beginning.

    A database that is away is waited for. A visit of which nobody is sure stands or not: the next one is another.
    """
    taken = number = 0
    for line in sys.stdin:
        wanted = taken + int(line)
        while taken < wanted:
            try:
                _take(number, UUID(practice_id), UUID(role_id), UUID(reason_id))
            except Error:
                connection.close()
                time.sleep(0.2)
            else:
                taken += 1
            number += 1
        print(taken, flush=True)


def forget() -> None:
    """Note that a batch is said, then say it: what a sender without the states would do."""
    while rows := outbox.claim(20):
        for row in rows:
            outbox.mark_done(row)
        for row in rows:
            assert row.practice_id is not None, "a visit belongs to its practice"
            with acting_as(system_actor(row.practice_id)), transaction.atomic():
                if appointment_card(row.entity_id) is not None:
                    way = Leaves(Medium.SMS, "+33639980001", sms_line(row.practice_id))
                    hand_over(way, "Rendez-vous", row.entity_id)


def _take(number: int, practice_id: UUID, role_id: UUID, reason_id: UUID) -> None:
    """The visit of a new patient, with a number of their own, at a time of its own."""
    system = system_actor(practice_id)
    with acting_as(system):
        with transaction.atomic():
            practice = Practice.objects.get(id=practice_id)
        patient = make_patient(practice, "Zélande", "Barnabé", phones=(f"+3363998{number % 10_000:04}",))
        book_appointment(
            actor=system,
            patient_id=patient.id,
            visit_reason_id=reason_id,
            practitioner_role_id=role_id,
            start=_start(number),
        )


def _start(number: int) -> datetime:
    day, place = divmod(number, A_DAY)
    today = clock.now().astimezone(ZoneInfo("Europe/Paris")).replace(hour=OPENS, minute=0, second=0, microsecond=0)
    return today + timedelta(days=FIRST_DAY + day, minutes=MINUTES * place)


ACTS = {"prepare": prepare, "book": book, "forget": forget}
