"""Which text is in force, what a person was told, and what they decided."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.decisions import STOPPABLE, Decision, Reach, stopped
from consent.errors import NoNoticeInForce
from consent.models import ConsentRecord, Notice, NoticeRecord
from consent.purposes import LegalBasis, Purpose, basis_of
from core import clock
from core.scoping import Actor
from practices.permissions import Permission, check_may


def current_notice(practice_id: UUID, at: datetime | None = None, *, purpose: Purpose = Purpose.APPOINTMENTS) -> Notice:
    """The text in force at `at` (aware; now by default). Raises NoNoticeInForce. The caller checked the scope."""
    notice = (
        Notice.objects.filter(practice_id=practice_id, purpose=purpose.value, effective_at__lte=at or clock.now())
        .order_by("-effective_at", "-version")
        .first()
    )
    if notice is None:
        raise NoNoticeInForce()
    return notice


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one person stands on one purpose: `last` is None when they never decided."""

    purpose: Purpose
    is_stopped: bool
    last: ConsentRecord | None


def notice_to_read(actor: Actor, practice_id: UUID) -> Notice:
    """The sentence to read aloud for this practice. Raises NotFound, Forbidden, NoNoticeInForce."""
    check_may(actor, Permission.NOTICE_READ, practice_id)
    return current_notice(practice_id)


def notices(actor: Actor, practice_id: UUID, *, purpose: Purpose = Purpose.APPOINTMENTS) -> list[Notice]:
    """Every version of a text, the latest first, those to come included. Raises NotFound, Forbidden."""
    check_may(actor, Permission.NOTICE_READ, practice_id)
    return list(Notice.objects.filter(practice_id=practice_id, purpose=purpose.value).order_by("-version"))


def notice_at(actor: Actor, practice_id: UUID, at: datetime, *, purpose: Purpose = Purpose.APPOINTMENTS) -> Notice:
    """ST-06: the text under which data of that instant (aware) was collected.

    Raises NotFound, Forbidden, NoNoticeInForce when there was none yet.
    """
    check_may(actor, Permission.NOTICE_READ, practice_id)
    return current_notice(practice_id, at, purpose=purpose)


def collected_under(practice_id: UUID, subject_id: UUID) -> NoticeRecord | None:
    """What the person was told when they were recorded: the first thing. The caller checked the scope."""
    return (
        NoticeRecord.objects.filter(practice_id=practice_id, subject_id=subject_id)
        .select_related("notice", "recorded_by")
        .order_by("at", "id")
        .first()
    )


def notice_due(practice_id: UUID, subject_id: UUID) -> Notice | None:
    """The text in force, when this person was not told that version yet. The caller checked the scope."""
    notice = (
        Notice.objects.filter(
            practice_id=practice_id, purpose=Purpose.APPOINTMENTS.value, effective_at__lte=clock.now()
        )
        .order_by("-effective_at", "-version")
        .first()
    )
    if notice is None:
        return None
    told = NoticeRecord.objects.filter(practice_id=practice_id, subject_id=subject_id, notice=notice)
    return None if told.exists() else notice


def records_of(practice_id: UUID, subject_id: UUID) -> list[NoticeRecord]:
    """What one person was told, newest first. The caller checked the scope."""
    return list(
        NoticeRecord.objects.filter(practice_id=practice_id, subject_id=subject_id)
        .select_related("notice", "recorded_by")
        .order_by("-at", "-id")
    )


def is_stopped(practice_id: UUID, subject_id: UUID, purpose: Purpose) -> bool:
    """Whether this purpose may not be pursued for this person, now (ST-26, ST-28). The caller checked the scope.

    No statement for what rests neither on consent nor on a legitimate interest: nothing can stop it.
    """
    if basis_of(purpose) is LegalBasis.CONTRACT:
        return False
    last = last_decision(practice_id, subject_id, purpose)
    return stopped(purpose, Decision(last.decision) if last else None)


def reach_for(practice_id: UUID, subject_id: UUID, purpose: Purpose) -> Reach | None:
    """How the person chose to be reached for a purpose; None when they did not choose, or stopped it."""
    last = last_decision(practice_id, subject_id, purpose)
    if last is None or not last.reach or stopped(purpose, Decision(last.decision)):
        return None
    return Reach(last.reach)


def last_decision(practice_id: UUID, subject_id: UUID, purpose: Purpose) -> ConsentRecord | None:
    """What the person last decided about one purpose. The caller checked the scope."""
    return (
        ConsentRecord.objects.filter(practice_id=practice_id, subject_id=subject_id, purpose=purpose.value)
        .order_by("-at", "-id")
        .first()
    )


def decisions_of(practice_id: UUID, subject_id: UUID) -> list[ConsentRecord]:
    """Everything one person decided, newest first. The caller checked the scope."""
    return list(
        ConsentRecord.objects.filter(practice_id=practice_id, subject_id=subject_id)
        .select_related("notice", "recorded_by")
        .order_by("-at", "-id")
    )


def standings_of(practice_id: UUID, subject_id: UUID) -> list[Standing]:
    """Where one person stands on each purpose that can be stopped, in the order of the list; one statement."""
    latest: dict[str, ConsentRecord] = {}
    for record in decisions_of(practice_id, subject_id):
        latest.setdefault(record.purpose, record)
    found = ((purpose, latest.get(purpose.value)) for purpose in STOPPABLE)
    return [
        Standing(purpose, stopped(purpose, Decision(last.decision) if last else None), last) for purpose, last in found
    ]
