"""What a channel of Asterisk is to us: a trunk towards the outside, an agent's telephone, or plumbing. Pure.

The name tells: `PJSIP/trunk-0000003a` or `PJSIP/1001-0000003b`. Peers named with two to five digits are agents.
`Local/…` channels are plumbing: the telephone behind them has its own.
"""

import re
from dataclasses import dataclass

from telephony_adapters.events import AnswererKind, CallEvent, Direction, Kind, RemoteState, content_id
from telephony_adapters.numbers import signalled
from telephony_adapters.protocols import Account

PROVIDER = "asterisk"
INBOUND_EVENT = "CtiInbound"
_NAME = re.compile(r"^(?P<tech>[A-Za-z0-9]+)/(?P<peer>.+?)(?:-[0-9a-f]{6,})?(?:;[12])?$")
_EXTENSION = re.compile(r"[0-9]{2,5}", re.ASCII)
_VOICEMAIL = frozenset({"voicemail", "minivmrecord", "record"})
# Applications that are the conversation themselves. Queue, an answering machine or an announcement are not: they
# put the caller's channel "Up" before anybody is there.
_CONVERSATIONS = frozenset({"confbridge", "meetme", "echo", "stasis"})


@dataclass(frozen=True, slots=True)
class Leg:
    """One channel as one message shows it. `origin`: the call began with this channel."""

    id: str
    call_id: str
    name: str
    state: str
    number: str = ""
    exten: str = ""
    application: str = ""

    @property
    def peer(self) -> str:
        found = _NAME.match(self.name)
        return found["peer"] if found else self.name

    @property
    def is_plumbing(self) -> bool:
        return self.name.startswith("Local/") or not self.id

    @property
    def is_agent(self) -> bool:
        return bool(_EXTENSION.fullmatch(self.peer))

    @property
    def is_origin(self) -> bool:
        return self.id == self.call_id


def fact(account: Account, leg: Leg, kind: Kind, when: str, **said: object) -> CallEvent:
    """A fact of this leg; its id is a digest of what it says, so that the same message twice is one fact."""
    event_id = content_id(
        PROVIDER, account.name, leg.id, kind, when, *(f"{key}={value}" for key, value in sorted(said.items()))
    )
    return CallEvent(
        provider=PROVIDER,
        account=account.name,
        event_id=event_id,
        call_id=leg.call_id,
        leg_id=leg.id,
        kind=kind,
        agent=leg.peer if leg.is_agent else None,
        **said,  # type: ignore[arg-type]
    )


def number_of(text: str) -> str | None:
    """The E.164 form of a line or of a dialled number, or None when it is none."""
    return signalled(text)[1]


def appearance(leg: Leg) -> tuple[Kind, dict[str, object]] | None:
    """What the birth of a channel says. The caller's number is not believed here: only later is it marked withheld."""
    if not leg.is_agent and leg.is_origin:
        return Kind.RINGING, {"direction": Direction.INBOUND, "did_e164": number_of(leg.exten)}
    if leg.is_agent and leg.is_origin and leg.state == "Ring":
        return Kind.RINGING, {"direction": Direction.INTERNAL}
    if leg.is_agent and leg.is_origin:
        return Kind.AGENT_RINGING, outward(leg)
    return None


def outward(leg: Leg) -> dict[str, object]:
    """An agent's telephone that we made ring first: our own request is the channel's id, the line shown its number."""
    return {"direction": Direction.OUTBOUND, "did_e164": number_of(leg.number), "client_ref": leg.id}


def standing(leg: Leg) -> tuple[Kind, dict[str, object]] | None:
    """What the state of a channel says, whatever message shows it: a cut may have hidden the change itself."""
    if leg.is_agent and leg.state == "Ringing":
        return Kind.AGENT_RINGING, outward(leg) if leg.is_origin else {}
    if leg.is_agent and leg.state == "Up":
        return Kind.ANSWERED, {"answerer_kind": AnswererKind.HUMAN}
    if not leg.is_agent and not leg.is_origin and leg.state in ("Ringing", "Up"):
        remote = called(leg.number)
        return (Kind.ANSWERED if leg.state == "Up" else Kind.RINGING), {"direction": Direction.OUTBOUND, **remote}
    return None


def called(dialled: str) -> dict[str, object]:
    """The other party of a call that we placed, from what was dialled (`+33639980001@trunk`)."""
    state, number = signalled(dialled.partition("@")[0].rpartition("/")[2])
    return {"remote_state": state, "remote_e164": number} if state is RemoteState.KNOWN else {}


def inside(application: str) -> tuple[Kind, dict[str, object]] | None:
    """What it means that the caller's channel entered an application of the dialplan."""
    name = application.casefold()
    if name in _VOICEMAIL:
        return Kind.VOICEMAIL_ENTERED, {"answerer_kind": AnswererKind.VOICEMAIL}
    if name in _CONVERSATIONS:
        return Kind.ANSWERED, {"answerer_kind": AnswererKind.IVR}
    return None


def announced(did: str, cli: str, presentation: str) -> dict[str, object]:
    """The dialplan's own announcement of an inbound call: the only source of the caller's number."""
    state, number = signalled(cli, withheld=not presentation.startswith("allowed"))
    return {
        "direction": Direction.INBOUND,
        "did_e164": number_of(did),
        "remote_state": state,
        "remote_e164": number,
    }
