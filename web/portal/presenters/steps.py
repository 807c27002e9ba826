"""Where somebody stands in the four steps, and what the slot under way is called on every page."""

from dataclasses import dataclass

from core import clock
from online.models import BookingDraft
from practices.models import PractitionerRole
from practices.online import OnlinePractice, OnlineReason
from web import french

STEPS = ("Motif", "Date et heure", "Patient", "Vérification")


@dataclass(frozen=True, slots=True)
class Step:
    number: int

    @property
    def name(self) -> str:
        return STEPS[self.number - 1]

    @property
    def of(self) -> int:
        return len(STEPS)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The slot that is chosen, in words; `is_kept`: it is held still, until `held_until`."""

    reason: OnlineReason
    practitioner: str
    when: str
    zone: str
    place: str
    held_until: str
    is_kept: bool


def chosen(practice: OnlinePractice, draft: BookingDraft) -> Chosen:
    """Raises NotFound when the practice no longer takes that reason online."""
    reason = practice.reason(draft.visit_reason_id)
    role = next((one for one in reason.roles if one.id == draft.practitioner_role_id), reason.roles[0])
    zone = role.location.timezone
    return Chosen(
        reason=reason,
        practitioner=role.practitioner.display_name,
        when=french.when(draft.starts_at, zone),
        zone=french.zone_name(zone),
        place=place_of(role),
        held_until=french.hour(french.local(draft.held_until, zone)),
        is_kept=draft.held_until > clock.now(),
    )


def place_of(role: PractitionerRole) -> str:
    place = role.location
    town = f"{place.postal_code} {place.city}".strip()
    return ", ".join(filter(None, (place.name, place.address_line, town)))
