"""What a patient was told and decided, as the file's card shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consent.decisions import Decision, Reach
from consent.models import Notice, NoticeRecord
from consent.purposes import TERMS, LegalBasis
from consent.queries import Standing
from core.scoping import Channel
from web import french

DOORS = {
    Channel.PHONE: "au téléphone",
    Channel.WEB: "en ligne",
    Channel.API: "par un logiciel relié",
    Channel.SYSTEM: "par une reprise de données",
}
REACHES = {Reach.SMS: "par SMS", Reach.EMAIL: "par e-mail"}


@dataclass(frozen=True, slots=True)
class Told:
    """One time the person was informed."""

    version: int
    when: str
    door: str
    who: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One button: what it says and what it sends."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One purpose that the person can stop; `notice` is to be read aloud before a yes."""

    purpose: str
    label: str
    state: str
    tone: str
    since: str
    answers: list[Answer]
    notice: Notice | None


def told(record: NoticeRecord, zone: str) -> Told:
    return Told(
        version=record.notice.version,
        when=_day(record.at, zone),
        door=DOORS[Channel(record.channel)],
        who=str(record.recorded_by.display_name) if record.recorded_by else "",
    )


def choices(standings: Sequence[Standing], texts: dict[Any, Notice], zone: str) -> list[Choice]:
    """`texts`: the text in force of each purpose that rests on consent; `zone`: the clocks of the practice."""
    return [_choice(one, texts.get(one.purpose), zone) for one in standings]


def _choice(one: Standing, text: Notice | None, zone: str) -> Choice:
    by_consent = TERMS[one.purpose].basis is LegalBasis.CONSENT
    state, tone = _state(one, by_consent=by_consent)
    answers = _consent_answers(one, text) if by_consent else _reminder_answers(one)
    return Choice(
        purpose=one.purpose.value,
        label=TERMS[one.purpose].label,
        state=state,
        tone=tone,
        since=f"depuis le {_day(one.last.at, zone)}, {DOORS[Channel(one.last.channel)]}" if one.last else "",
        answers=answers,
        notice=text if by_consent and one.is_stopped else None,
    )


def _state(one: Standing, *, by_consent: bool) -> tuple[str, str]:
    if one.is_stopped:
        withdrawn = one.last is not None and one.last.decision == Decision.WITHDRAWN
        return ("accord retiré" if withdrawn else "pas d'accord" if by_consent else "opposition"), "warn"
    if by_consent:
        return "accord donné", "ok"
    reach = Reach(one.last.reach) if one.last and one.last.reach else None
    return (REACHES[reach], "ok") if reach else ("aucun canal choisi", "")


def _consent_answers(one: Standing, text: Notice | None) -> list[Answer]:
    if not one.is_stopped:
        return [Answer("no", "Retirer l'accord")]
    return [Answer("yes", "Le patient est d'accord")] if text else []


def _reminder_answers(one: Standing) -> list[Answer]:
    reach = one.last.reach if one.last and not one.is_stopped else ""
    offers = [Answer(other.value, f"Rappeler {REACHES[other]}") for other in Reach if other.value != reach]
    return offers if one.is_stopped else [Answer("no", "Ne plus rappeler"), *offers]


def _day(instant: datetime, zone: str) -> str:
    return french.short_day(french.local(instant, zone).date())
