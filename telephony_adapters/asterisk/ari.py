"""One message of the ARI websocket, and the facts it states. Pure, and alone: no message needs another one."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from telephony_adapters.asterisk import legs
from telephony_adapters.asterisk.legs import Leg
from telephony_adapters.events import CallEvent, Kind
from telephony_adapters.protocols import Account

_SHOWING_STATE = frozenset(
    {"ChannelStateChange", "ChannelEnteredBridge", "ChannelLeftBridge", "ChannelDestroyed", "StasisStart"}
)


def facts(message: Mapping[str, Any], account: Account) -> Iterator[CallEvent]:
    """Every fact of one decoded message; none for a kind that says nothing of calls."""
    when = str(message.get("timestamp", ""))
    at = _instant(when)
    for leg, kind, said in _said(message):
        if not leg.is_plumbing:
            yield legs.fact(account, leg, kind, when, occurred_at=at, **said)


def parse(text: str, account: Account) -> list[CallEvent]:
    """The same for a message as it came. Raises ValueError for what is not a JSON object."""
    message = json.loads(text)
    if not isinstance(message, dict):
        raise ValueError("an ARI message is a JSON object")
    return list(facts(message, account))


def snapshot(channel: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """A live channel of `GET /channels` as the message that would have shown it."""
    return {"type": "ChannelStateChange", "timestamp": at.isoformat(), "channel": dict(channel)}


def _said(message: Mapping[str, Any]) -> Iterator[tuple[Leg, Kind, dict[str, object]]]:
    kind = message.get("type")
    if kind == "Dial":
        yield from _dialled(message)
        return
    leg = _leg(message.get("channel") or message.get("transferer") or {})
    if kind == "ChannelUserevent":
        yield from _announcement(message, leg)
    elif kind == "ChannelCreated":
        yield from _with(leg, legs.appearance(leg))
    elif kind == "ChannelCallerId" and leg.is_agent and leg.is_origin:
        yield leg, Kind.AGENT_RINGING, legs.outward(leg)
    elif kind == "ChannelDialplan" and not leg.is_agent and leg.is_origin:
        yield from _with(leg, legs.inside(str(message.get("dialplan_app", ""))))
    elif kind in ("BridgeBlindTransfer", "BridgeAttendedTransfer"):
        yield leg, Kind.TRANSFERRED, {"transfer_to": str(message.get("exten") or "") or None}
    elif kind in ("ChannelHold", "ChannelUnhold"):
        yield leg, Kind.HELD if kind == "ChannelHold" else Kind.RESUMED, {}
    if kind in _SHOWING_STATE:
        yield from _with(leg, legs.standing(leg))
    if kind == "StasisStart" and not leg.is_agent:
        yield from _with(leg, legs.inside("stasis"))
    if kind == "ChannelDestroyed":
        yield leg, Kind.ENDED, {"cause": str(message.get("cause", "")), "cause_raw": message.get("cause_txt")}


def _with(leg: Leg, found: tuple[Kind, dict[str, object]] | None) -> Iterator[tuple[Leg, Kind, dict[str, object]]]:
    if found:
        yield leg, *found


def _dialled(message: Mapping[str, Any]) -> Iterator[tuple[Leg, Kind, dict[str, object]]]:
    leg = _leg(message.get("peer") or {})
    yield from _with(leg, legs.standing(leg))
    said = legs.called(str(message.get("dialstring", "")))
    if said and not leg.is_agent and not leg.is_origin:
        yield leg, Kind.RINGING, said


def _announcement(message: Mapping[str, Any], leg: Leg) -> Iterator[tuple[Leg, Kind, dict[str, object]]]:
    said = message.get("userevent") or {}
    if message.get("eventname") == legs.INBOUND_EVENT:
        announced = legs.announced(said.get("DID", ""), said.get("CLI", ""), said.get("CLIPres", ""))
        call = str(said.get("CallId") or leg.call_id)
        yield Leg(leg.id or call, call, leg.name, leg.state), Kind.RINGING, announced


def _leg(channel: Mapping[str, Any]) -> Leg:
    variables, dialplan = channel.get("channelvars") or {}, channel.get("dialplan") or {}
    return Leg(
        id=str(channel.get("id", "")),
        call_id=str(variables.get("CHANNEL(linkedid)") or channel.get("id", "")),
        name=str(channel.get("name", "")),
        state=str(channel.get("state", "")),
        number=str((channel.get("caller") or {}).get("number", "")),
        exten=str(dialplan.get("exten", "")),
    )


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None
