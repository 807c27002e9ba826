"""A practice whose number rings, and an exchange that says so."""

from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
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


def calls_of(practice: Practice) -> list[CallSession]:
    with acting_as(system_actor(practice.id)):
        return list(CallSession.objects.filter(practice=practice).order_by("started_at"))


def with_accounts(**accounts: Account) -> AbstractContextManager[Any]:
    return override_settings(TELEPHONY_ACCOUNTS={**settings.TELEPHONY_ACCOUNTS, **accounts})
