"""What the desk shows of guardians: the sentence to read, what was answered, what a person may do about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from booking.guardian_need import GuardianNeed
from booking.lifecycle import Status
from booking.minors import is_minor
from booking.models import Appointment
from booking.queries import GuardianFile, Waiting
from consent.attestation import RELATIONS, SCOPES, GuardianAnswer, GuardianRelation, GuardianScope
from consent.guardian_text import CURRENT
from consent.guardians import Guardianship
from consent.standing import Standing
from core import clock
from patients.lines import PatientLine
from web import french
from web.desk.presenters.visits import when

STANDINGS = {
    Standing.AWAITED: "En attente de l'accord d'un représentant légal",
    Standing.AGREED: "Un représentant légal a donné son accord",
    Standing.REFUSED: "Un représentant légal a refusé : le rendez-vous n'est pas confirmé",
    Standing.DISPUTED: "Les représentants légaux ne sont pas d'accord : le cabinet doit trancher",
}
RELATION_CHOICES = [(one.value, label) for one, label in RELATIONS.items()]
SCOPE_CHOICES = [(one.value, label) for one, label in SCOPES.items()]


@dataclass(frozen=True, slots=True)
class Asked:
    """The form that notes an answer; `afterwards` is read aloud after an agreement (ST-45), `until` is "" when nothing
    can wait."""

    spoken: str
    afterwards: str
    until: str
    joint: bool
    relations: list[tuple[str, str]]
    scopes: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answered:
    line: str
    withdraw_url: str


@dataclass(frozen=True, slots=True)
class GuardianCard:
    """One visit's guardians; an address is empty when the act is not possible."""

    title: str
    until: str
    answers: list[Answered]
    asked: Asked | None
    answer_url: str
    link_url: str
    settle_url: str
    secret_url: str
    is_secret: bool


def asked(need: GuardianNeed) -> Asked:
    """For the recap of a call."""
    return _asked(need.joint, need.until)


def guardian_card(
    one: Appointment, patient: PatientLine, file: GuardianFile, *, may_settle: bool
) -> GuardianCard | None:
    """None for a visit about which guardians have nothing to say, and which nobody may make secret."""
    today = french.local(clock.now(), one.location.timezone).date()
    expected = one.status in (Status.PENDING, Status.BOOKED) and one.starts_at > clock.now()
    minor = is_minor(patient.birth_date, today)
    if not (minor and expected) and not file.answers:
        return None
    concerned = expected and not one.minor_secrecy and file.rule is not Guardianship.ALONE
    disputed = concerned and file.standing is Standing.DISPUTED
    until = french.when(one.pending_until, one.location.timezone) if _waits(one) and one.pending_until else ""
    return GuardianCard(
        title=STANDINGS[file.standing] if concerned else "",
        until=until,
        answers=[_answered(one, answer) for answer in file.answers],
        asked=_asked(file.rule is Guardianship.JOINT, None) if concerned else None,
        answer_url=_url(one, "guardian") if concerned else "",
        link_url=_url(one, "guardian-link") if concerned and _waits(one) else "",
        settle_url=_url(one, "guardian-settle") if disputed and may_settle else "",
        secret_url=_url(one, "secret") if minor and expected and not one.minor_secrecy else "",
        is_secret=one.minor_secrecy,
    )


def waiting_line(one: Waiting, patient: PatientLine) -> dict[str, str]:
    """One line of the work list."""
    visit = one.appointment
    return {
        "patient": f"{patient.family_name.upper()} {patient.given_names}",
        "when": when(visit),
        "standing": STANDINGS[one.standing] if visit.status == Status.PENDING else "Réservé, mais l'accord manque",
        "until": french.when(visit.pending_until, visit.location.timezone) if visit.pending_until else "",
        "url": reverse("desk:appointment", args=[visit.id]),
    }


def _waits(one: Appointment) -> bool:
    return one.status == Status.PENDING


def _asked(joint: bool, until: datetime | None) -> Asked:
    said = f"{french.long_day(until.date())} à {french.hour(until)}" if until else ""
    afterwards = f"« Ce qui est gardé : {' ; '.join(CURRENT.kept)}. {CURRENT.objecting} »"
    return Asked(CURRENT.spoken, afterwards, said, joint, RELATION_CHOICES, SCOPE_CHOICES)


def _answered(one: Appointment, answer: Any) -> Answered:
    verb = "a donné son accord" if answer.answer == GuardianAnswer.AGREED.value else "a refusé"
    said = french.local(answer.at, one.location.timezone)
    how = "par le lien" if answer.channel == "web" else f"au téléphone, noté par {answer.recorded_by or 'le système'}"
    end = " ; retiré depuis" if answer.is_withdrawn else " ; tranché par le cabinet" if answer.is_settled else ""
    relation, scope = RELATIONS[GuardianRelation(answer.relation)], SCOPES[GuardianScope(answer.scope)]
    line = (
        f"{answer.name} ({relation.lower()}) {verb} le {french.short_day(said.date())} à {french.hour(said)}, {how}."
        f" Portée : {scope.lower()}{end}."
    )
    may = answer.answer == GuardianAnswer.AGREED.value and not answer.is_withdrawn
    return Answered(line, reverse("desk:guardian-withdraw", args=[one.id, answer.id]) if may else "")


def _url(one: Appointment, name: str) -> str:
    return reverse(f"desk:{name}", args=[one.id])
