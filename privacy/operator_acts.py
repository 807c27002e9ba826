"""What every act on the operator's file does: who may, what is read, what is journalled."""

import re
from datetime import date
from uuid import UUID

from audit import services as audit
from audit.actions import Action
from core.errors import InvalidInput
from core.home_day import home_day
from core.plain_text import clean_lines, visible
from core.scoping import Actor
from patients.nir import holds_nir
from patients.screening import Found, screen
from practices.permissions import Permission, check_may_on_platform

LONGEST_TEXT = 4000
_COUNTRY = re.compile(r"[A-Z]{2}")
# H-03: health data stay in the European Economic Area.
EEA = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IS",
        "IT",
        "LI",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "NO",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)


def check_edits(actor: Actor) -> None:
    """Raises Forbidden."""
    check_may_on_platform(actor, Permission.OPERATOR_FILE_EDIT)


def check_reads(actor: Actor) -> None:
    """Raises Forbidden."""
    check_may_on_platform(actor, Permission.OPERATOR_FILE_READ)


def journal(actor: Actor, action: Action, kind: str, entity_id: UUID, practice_id: UUID | None = None) -> None:
    audit.record(actor=actor, action=action, practice_id=practice_id, entity=(f"privacy.{kind}", entity_id))


def line(value: str, field: str, longest: int) -> str:
    """A text of one line, never empty. Raises InvalidInput naming `field`."""
    text = visible(value, field, longest)
    if not text:
        raise InvalidInput.at(field, "blank", "Ce champ est obligatoire.")
    if len(text) > longest:
        raise InvalidInput.at(field, "too-long", f"Au plus {longest} caractères.")
    return text


def prose(value: str, field: str) -> str:
    """A text of several lines, never empty. Raises InvalidInput naming `field`."""
    text = clean_lines(value, field, LONGEST_TEXT)
    if not text:
        raise InvalidInput.at(field, "blank", "Ce champ est obligatoire.")
    return text


def numberless(text: str, field: str) -> str:
    """The same text, which holds no NIR: nobody is answered by it (SAS-27). Raises InvalidInput naming `field`."""
    if holds_nir(text):
        detail = "Retirez le numéro de sécurité sociale : il n'est pas utile ici."
        raise InvalidInput.at(field, "looks-like-a-nir", detail)
    return text


def discreet(text: str, field: str) -> str:
    """The same text, free of a NIR and of words of health as every free message is (SAS-27).

    Raises InvalidInput naming `field`.
    """
    if Found.HEALTH in screen(numberless(text, field)):
        raise InvalidInput.at(field, "speaks-of-health", "Retirez ce qui parle de santé : ce n'est pas utile ici.")
    return text


def country_code(value: str) -> str:
    """An ISO 3166 code. Raises InvalidInput."""
    if not _COUNTRY.fullmatch(value):
        raise InvalidInput.at("country", "unknown-country", "Donnez le code du pays en deux lettres : FR, BE…")
    return value


def past(value: date, field: str, today: date | None = None) -> date:
    """A day that has come: at home, or by the `today` of a practice. Raises InvalidInput."""
    if value > (today or home_day()):
        raise InvalidInput.at(field, "in-the-future", "Cette date est à venir.")
    return value


def after(value: date, earlier: date, field: str) -> date:
    """A day after another. Raises InvalidInput."""
    if value <= earlier:
        raise InvalidInput.at(field, "not-after", "Cette date doit être postérieure à la précédente.")
    return value
