"""An absence told in a consigne is an absence in the agenda: both are written, and taken back, in one act."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from booking.errors import WrongRange
from booking.local_time import local_date
from booking.locks import in_one_transaction
from booking.models import Absence, AbsenceReason
from booking.services.absences import add_absence, remove_absence
from booking.services.timetable import Effect
from booking.visits import zone_of
from core.errors import FieldError, NotFound
from core.scoping import Actor
from instructions.enums import Effect as ConsigneEffect
from instructions.enums import Kind
from instructions.models import ConsigneVersion
from instructions.queries import is_concerned, version_in
from instructions.services import approve_consigne, propose_consigne, withdraw_consigne, write_consigne
from instructions.terms import Terms
from practices.permissions import Permission, check_may


class Fate(StrEnum):
    """What becomes of the absence when its consigne is withdrawn."""

    KEPT = "kept"
    REMOVED = "removed"


@in_one_transaction
def tell_absence(
    *,
    actor: Actor,
    practice_id: UUID,
    practitioner_id: UUID,
    start: datetime,
    end: datetime,
    sentence: str,
    reason_code: AbsenceReason = AbsenceReason.OTHER,
) -> tuple[ConsigneVersion, Effect[Absence]]:
    """The practitioner is away from `start` to `end` (aware), and every call to the practice is told so.

    The times are gone from the agenda at once; the sentence waits for the practitioner unless it is theirs. Raises
    NotFound, Forbidden, WrongRange, UnfitConsigne.
    """
    check_may(actor, Permission.CONSIGNE_WRITE, practice_id)
    if end <= start:
        raise WrongRange(errors=[FieldError("end", "end-before-start", "La fin doit suivre le début.")])
    absence = add_absence(
        actor=actor,
        practice_id=practice_id,
        practitioner_id=practitioner_id,
        start=start,
        end=end,
        reason_code=reason_code,
    )
    zone = zone_of(actor, practice_id)
    terms = Terms(
        sentence,
        kind=Kind.IMPORTANT.value,
        effect=ConsigneEffect.WARN.value,
        practitioners=(practitioner_id,),
        from_date=local_date(start, zone),
        until_date=local_date(end - timedelta(microseconds=1), zone),
    )
    version = write_consigne(actor=actor, practice_id=practice_id, terms=terms, absence_id=absence.row.id)
    if actor.may(Permission.CONSIGNE_APPROVE, practice_id) and is_concerned(actor, version):
        return approve_consigne(actor=actor, version_id=version.id), absence
    return propose_consigne(actor=actor, version_id=version.id), absence


@in_one_transaction
def withdraw_told_absence(*, actor: Actor, version_id: UUID, absence: Fate) -> ConsigneVersion:
    """Withdraw the consigne and, if the practitioner is there after all, the absence. One that has begun ends now.

    Raises NotFound (also for a consigne that tells no absence), Forbidden, ForbiddenStep.
    """
    told = version_in(actor, version_id).consigne
    if told.absence_id is None:
        raise NotFound()
    version = withdraw_consigne(actor=actor, version_id=version_id, absence_decided=True)
    if absence is Fate.REMOVED and Absence.objects.filter(pk=told.absence_id).exists():
        remove_absence(actor=actor, practice_id=told.practice_id, absence_id=told.absence_id)
    return version
