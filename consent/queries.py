"""Which text is in force, and what a person was told."""

from datetime import datetime
from uuid import UUID

from consent.errors import NoNoticeInForce
from consent.models import Notice, NoticeRecord
from consent.purposes import Purpose
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


def notice_to_read(actor: Actor, practice_id: UUID) -> Notice:
    """The sentence to read aloud for this practice. Raises NotFound, Forbidden, NoNoticeInForce."""
    check_may(actor, Permission.NOTICE_READ, practice_id)
    return current_notice(practice_id)


def records_of(practice_id: UUID, subject_id: UUID) -> list[NoticeRecord]:
    """What one person was told, newest first. The caller checked the scope."""
    return list(
        NoticeRecord.objects.filter(practice_id=practice_id, subject_id=subject_id)
        .select_related("notice")
        .order_by("-at", "-id")
    )
