"""Opening a practice whole: its place, the practitioner who answers for it with an agenda, and its mandate.

A practice without a practitioner would have nobody to revoke the mandate, and one without a mandate nobody to set it
up: they are written together or not at all (docs/decisions/a-practice-is-founded-with-its-mandate.md).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts import services as accounts
from accounts.models import User
from core import clock
from core.errors import InvalidInput
from core.scoping import EVERYTHING, Actor, acting_as
from practices.enums import PracticeRole, clocks_of
from practices.models import Practice, Practitioner, PractitionerRole
from practices.permissions import USUAL_DELEGATION, Permission, check_may_on_platform
from practices.rpps import checked_rpps
from practices.services.delegations import grant_delegation
from practices.services.memberships import join_practice
from practices.services.opening import add_location, open_practice
from practices.services.practitioners import add_practitioner_role, register_practitioner
from practices.territory import check_manages

# What the set-up needs beside the usual: opening hours are among what a practice gives by choice (SAS-05).
HOURS = frozenset({Permission.OPENING_EDIT, Permission.CLOSURE_EDIT})
LONGEST_MANDATE = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundedPlace:
    """Its clocks are those of the territory."""

    name: str
    holiday_territory: str
    address_line: str = ""
    postal_code: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsible:
    """The practitioner who answers for the practice. `username` names the account to make; an RPPS number that is
    known with an account brings that account instead."""

    title: str
    family_name: str
    given_names: str
    rpps: str = ""
    specialty: str = ""
    username: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Founded:
    practice: Practice
    role: PractitionerRole
    user_id: UUID


@transaction.atomic
def found_practice(
    *,
    actor: Actor,
    secretariat_id: UUID,
    name: str,
    kind: str,
    place: FoundedPlace,
    responsible: Responsible,
    mandate_until: date,
    phone: str = "",
    greeting: str = "",
    lends_hours: bool = True,
) -> Founded:
    """Open a practice on its signed mandate to the actor's own secretariat, until the end of the day `mandate_until`.

    The actor attests the mandate; the practitioner reads and revokes it like any other. With `lends_hours` the
    secretariat also sets opening hours. Raises Forbidden, NotFound, InvalidInput, InvalidRpps, UsernameTaken.
    """
    check_may_on_platform(actor, Permission.PRACTICE_OPEN)
    check_manages(actor, secretariat_id)
    now, zone = clock.now(), clocks_of(place.holiday_territory)
    ends_at = _end_of(mandate_until, zone, now)
    user_id = _account_of(actor, responsible)
    practice = open_practice(actor=actor, name=name, kind=kind, phone=phone, greeting=greeting)
    # The context of this request does not know the practice yet: widen it for these rows only.
    founder = replace(actor, grants={**actor.grants, practice.id: EVERYTHING})
    with acting_as(founder):
        role = _agenda(founder, practice, place, zone, responsible, user_id)
        join_practice(
            actor=founder,
            practice_id=practice.id,
            user_id=user_id,
            role=PracticeRole.PRACTITIONER,
            practitioner_role_id=role.id,
        )
        grant_delegation(
            actor=founder,
            practice_id=practice.id,
            secretariat_id=secretariat_id,
            starts_at=now,
            ends_at=ends_at,
            permissions=USUAL_DELEGATION | (HOURS if lends_hours else frozenset()),
        )
    return Founded(practice, role, user_id)


def _end_of(last_day: date, zone: str, now: datetime) -> datetime:
    ends_at = datetime.combine(last_day + timedelta(days=1), time(), tzinfo=ZoneInfo(zone))
    if not now < ends_at <= now + LONGEST_MANDATE:
        raise InvalidInput.at("mandate_until", "out-of-range", "La fin du mandat est à venir, dans cinq ans au plus.")
    return ends_at


def _account_of(actor: Actor, who: Responsible) -> UUID:
    number = checked_rpps(who.rpps) if who.rpps else None
    known = Practitioner.objects.filter(rpps=number).first() if number else None
    if known is not None and known.user_id is not None:
        return known.user_id
    shown = " ".join(part for part in (who.title, who.given_names, who.family_name) if part)
    made: User = accounts.create_person(actor=actor, username=who.username, display_name=shown, email=who.email)
    return made.id


def _agenda(
    founder: Actor, practice: Practice, place: FoundedPlace, zone: str, who: Responsible, user_id: UUID
) -> PractitionerRole:
    location = add_location(
        actor=founder,
        practice_id=practice.id,
        name=place.name,
        timezone=zone,
        holiday_territory=place.holiday_territory,
        address_line=place.address_line,
        postal_code=place.postal_code,
        city=place.city,
    )
    practitioner = register_practitioner(
        actor=founder,
        practice_id=practice.id,
        family_name=who.family_name,
        given_names=who.given_names,
        title=who.title,
        rpps=who.rpps or None,
        user_id=user_id,
    )
    return add_practitioner_role(
        actor=founder,
        practice_id=practice.id,
        practitioner_id=practitioner.id,
        location_id=location.id,
        specialty=who.specialty,
    )
