"""One event of the manager interface, and the facts it states. Pure; kept for recordings and older exchanges.

Its own events carry no time unless `timestampevents` is on; the call event log (CEL) does, to the second, and a
channel's id begins with the second of its birth. It has no mark of a withheld number: only the dialplan's own
announcement is believed.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from telephony_adapters.asterisk import legs
from telephony_adapters.asterisk.legs import Leg
from telephony_adapters.events import CallEvent, Kind
from telephony_adapters.protocols import Account

_BIRTH = re.compile(r"(?:^|-)(?P<second>[0-9]{10})\.[0-9]+$")
_LOG_STATES = {"ANSWER": "Up", "BRIDGE_ENTER": "Up"}


def facts(message: Mapping[str, Any], account: Account) -> Iterator[CallEvent]:
    """Every fact of one event, given as its headers; none for a kind that says nothing of calls."""
    at = _instant(message)
    when = at.isoformat() if at else ""
    for leg, kind, said in _said(message):
        if not leg.is_plumbing:
            yield legs.fact(account, leg, kind, when, occurred_at=at, **said)


def _said(message: Mapping[str, Any]) -> Iterator[tuple[Leg, Kind, dict[str, object]]]:
    event = message.get("Event")
    if event == "CEL":
        yield from _logged(message)
        return
    leg = _leg(message)
    if event == "UserEvent" and message.get("UserEvent") == legs.INBOUND_EVENT:
        said = legs.announced(message.get("DID", ""), message.get("CLI", ""), message.get("CLIPres", ""))
        yield leg, Kind.RINGING, said
    elif event == "Newchannel":
        yield from _with(leg, legs.appearance(leg))
    elif event in ("Newstate", "BridgeEnter", "BridgeLeave"):
        yield from _with(leg, legs.standing(leg))
    elif event in ("DialBegin", "DialState", "DialEnd"):
        yield from _dialled(message)
    elif event == "Newexten" and not leg.is_agent and leg.is_origin:
        yield from _with(leg, legs.inside(leg.application))
    elif event in ("Hold", "Unhold"):
        yield leg, Kind.HELD if event == "Hold" else Kind.RESUMED, {}
    elif event == "BlindTransfer":
        yield _leg(message, "Transferer"), Kind.TRANSFERRED, {"transfer_to": message.get("Extension") or None}
    elif event == "Hangup":
        yield from _with(leg, legs.standing(leg))
        yield leg, Kind.ENDED, {"cause": str(message.get("Cause", "")), "cause_raw": message.get("Cause-txt")}


def _logged(message: Mapping[str, Any]) -> Iterator[tuple[Leg, Kind, dict[str, object]]]:
    name = str(message.get("EventName", ""))
    leg = Leg(
        id=str(message.get("UniqueID", "")),
        call_id=str(message.get("LinkedID") or message.get("UniqueID", "")),
        name=str(message.get("Channel", "")),
        state=_LOG_STATES.get(name, ""),
        exten=str(message.get("Exten", "")),
    )
    if name == "CHAN_START" and not leg.is_agent:
        yield from _with(leg, legs.appearance(leg))
    elif name in _LOG_STATES:
        yield from _with(leg, legs.standing(leg))
    elif name == "CHAN_END":
        yield leg, Kind.ENDED, {}


def _dialled(message: Mapping[str, Any]) -> Iterator[tuple[Leg, Kind, dict[str, object]]]:
    leg = _leg(message, "Dest")
    if message.get("DialStatus") == "ANSWER":
        leg = Leg(leg.id, leg.call_id, leg.name, "Up", leg.number, leg.exten)
    elif message.get("DialStatus") == "RINGING":
        leg = Leg(leg.id, leg.call_id, leg.name, "Ringing", leg.number, leg.exten)
    yield from _with(leg, legs.standing(leg))
    said = legs.called(str(message.get("DialString", "")))
    if said and not leg.is_agent and not leg.is_origin:
        yield leg, Kind.RINGING, said


def _with(leg: Leg, found: tuple[Kind, dict[str, object]] | None) -> Iterator[tuple[Leg, Kind, dict[str, object]]]:
    if found:
        yield leg, *found


def _leg(message: Mapping[str, Any], prefix: str = "") -> Leg:
    leg_id = str(message.get(f"{prefix}Uniqueid", ""))
    return Leg(
        id=leg_id,
        call_id=str(message.get("CallId") or message.get(f"{prefix}Linkedid") or leg_id),
        name=str(message.get(f"{prefix}Channel", "")),
        state=str(message.get(f"{prefix}ChannelStateDesc", "")),
        number=str(message.get(f"{prefix}CallerIDNum", "")),
        exten=str(message.get(f"{prefix}Exten", "")),
        application=str(message.get("Application", "")),
    )


def _instant(message: Mapping[str, Any]) -> datetime | None:
    """When it happened, UTC: the event's own time, the log's, or a channel's birth for the news of that birth."""
    if message.get("Timestamp"):
        return datetime.fromtimestamp(float(message["Timestamp"]), UTC)
    if message.get("EventTime"):
        return datetime.fromisoformat(str(message["EventTime"])).replace(tzinfo=UTC)
    born = _BIRTH.search(str(message.get("Uniqueid", "")))
    if message.get("Event") == "Newchannel" and born:
        return datetime.fromtimestamp(int(born["second"]), UTC)
    return None
