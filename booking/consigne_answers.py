"""What the consignes were for one visit: the versions applied, those passed over; the answers, opened on demand."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from audit.services import record
from booking.consignes import read_answers
from booking.models import Appointment
from core.errors import NotFound
from core.scoping import Actor
from instructions.queries import rules_by_version
from instructions.rules import LABELS, Rule
from practices.permissions import Permission, check_may


@dataclass(frozen=True, slots=True)
class Followed:
    """One consigne applied to a visit, as it read then."""

    rule: Rule
    is_breached: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer in clear: what was asked, the answer chosen, and words if there were any."""

    version_id: UUID
    asked: str
    answer: str
    words: str


def consignes_of(visit: Appointment) -> list[Followed]:
    """Those of a visit that the caller may read, in the order in which they were applied; one statement at most."""
    rules = rules_by_version(visit.practice_id, visit.consigne_versions)
    breached = set(visit.consigne_breaches)
    return [Followed(rules[one], one in breached) for one in visit.consigne_versions if one in rules]


def consignes_followed(actor: Actor, appointment_id: UUID) -> list[Followed]:
    """The same by id, beside a reading of the visit that is journalled. Raises NotFound, Forbidden."""
    visit = Appointment.objects.filter(pk=appointment_id, practice_id__in=actor.practice_ids).first()
    if visit is None:
        raise NotFound()
    check_may(actor, Permission.APPOINTMENT_READ, visit.practice_id)
    return consignes_of(visit)


@transaction.atomic
def open_consigne_answers(actor: Actor, appointment_id: UUID) -> list[Answered]:
    """What was answered when it was booked, in clear; journalled. Raises NotFound, Forbidden."""
    rows = Appointment.objects.filter(practice_id__in=actor.practice_ids, patient__locked_at__isnull=True)
    visit = rows.filter(pk=appointment_id).first()
    if visit is None:
        raise NotFound()
    check_may(actor, Permission.APPOINTMENT_READ, visit.practice_id)
    record(
        actor=actor,
        action=Action.CONSIGNE_ANSWERS_OPENED,
        practice_id=visit.practice_id,
        entity=("appointment", visit.id),
        patient_id=visit.patient_id,
    )
    return answered_for(visit)


def answered_for(visit: Appointment) -> list[Answered]:
    """The same for whoever checked the scope and journals; one statement where something was answered."""
    answers = read_answers(visit)
    rules = rules_by_version(visit.practice_id, answers)
    return [
        Answered(version_id, rule.question or rule.sentence, answer_label(rule, answers[version_id].choice),
                 answers[version_id].words)
        for version_id, rule in rules.items()
    ]  # fmt: skip


def answer_label(rule: Rule, code: str) -> str:
    """The answer as it was read on the screen."""
    return next((choice.label for choice in rule.choices if choice.code == code), LABELS.get(code, code))
