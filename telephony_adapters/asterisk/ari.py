"""One message of the ARI websocket, and the facts it states. Pure, and alone: no message needs another one."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from telephony_adapters.asterisk import legs
from telephony_adapters.asterisk.legs import Leg
from telephony_adapters.events import CallEvent, Direction, Kind, LiveLegs
from telephony_adapters.protocols import Account

# Our own words, after a cut; the exchange has none like them.
ROLL_CALL, LIVE_CHANNEL = "PermanenceRollCall", "PermanenceLiveChannel"
_SHOWING_STATE = frozenset(
    {"ChannelStateChange", "ChannelEnteredBridge", "ChannelLeftBridge", "ChannelDestroyed", "StasisStart", LIVE_CHANNEL}
)


def facts(message: Mapping[str, Any], account: Account) -> Iterator[CallEvent]:
    """Every fact of one decoded message; none for a kind that says nothing of calls."""
    when = str(message.get("timestamp", ""))
    at = _instant(when)
    if message.get("type") == LIVE_CHANNEL:
        yield from _begun(message["channel"], account)
    for leg, kind, said in _said(message):
        if not leg.is_plumbing:
            yield legs.fact(account, leg, kind, when, occurred_at=at, **said)


def parse(text: str, account: Account) -> Sequence[CallEvent | LiveLegs]:
    """The same for a message as it came, or for our own of what lives. Raises ValueError for no JSON object."""
    message = json.loads(text)
    if not isinstance(message, dict):
        raise ValueError("an ARI message is a JSON object")
    if message.get("type") == ROLL_CALL:
        at = datetime.fromisoformat(message["timestamp"])
        return [LiveLegs(legs.PROVIDER, account.name, frozenset(message["channels"]), at)]
    return list(facts(message, account))


def snapshot(channel: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """A live channel of `GET /channels`, asked for at that instant: its state, and the call if it began unheard."""
    return {"type": LIVE_CHANNEL, "timestamp": at.isoformat(), "channel": dict(channel)}


def roll_call(channels: Iterable[Mapping[str, Any]], at: datetime) -> dict[str, Any]:
    """The ids of all that `GET /channels` answered, asked for at that instant."""
    return {"type": ROLL_CALL, "timestamp": at.isoformat(), "channels": [str(each["id"]) for each in channels]}


def _said(message: Mapping[str, Any]) -> Iterator[tuple[Leg, Kind, dict[str, object]]]:
    kind = message.get("type")
    if kind == "Dial":
        yield from _dialled(message)
        return
    if kind == "RecordingFinished":
        yield from _recorded(message.get("recording") or {})
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


def _begun(channel: Mapping[str, Any], account: Account) -> Iterator[CallEvent]:
    """That the call of the caller's own channel began, and when: the same fact at each listening.

    Its line is what the dialplan wrote down, or what was dialled; no caller's number: who is withheld was said before.
    """
    leg, when = _leg(channel), str(channel.get("creationtime", ""))
    if leg.is_agent or not leg.is_origin or leg.is_plumbing:
        return
    written = str((channel.get("channelvars") or {}).get("DID") or "")
    line = legs.number_of(written) or legs.number_of(leg.exten)
    yield legs.fact(
        account, leg, Kind.RINGING, when, occurred_at=_instant(when), direction=Direction.INBOUND, did_e164=line
    )


def _with(leg: Leg, found: tuple[Kind, dict[str, object]] | None) -> Iterator[tuple[Leg, Kind, dict[str, object]]]:
    if found:
        yield leg, *found


def _dialled(message: Mapping[str, Any]) -> Iterator[tuple[Leg, Kind, dict[str, object]]]:
    leg = _leg(message.get("peer") or {})
    yield from _with(leg, legs.standing(leg))
    said = legs.called(str(message.get("dialstring", "")))
    if said and not leg.is_agent and not leg.is_origin:
        yield leg, Kind.RINGING, said


def _recorded(recording: Mapping[str, Any]) -> Iterator[tuple[Leg, Kind, dict[str, object]]]:
    """The recorder names a recording by its call; under another name it is no call's and finds none."""
    name = str(recording.get("name", ""))
    yield Leg(id=name, call_id=name, name="", state=""), Kind.RECORDING_READY, {"recording_ref": name}


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
