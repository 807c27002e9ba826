"""Times proposed to the caller on the line, and those that colleagues propose to theirs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from booking.models import MOST_OFFERS
from booking.queries import HeldSlot, Offered
from practices.models import PractitionerRole
from web import french
from web.desk.call_state import CallState
from web.desk.presenters.practice import Reason, short_names


@dataclass(frozen=True, slots=True)
class Offer:
    """One time proposed in this call; `url` reads it back, `release_url` gives it back."""

    label: str
    detail: str
    url: str
    release_url: str


@dataclass(frozen=True, slots=True)
class Offers:
    """`others`: what is proposed beside the time being read back. `keep_url`: keep that one, propose another."""

    others: list[Offer]
    count: int
    most: int
    keep_url: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A time that a colleague proposes: never to be given to somebody else meanwhile."""

    hour: str
    who: str


def offers_of(
    held: Sequence[HeldSlot], state: CallState, roles: Sequence[PractitionerRole], reasons: Iterable[Reason]
) -> Offers:
    names, titles = short_names(roles), {reason.id: reason.name for reason in reasons}
    others = [
        Offer(
            label=french.when(slot.start, slot.timezone),
            detail=f"{names.get(slot.practitioner_role_id, '')} · {titles.get(slot.visit_reason_id, '')}",
            url=state.but(hold=slot.id, reason=slot.visit_reason_id).url,
            release_url=state.but(hold=slot.id).act("call-release"),
        )
        for slot in held
        if slot.id != state.hold
    ]
    reading = any(slot.id == state.hold for slot in held)
    keep = state.but(hold=None).url if reading and len(held) < MOST_OFFERS else ""
    return Offers(others, len(held), MOST_OFFERS, keep)


def elsewhere_of(
    offered: Iterable[Offered], names: Mapping[UUID, str], mine: UUID | None
) -> dict[tuple[UUID, date], list[Elsewhere]]:
    """What others hold, by agenda and day."""
    found: dict[tuple[UUID, date], list[Elsewhere]] = {}
    for one in offered:
        if one.held_by is not None and one.held_by == mine:
            continue
        found.setdefault((one.practitioner_role_id, one.start.date()), []).append(
            Elsewhere(french.hour(one.start), holder_of(one, names))
        )
    return found


def holder_of(one: Offered, names: Mapping[UUID, str]) -> str:
    """« proposé en ligne par Camille Petit », « retenu par un patient sur Internet »."""
    if one.held_by is None:
        return "retenu par un patient sur Internet"
    verb = "proposé en ligne" if one.call_id else "retenu"
    return f"{verb} par {names.get(one.held_by, 'une secrétaire')}"
