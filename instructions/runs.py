"""Reading urgency protocols and the runs that followed them; opening answers is journalled."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core.errors import NotFound
from core.scoping import Actor
from instructions.models import UrgencyProtocol, UrgencyRun, UrgencyStep
from instructions.urgency import Branch, Step, steps_of, walk
from practices.permissions import Permission, check_may

ANSWER_SEPARATOR = "\t"


@dataclass(frozen=True, slots=True)
class Said:
    """One answer in clear, with the question as it was put."""

    question: str
    label: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """`here` is the question that waits, or the branch on which the run ended."""

    run_id: UUID
    practice_id: UUID
    call_id: UUID | None
    patient_id: UUID | None
    protocol_version: int
    begun_at: datetime
    answers: tuple[tuple[str, str], ...]
    said: tuple[Said, ...]
    here: Step | Branch

    @property
    def outcome(self) -> str:
        """Empty while a question waits."""
        return self.here.outcome if isinstance(self.here, Branch) else ""


def protocol_in_force(practice_id: UUID) -> UrgencyProtocol | None:
    """The newest signed version. The caller checked the scope."""
    rows = UrgencyProtocol.objects.filter(practice_id=practice_id, signed_at__isnull=False)
    return rows.select_related("signed_by").order_by("-version").first()


def protocols_at(actor: Actor, practice_id: UUID) -> list[UrgencyProtocol]:
    """Every version of a practice, newest first. Raises NotFound, Forbidden."""
    check_may(actor, Permission.CONSIGNE_READ, practice_id)
    rows = UrgencyProtocol.objects.filter(practice_id=practice_id)
    return list(rows.select_related("written_by", "signed_by").order_by("-version"))


@transaction.atomic
def run_of(actor: Actor, run_id: UUID) -> Progress:
    """One run with its answers in clear; journalled. Raises NotFound, Forbidden."""
    run = UrgencyRun.objects.filter(pk=run_id, practice_id__in=actor.practice_ids).select_related("protocol").first()
    if run is None:
        raise NotFound()
    check_may(actor, Permission.URGENCY_RUN, run.practice_id)
    if run.patient is not None and run.patient.locked_at is not None:
        raise NotFound()
    audit.record(
        actor=actor,
        action=Action.URGENCY_OPENED,
        practice_id=run.practice_id,
        entity=("instructions.urgency_run", run.id),
        patient_id=run.patient_id,
    )
    return progress_of(run)


def runs_about(practice_id: UUID, patient_id: UUID) -> list[Progress]:
    """Every run about one patient, oldest first, in clear: for the copy of their data and for nobody else.

    The caller checked the scope and journals.
    """
    rows = UrgencyRun.objects.filter(practice_id=practice_id, patient=patient_id).select_related("protocol")
    return [progress_of(row) for row in rows.order_by("begun_at", "id")]


def progress_of(run: UrgencyRun) -> Progress:
    """Where a run stands, its answers opened. The caller checked the scope and journals."""
    steps = steps_of(run.protocol.steps)
    by_code = {step.code: step for step in steps}
    rows = list(UrgencyStep.objects.filter(practice_id=run.practice_id, run=run).order_by("position"))
    answers, said = [], []
    for row in rows:
        question, _, choice = row.answer.open().partition(ANSWER_SEPARATOR)
        branch = by_code[question].choice(choice)
        answers.append((question, choice))
        said.append(Said(by_code[question].text, branch.label if branch else choice, row.answered_at))
    return Progress(
        run_id=run.id,
        practice_id=run.practice_id,
        call_id=run.call_id,
        patient_id=run.patient_id,
        protocol_version=run.protocol.version,
        begun_at=run.begun_at,
        answers=tuple(answers),
        said=tuple(said),
        here=walk(steps, answers),
    )
