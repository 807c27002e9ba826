"""A practice whose number rings, and an exchange that says so."""

import json
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.test import override_settings

from calls.models import CallSession, Line
from calls.services import add_line, read_due, receive
from config.demonstration.telephony import EXCHANGE
from core import clock
from core.scoping import acting_as, system_actor
from practices.models import Practice
from telephony_adapters.protocols import Account, RawMessage
from tests.telephony_adapters.recorded import path_of

LINE, CALLER = "+33199001122", "+33639981234"


def make_line(practice: Practice, number: str = LINE, account: str = EXCHANGE) -> Line:
    with acting_as(system_actor(practice.id)):
        return add_line(
            actor=system_actor(practice.id),
            practice_id=practice.id,
            account=account,
            number=number,
            name="Ligne du cabinet",
            greeting="Cabinet de Nancy, bonjour.",
        )


def make_call(practice: Practice, number: str = LINE) -> CallSession:
    """A call that rings at that line of the practice, from nobody known."""
    line = make_line(practice, number)
    with acting_as(system_actor(practice.id)), transaction.atomic():
        return CallSession.objects.create(
            practice=practice,
            line=line,
            account=line.account,
            provider_call_id=f"call of {number}",
            direction="inbound",
            remote_state="withheld",
            outcome="missed",
            started_at=clock.now(),
        )


def exchange() -> Account:
    found: Account = settings.TELEPHONY_ACCOUNTS[EXCHANGE]
    return found


def lines_of(case: str) -> list[str]:
    return path_of(case).read_text(encoding="utf-8").splitlines()


def say(*lines: str) -> None:
    for line in lines:
        receive(exchange(), RawMessage(line, clock.now()))


def ring(case: str = "inbound-answered.ari") -> None:
    """The whole recorded call, read."""
    say(*lines_of(case))
    read_due(1000)


def begin_ringing(*, line: str = LINE, caller: str = CALLER, case: str = "inbound-answered.ari") -> None:
    """The beginning of a recorded call as if it happened now, until the line called is said."""
    shift, said = f"now{uuid4().hex[:8]}", []
    for recorded in lines_of(case):
        message = json.loads(recorded)
        message["timestamp"] = clock.now().isoformat()
        text = json.dumps(message).replace("labpbx", shift)
        said.append(text.replace(LINE, line).replace(CALLER, caller))
        if message["type"] == "ChannelUserevent":
            break
    say(*said)
    read_due(1000)


def calls_of(practice: Practice) -> list[CallSession]:
    with acting_as(system_actor(practice.id)), transaction.atomic():
        return list(CallSession.objects.filter(practice=practice).order_by("started_at"))


def with_accounts(**accounts: Account) -> AbstractContextManager[Any]:
    return override_settings(TELEPHONY_ACCOUNTS={**settings.TELEPHONY_ACCOUNTS, **accounts})
