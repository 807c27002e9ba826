"""What a patient reads: when and where, never why nor with whom (H-44). Pure: no database, no vendor.

The text is made when the message leaves and kept nowhere: its template's number and a digest are.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from notifications.kinds import REMINDERS, Kind
from notifications.neutral import is_neutral
from telephony_adapters.sms_text import Carriage, carriage

TEMPLATE_VERSION = 2
MAX_PARTS = 2
NOBODY_IN_PARTICULAR = "Votre cabinet"
# « août » would make two-byte letters of a whole message: days and months are figures.
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_SAYS = {
    Kind.BOOKED: ("votre rendez-vous est confirmé", "vos rendez-vous sont confirmés"),
    Kind.MOVED: ("votre rendez-vous est déplacé", "vos rendez-vous sont déplacés"),
    Kind.CANCELLED: ("votre rendez-vous est annulé", "vos rendez-vous sont annulés"),
}
_REMINDS = ("rappel de votre rendez-vous", "rappel de vos rendez-vous")
_SUBJECTS = {
    Kind.BOOKED: "Rendez-vous confirmé",
    Kind.MOVED: "Rendez-vous déplacé",
    Kind.CANCELLED: "Rendez-vous annulé",
}
_ALSO = "Vous pouvez aussi appeler le {phone}."
_CALL = "Pour le déplacer ou l'annuler, appelez le {phone}."
_CHANGE = "Le déplacer ou l'annuler"
_ANSWER = "Répondez 1 pour confirmer, 2 pour annuler, STOP pour ne plus recevoir de SMS."


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit as it may be told: its time on the clocks of its place, where that is, the address of its own page."""

    starts_at: datetime
    place: str = ""
    address: str = ""
    link: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail. Not shown by accident: it names a place and a time of somebody."""

    subject: str
    body: str = field(repr=False)


class TooLong(ValueError):
    """No form of the message fits in two parts."""


def signed_by(signature: str, practice_name: str) -> str:
    """Who the message says it is from: what the practice chose, else its name unless that tells a specialty."""
    if signature:
        return signature
    return practice_name if is_neutral(practice_name) else NOBODY_IN_PARTICULAR


def place_of(name: str, address: str) -> str:
    """Where a page says that a visit is: the name of the place goes when it tells a specialty, its address stays."""
    return ", ".join(line for line in (name if is_neutral(name) else "", address) if line)


def sms(kind: Kind, visits: Sequence[Visit], signature: str, *, answers: bool) -> Carriage:
    """The longest form that fits in two parts: first without the place, then without the address of its page, then
    without how to answer, then with fewer times. Raises TooLong.
    """
    # The page is of one visit; a message that asks for an answer says already how to change it.
    links = (True, False) if len(visits) == 1 and visits[0].link and kind not in REMINDERS else (False,)
    forms = [(shown, asks, link, place) for shown in range(len(visits), 0, -1) for asks in (answers, False)
             for link in links for place in (True, False)]  # fmt: skip
    for shown, asks, link, place in forms:
        try:
            carried = carriage(_sms(kind, visits, signature, shown=shown, place=place, link=link, answers=asks))
        except ValueError:
            continue
        if carried.parts <= MAX_PARTS:
            return carried
    raise TooLong


def letter(kind: Kind, visits: Sequence[Visit], signature: str, phone: str) -> Letter:
    """Plain text; the whole address, and a number to call."""
    subject = _SUBJECTS.get(kind, "Rappel de rendez-vous")
    lines = ["Bonjour,", "", _capital(_what(kind, visits)) + " :", ""]
    for visit in visits:
        lines.append(f"- {_when(visit)}")
        lines.extend(f"  {line}" for line in _where(visit, whole=True))
        if visit.link:
            lines.append(f"  {_CHANGE} : {visit.link}")
    lines.append("")
    if phone:
        lines += [
            f"Vous pouvez aussi appeler le {phone}."
            if any(visit.link for visit in visits)
            else _CALL.format(phone=phone),
            "",
        ]
    lines += [signature, "", "Ce message est envoyé automatiquement : n'y répondez pas."]
    return Letter(f"{subject} - {signature}", "\n".join(lines) + "\n")


def digest(text: str) -> str:
    """What is kept of a text (SHA-256, hexadecimal)."""
    return hashlib.sha256(text.encode()).hexdigest()


def _sms(
    kind: Kind, visits: Sequence[Visit], signature: str, *, shown: int, place: bool, link: bool, answers: bool
) -> str:
    told, left = visits[:shown], len(visits) - shown
    times = _listed([_when(visit) for visit in told])
    where = {line for visit in told for line in _where(visit, whole=False)}
    text = f"{signature} : {_what(kind, visits)} : {times}"
    if left:
        text += f" et {left} autre{'s' * (left > 1)}"
    if place and len(where) == 1:
        text += f", {where.pop()}"
    text += "."
    if link:
        text += f" {_CHANGE} : {visits[0].link}"
    # An answer is about one visit: which of several it would be, nobody could tell.
    return f"{text} {_ANSWER}" if answers and kind in REMINDERS and len(visits) == 1 else text


def _what(kind: Kind, visits: Sequence[Visit]) -> str:
    return _SAYS.get(kind, _REMINDS)[len(visits) > 1]


def _when(visit: Visit) -> str:
    at = visit.starts_at
    return f"{_DAYS[at.weekday()]} {at:%d/%m} à {at:%Hh%M}"


def _where(visit: Visit, *, whole: bool) -> Iterable[str]:
    lines = (visit.place, visit.address) if whole else (visit.place,)
    return [line for line in lines if line and is_neutral(line)]


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
