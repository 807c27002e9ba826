"""What a practice says of itself, corrected after it was opened; and its places, which keep their clocks.

The territory of a place is not corrected: its openings and its visits are read on the clocks it had.
"""

from unicodedata import normalize
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from practices.constraints import refused_as
from practices.enums import PracticeKind
from practices.errors import NameTaken
from practices.models import Location, Practice
from practices.permissions import Permission, check_may
from practices.services.opening import checked_phone
from practices.texts import checked_greeting, checked_name, one_of, plain_spaces

LONGEST_PUBLIC, LONGEST_LINE = 2000, 200


@transaction.atomic
def change_practice(
    *, actor: Actor, practice_id: UUID, name: str, kind: str, phone: str, greeting: str, public_text: str
) -> Practice:
    """`phone` in E.164 or ""; `greeting` is read aloud, `public_text` to whoever books or calls.

    Raises NotFound, Forbidden, InvalidInput.
    """
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    practice = Practice.objects.select_for_update().get(id=practice_id)
    practice.name, practice.kind = checked_name(name), one_of(PracticeKind, "kind", kind)
    practice.phone = checked_phone(phone)
    practice.greeting = checked_greeting(greeting)
    practice.public_text = _checked_text(public_text)
    practice.save(update_fields=["name", "kind", "phone", "greeting", "public_text"])
    audit.record(
        actor=actor,
        action=Action.PRACTICE_CHANGED,
        practice_id=practice_id,
        entity=("practices.practice", practice_id),
    )
    return practice


@transaction.atomic
def change_location(
    *, actor: Actor, location_id: UUID, name: str, address_line: str, postal_code: str, city: str
) -> Location:
    """Where patients are told to come from now on. Raises NotFound, Forbidden, InvalidInput, NameTaken."""
    place = Location.objects.select_for_update().filter(practice_id__in=actor.practice_ids, id=location_id).first()
    if place is None:
        raise NotFound()
    check_may(actor, Permission.PRACTICE_CONFIGURE, place.practice_id)
    place.name, place.address_line = checked_name(name), _line(address_line, "address_line", LONGEST_LINE)
    place.postal_code, place.city = _line(postal_code, "postal_code", 10), _line(city, "city", 100)
    with refused_as({"location_name_once_per_practice": NameTaken}):
        place.save(update_fields=["name", "address_line", "postal_code", "city"])
    audit.record(
        actor=actor,
        action=Action.LOCATION_CHANGED,
        practice_id=place.practice_id,
        entity=("practices.location", place.id),
    )
    return place


def _line(text: str, field: str, longest: int) -> str:
    return checked_name(text, field, longest) if text.strip() else ""


def _checked_text(text: str) -> str:
    """Paragraphs. Raises InvalidInput."""
    lines = normalize("NFC", text).strip().splitlines()
    written = "\n".join(line.rstrip() for line in lines)
    if len(written) > LONGEST_PUBLIC:
        raise InvalidInput.at("public_text", "too-long", f"Ce champ a au plus {LONGEST_PUBLIC} caractères.")
    # Kept as they were typed: a browser breaks no line there.
    if not all(plain_spaces(line).isprintable() for line in lines):
        raise InvalidInput.at("public_text", "control-character", "Ce texte contient un caractère interdit.")
    return written
