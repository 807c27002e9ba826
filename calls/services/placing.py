"""Click-to-call: the secretary's telephone rings first, then the caller's, which shows the number of the practice.

The request is written down and committed before the exchange is told: a second click finds it and dials nobody. The
secretary waits for the answer, so it is asked for at once and for a few seconds only. What then happens is told by
the exchange like any call, under our reference.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from audit import services as audit
from audit.actions import Action
from calls.errors import CallNotPlaced, CannotCallBack, ExchangeSilent, LineCannotDial, NoTelephone
from calls.folding import Outcome
from calls.models import AgentPhone, CallRequest, CallSession, Line
from calls.services.returning import claim_call_back
from core import clock
from core.scoping import Actor
from telephony_adapters.events import Direction, RemoteState
from telephony_adapters.protocols import Account, CallControl, Refused, Unreachable
from telephony_adapters.registry import VENDORS

# After that, an exchange that said nothing more of it does not keep the caller from being rung again.
NOTHING_HEARD = timedelta(minutes=2)
_OPEN = (CallRequest.State.STORED, CallRequest.State.PLACED)


def place_call_back(*, actor: Actor, practice_id: UUID, session_id: UUID) -> CallRequest:
    """Ring the person's own telephone, then this caller; asked twice while it lasts, it is the same call.

    Opens its own transactions: inside another one, the request would not outlive a lost answer. Raises NotFound,
    Forbidden, CallBackClaimed, CannotCallBack, NoTelephone, LineCannotDial, CallNotPlaced (nobody rings),
    ExchangeSilent (nobody knows).
    """
    request, is_new = _written_down(actor, practice_id, session_id)
    if not is_new:
        return request
    account, control = _exchange_of(request.line)
    try:
        ref = control.place_call(
            account,
            agent=request.agent,
            to_e164=request.session.remote_e164,
            present_did=request.line.e164,
            request_id=str(request.id),
        )
    except Refused as refusal:
        _settle(request, CallRequest.State.REFUSED, refusal.code)
        raise CallNotPlaced(reason=refusal.code[:64]) from None
    except Unreachable:
        _settle(request, CallRequest.State.UNKNOWN)
        raise ExchangeSilent() from None
    _settle(request, CallRequest.State.PLACED, call_id=ref.call_id)
    return request


@transaction.atomic
def _written_down(actor: Actor, practice_id: UUID, session_id: UUID) -> tuple[CallRequest, bool]:
    returned = claim_call_back(actor=actor, practice_id=practice_id, session_id=session_id)
    if returned.remote_state != RemoteState.KNOWN:
        raise CannotCallBack()
    known = _open_request(returned)
    if known is not None:
        return known, False
    line = _line_for(returned)
    account, _ = _exchange_of(line)
    phone = AgentPhone.objects.filter(account=account.name, user=actor.user_id, ended_at__isnull=True).first()
    if phone is None:
        raise NoTelephone()
    request = CallRequest(
        practice_id=practice_id, line=line, returns=returned, user_id=phone.user_id, agent=phone.agent,
        requested_at=clock.now(),
    )  # fmt: skip
    request.session = _session_of(request, returned)
    request.save(force_insert=True)
    audit.record(
        actor=actor, action=Action.CALL_PLACED, practice_id=practice_id,
        entity=("calls.call_session", request.session_id), details={"returns": session_id},
    )  # fmt: skip
    return request, True


def _open_request(returned: CallSession) -> CallRequest | None:
    """The request that still runs for this caller, under their lock; one of which nothing was heard is closed."""
    found = (
        CallRequest.objects.filter(
            practice_id=returned.practice_id, returns__remote_e164=returned.remote_e164, state__in=_OPEN
        )
        .select_related("session", "line")
        .first()
    )
    if found is None:
        return None
    silent = found.session.version == 1 and found.requested_at < clock.now() - NOTHING_HEARD
    if silent or found.session.ended_at is not None:
        _settle(found, CallRequest.State.UNKNOWN if silent else CallRequest.State.OVER)
        return None
    return found


def _line_for(returned: CallSession) -> Line:
    """The line that was called, or another of the practice when it is withdrawn. Raises LineCannotDial."""
    found = Line.objects.filter(practice_id=returned.practice_id, withdrawn_at__isnull=True)
    lines = list(found.order_by("created_at"))
    lines.sort(key=lambda line: line.id != returned.line_id)
    if not lines:
        raise LineCannotDial()
    return lines[0]


def _exchange_of(line: Line) -> tuple[Account, CallControl]:
    account: Account | None = settings.TELEPHONY_ACCOUNTS.get(line.account)
    control = VENDORS[account.provider].control if account else None
    if account is None or control is None:
        raise LineCannotDial()
    return account, control


def _session_of(request: CallRequest, returned: CallSession) -> CallSession:
    """The new call, known before it rings: its facts find it under our reference."""
    return CallSession.objects.create(
        practice_id=request.practice_id,
        line=request.line,
        account=request.line.account,
        provider_call_id=str(request.id),
        direction=Direction.OUTBOUND,
        remote_state=returned.remote_state,
        remote_e164=returned.remote_e164,
        outcome=Outcome.AGENT_NO_ANSWER,
        started_at=request.requested_at,
        taken_by_id=request.user_id,
        taken_at=request.requested_at,
    )


@transaction.atomic
def _settle(request: CallRequest, state: CallRequest.State, code: str = "", *, call_id: str = "") -> None:
    """A call that was told to be over meanwhile stays so."""
    now = clock.now()
    CallRequest.objects.filter(practice_id=request.practice_id, id=request.id, state__in=_OPEN).update(
        state=state, code=code[:64], settled_at=now
    )
    request.state, request.code, request.settled_at = state, code[:64], now
    session = CallSession.objects.filter(practice_id=request.practice_id, id=request.session_id)
    if state in (CallRequest.State.REFUSED, CallRequest.State.UNKNOWN):
        # Nothing rings that we know of; a fact that comes all the same writes its own end.
        session.filter(ended_at__isnull=True).update(ended_at=now)
    elif call_id and call_id != str(request.id):
        taken = CallSession.objects.filter(account=request.line.account, provider_call_id=call_id)
        if not taken.exists():
            session.update(provider_call_id=call_id[:128])
