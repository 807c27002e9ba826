"""The pages of consignes: each version in words, what it is narrowed to, what may be done with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from booking.consigne_preview import Preview
from core import clock
from core.scoping import Actor
from instructions.enums import Effect, Familiarity, Kind, Requirement, State
from instructions.lifecycle import NEXT, standing
from instructions.models import ConsigneVersion
from instructions.services.consignes import may_approve
from practices.permissions import Permission, can
from web import french
from web.desk.forms_consignes import DAYS, DOORS
from web.desk.presenters.consignes import LOOK, WORD


@dataclass(frozen=True, slots=True)
class Names:
    """Of the practice's practitioners and visit reasons, by id; `zone`: its clocks."""

    people: Mapping[UUID, str]
    reasons: Mapping[UUID, str]
    zone: str


@dataclass(frozen=True, slots=True)
class VersionCard:
    id: UUID
    consigne_id: UUID
    number: int
    word: str
    look: str
    effect: str
    sentence: str
    question: str
    answers: str
    scope: str
    standing: str
    steps: list[str]
    may_propose: bool
    may_approve: bool
    may_withdraw: bool
    tells_absence: bool


def version_card(actor: Actor, version: ConsigneVersion, names: Names) -> VersionCard:
    """One version, with what this very person may do next."""
    today = french.local(clock.now(), names.zone).date()
    writes, approves = can(actor, Permission.CONSIGNE_WRITE, version.practice_id), may_approve(actor, version)
    following = NEXT[State(version.state)]
    return VersionCard(
        id=version.id,
        consigne_id=version.consigne_id,
        number=version.number,
        word=WORD[version.kind],
        look=LOOK[version.kind],
        effect=_effect(version),
        sentence=version.sentence,
        question=version.question,
        answers=", ".join(f"{one['label']} (empêche)" if one["blocks"] else one["label"] for one in version.choices),
        scope=scope_said(version, names),
        standing=standing(version.state, version.from_date, version.until_date, today),
        steps=_steps(version, names.zone),
        may_propose=writes and State.PROPOSED in following,
        may_approve=approves and State.APPROVED in following,
        may_withdraw=State.WITHDRAWN in following and (approves if version.state == State.APPROVED else writes),
        tells_absence=version.consigne.absence_id is not None,
    )


def scope_said(version: ConsigneVersion, names: Names) -> str:
    """« Dr Martin · Vaccination · moins de 6 ans · lundi, mardi · du 3 au 9 mars »; every booking when nothing is."""
    parts = [
        ", ".join(names.people.get(one, "ancien praticien") for one in version.practitioner_ids),
        ", ".join(names.reasons.get(one, "ancien motif") for one in version.visit_reason_ids),
        Familiarity(version.familiarity).label if version.familiarity else "",
        _ages(version),
        ", ".join(DAYS[day].lower() for day in version.weekdays),
        _hours(version),
        _dates(version),
        ", ".join(label.lower() for door, label in DOORS if door in version.doors),
    ]
    return " · ".join(str(part) for part in parts if part) or "Tous les rendez-vous"


def preview_said(found: Preview) -> list[str]:
    """« 12 rendez-vous à venir, du … au … »; « 40 horaires libres des sept jours qui viennent »."""
    said = [french.count(found.visits, "rendez-vous à venir", "rendez-vous à venir")]
    if found.by_day:
        days = list(found.by_day)
        said[0] += f", du {french.short_day(days[0])} au {french.short_day(days[-1])}"
    if found.slots is not None:
        said.append(french.count(found.slots, "horaire libre", "horaires libres") + " des sept jours qui viennent")
    return said


def _effect(version: ConsigneVersion) -> str:
    if version.kind == Kind.INFO:
        return "Se lit seulement"
    label = str(Effect(version.effect).label)
    return f"{label} : {Requirement(version.requirement).label.lower()}" if version.requirement else label


def _ages(version: ConsigneVersion) -> str:
    low = f"dès {version.age_from} ans" if version.age_from is not None else ""
    high = f"moins de {version.age_until} ans" if version.age_until is not None else ""
    return " et ".join(part for part in (low, high) if part)


def _hours(version: ConsigneVersion) -> str:
    low = f"dès {version.opens:%H:%M}" if version.opens else ""
    high = f"avant {version.closes:%H:%M}" if version.closes else ""
    return " et ".join(part for part in (low, high) if part)


def _dates(version: ConsigneVersion) -> str:
    low = f"à partir du {version.from_date:%d/%m/%Y}" if version.from_date else ""
    high = f"jusqu'au {version.until_date:%d/%m/%Y}" if version.until_date else ""
    return " ".join(part for part in (low, high) if part)


def _steps(version: ConsigneVersion, zone: str) -> list[str]:
    """Who did what, and when: « Écrite le 3 mars par Camille »."""
    told = [
        ("Écrite", version.written_at, version.written_by),
        ("Proposée", version.proposed_at, None),
        ("Approuvée", version.approved_at, version.approved_by),
        ("Retirée", version.withdrawn_at, version.withdrawn_by),
    ]
    said = []
    for verb, at, who in told:
        if at is not None:
            by = f" par {who.display_name}" if who else ""
            said.append(f"{verb} le {french.when(at, zone)}{by}")
    return said
