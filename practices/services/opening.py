"""Opening secretariats, practices and their places."""

import re
from dataclasses import replace
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import InvalidInput
from core.ids import new_id
from core.scoping import EVERYTHING, Actor, acting_as
from crypto import keyring
from practices.constraints import refused_as
from practices.enums import HolidayTerritory, PracticeKind, PracticeRole
from practices.errors import NameTaken
from practices.models import Location, Practice, PracticeMembership, Secretariat
from practices.opened import welcome
from practices.permissions import Permission, check_may, check_may_on_platform
from practices.texts import checked_greeting, checked_name, one_of

E164 = re.compile(r"\+[1-9][0-9]{6,14}")


@transaction.atomic
def open_secretariat(*, actor: Actor, name: str) -> Secretariat:
    """A remote secretariat that practices may then delegate to. Raises Forbidden, InvalidInput."""
    check_may_on_platform(actor, Permission.PRACTICE_OPEN)
    secretariat = Secretariat.objects.create(name=checked_name(name), created_at=clock.now())
    audit.record(
        actor=actor,
        action=Action.SECRETARIAT_OPENED,
        practice_id=None,
        entity=("practices.secretariat", secretariat.id),
    )
    welcome(actor=actor, secretariat_id=secretariat.id)
    return secretariat


@transaction.atomic
def open_practice(
    *,
    actor: Actor,
    name: str,
    kind: str,
    phone: str = "",
    greeting: str = "",
    public_text: str = "",
    practitioner_user_id: UUID | None = None,
) -> Practice:
    """A practice with its keys; `practitioner_user_id` becomes its first practitioner, who may then delegate.

    `phone` in E.164. Raises Forbidden, InvalidInput. The caller sees the practice from the next request on.
    """
    check_may_on_platform(actor, Permission.PRACTICE_OPEN)
    practice = Practice(
        id=new_id(),
        name=checked_name(name),
        kind=one_of(PracticeKind, "kind", kind),
        phone=checked_phone(phone),
        greeting=checked_greeting(greeting),
        public_text=public_text,
        created_at=clock.now(),
    )
    # The context of this request does not know the practice yet: widen it for these rows only.
    with acting_as(replace(actor, grants={**actor.grants, practice.id: EVERYTHING})):
        practice.save(force_insert=True)
        keyring.create_practice_keys(practice.id)
        if practitioner_user_id is not None:
            PracticeMembership.objects.create(
                practice=practice,
                user_id=practitioner_user_id,
                role=PracticeRole.PRACTITIONER,
                started_at=practice.created_at,
            )
        audit.record(
            actor=actor,
            action=Action.PRACTICE_OPENED,
            practice_id=practice.id,
            entity=("practices.practice", practice.id),
        )
        welcome(actor=actor, practice_id=practice.id)
    return practice


@transaction.atomic
def add_location(
    *,
    actor: Actor,
    practice_id: UUID,
    name: str,
    timezone: str = "Europe/Paris",
    holiday_territory: str = HolidayTerritory.METROPOLE,
    address_line: str = "",
    address_extra: str = "",
    postal_code: str = "",
    city: str = "",
) -> Location:
    """A place of the practice. `timezone` is an IANA name. Raises NotFound, Forbidden, InvalidInput, NameTaken."""
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    location = Location(
        practice_id=practice_id,
        name=checked_name(name),
        timezone=_checked_timezone(timezone),
        holiday_territory=one_of(HolidayTerritory, "holiday_territory", holiday_territory),
        address_line=address_line,
        address_extra=address_extra,
        postal_code=postal_code,
        city=city,
    )
    with refused_as({"location_name_once_per_practice": NameTaken}):
        location.save(force_insert=True)
    audit.record(
        actor=actor,
        action=Action.LOCATION_ADDED,
        practice_id=practice_id,
        entity=("practices.location", location.id),
    )
    return location


def checked_phone(phone: str) -> str:
    """E.164 or nothing. Raises InvalidInput."""
    if phone and not E164.fullmatch(phone):
        raise InvalidInput.at("phone", "not-e164", "Ce numéro doit être au format international : +33…")
    return phone


@cache
def _timezones() -> frozenset[str]:
    """The list is read from hundreds of files: once a process."""
    return frozenset(available_timezones())


def _checked_timezone(name: str) -> str:
    if name not in _timezones():
        raise InvalidInput.at("timezone", "unknown-timezone", "Ce fuseau horaire est inconnu.")
    return ZoneInfo(name).key
