"""The practice as the desk shows it while somebody speaks in its name."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from practices.models import Location, Practice, PractitionerRole, VisitReason
from web import french


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    address: str
    zone: str


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    specialty: str


@dataclass(frozen=True, slots=True)
class PracticeCard:
    """`zone` and `local_time` are filled only when the practice's clock is not that of metropolitan France."""

    id: UUID
    name: str
    kind: str
    phone: str
    greeting: str
    city: str
    zone: str
    local_time: str
    says: list[str]
    places: list[Place]
    people: list[Person]


@dataclass(frozen=True, slots=True)
class Reason:
    """A visit reason as one radio; `says` and `limits` are read beside the work while it is chosen."""

    id: UUID
    name: str
    minutes: str
    colour: str
    says: str
    limits: str


def practice_card(
    practice: Practice, places: Iterable[Location], roles: Iterable[PractitionerRole], *, now: datetime
) -> PracticeCard:
    """Everything a caller may ask about the practice, in the order it is asked."""
    shown = [Place(place.name, address(place), place.timezone) for place in places]
    zone = shown[0].zone if shown else french.HOME_ZONE
    return PracticeCard(
        id=practice.id,
        name=practice.name,
        kind=practice.get_kind_display(),
        phone=french.phone(practice.phone),
        greeting=practice.greeting.strip(' «»"'),
        city=next((place.city for place in places), ""),
        zone=french.zone_name(zone),
        local_time=french.hour(french.local(now, zone)),
        says=[part.strip() for part in practice.public_text.split("\n\n") if part.strip()],
        places=shown,
        people=[Person(role.practitioner.display_name, role.specialty) for role in roles],
    )


def short_names(roles: Iterable[PractitionerRole]) -> dict[UUID, str]:
    """« Dr Martin » by agenda; given names come back where two practitioners share a family name."""
    people = {role.id: role.practitioner for role in roles}
    counted = Counter(person.family_name for person in people.values())
    return {
        role_id: person.display_name
        if counted[person.family_name] > 1
        else " ".join(part for part in (person.title, person.family_name) if part)
        for role_id, person in people.items()
    }


def address(place: Location) -> str:
    """On one line, as it is said on the telephone."""
    town = f"{place.postal_code} {place.city}".strip()
    return ", ".join(part for part in (place.address_line, place.address_extra, town) if part)


def reason_choice(reason: VisitReason) -> Reason:
    return Reason(
        reason.id,
        reason.name,
        french.minutes(reason.duration_minutes),
        reason.colour,
        reason.public_instructions,
        limits_of(reason),
    )


def limits_of(reason: VisitReason) -> str:
    """How many a day, and from when the later doors see the times; empty when nothing limits them."""
    said = []
    if reason.daily_quota is not None:
        said.append(f"au plus {reason.daily_quota} par jour et par agenda")
    doors = (
        ("partenaires", reason.by_partner, reason.partner_release_hours),
        ("Internet", reason.by_web, reason.web_release_hours),
    )
    for name, is_open, hours in doors:
        if is_open and hours is not None:
            said.append(f"{name}\u00a0: {french.delay(hours)} avant")
    whole = "\u00a0; ".join(said)
    return f"{whole[0].upper()}{whole[1:]}." if whole else ""
