"""Following the signed protocol in a call: begun, then one sealed answer at a time. Nothing of it ever changes."""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from instructions.errors import NoProtocol, RunOver
from instructions.models import UrgencyRun, UrgencyStep
from instructions.runs import ANSWER_SEPARATOR, Progress, progress_of, protocol_in_force
from instructions.urgency import Step
from patients.queries import patient_to_change
from practices.permissions import Permission, check_may


@transaction.atomic
def begin_urgency(
    *, actor: Actor, practice_id: UUID, call_id: UUID | None = None, patient_id: UUID | None = None
) -> UrgencyRun:
    """Begin the protocol in force, for a patient if that is known. Raises NotFound, Forbidden, NoProtocol."""
    check_may(actor, Permission.URGENCY_RUN, practice_id)
    protocol = protocol_in_force(practice_id)
    if protocol is None:
        raise NoProtocol()
    if patient_id is not None:
        patient = patient_to_change(actor, patient_id, Permission.PATIENT_READ)
        if patient.practice_id != practice_id:
            raise NotFound()
    run = UrgencyRun.objects.create(
        practice_id=practice_id,
        protocol=protocol,
        call_id=call_id,
        patient_id=patient_id,
        begun_by_id=actor.user_id,
        begun_at=clock.now(),
    )
    _journal(actor, Action.URGENCY_BEGUN, run, position=0)
    return run


@transaction.atomic
def answer_urgency(*, actor: Actor, run_id: UUID, question: str, choice: str) -> Progress:
    """Answer the question that waits; what the run has come to. Never a second time.

    Raises NotFound, Forbidden, InvalidInput naming `choice`, RunOver when another question waits or none does.
    """
    run = UrgencyRun.objects.filter(pk=run_id, practice_id__in=actor.practice_ids).select_related("protocol").first()
    if run is None:
        raise NotFound()
    check_may(actor, Permission.URGENCY_RUN, run.practice_id)
    before = progress_of(run)
    waiting = before.here
    if not isinstance(waiting, Step) or waiting.code != question:
        raise RunOver(waiting=waiting.code if isinstance(waiting, Step) else None)
    branch = waiting.choice(choice)
    if branch is None:
        raise InvalidInput.at("choice", "unknown-value", "Cette réponse n'est pas proposée.")
    # One answer a position, by constraint: of two at once the second is refused by the database.
    UrgencyStep.objects.create(
        practice_id=run.practice_id,
        run=run,
        position=len(before.answers) + 1,
        answer=ANSWER_SEPARATOR.join((question, choice)),
        ends=bool(branch.outcome),
        answered_by_id=actor.user_id,
        answered_at=clock.now(),
    )
    _journal(actor, Action.URGENCY_ANSWERED, run, position=len(before.answers) + 1)
    return progress_of(run)


def _journal(actor: Actor, action: Action, run: UrgencyRun, *, position: int) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=run.practice_id,
        entity=("instructions.urgency_run", run.id),
        patient_id=run.patient_id,
        details={"call": run.call_id, "position": position},
    )
