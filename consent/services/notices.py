"""Publishing the text that people are told, and recording that somebody was."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from unicodedata import normalize
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from consent.errors import ConsentRequired, NoticeOutdated
from consent.models import Notice, NoticeRecord
from consent.models.notice import MAX_TEXT
from consent.purposes import Purpose
from consent.queries import current_notice
from core import clock
from core.errors import InvalidInput
from core.scoping import Actor, Channel
from practices.permissions import Permission, check_may
from practices.queries import lock_practice


@transaction.atomic
def publish_notice(
    *,
    actor: Actor,
    practice_id: UUID,
    text: str,
    purpose: Purpose = Purpose.APPOINTMENTS,
    effective_at: datetime | None = None,
) -> Notice:
    """The next version of a practice's text, in force from `effective_at` (aware; now by default, never before).

    The former versions stay as they were. Raises NotFound, Forbidden, InvalidInput.
    """
    check_may(actor, Permission.NOTICE_PUBLISH, practice_id)
    text = _checked_text(text)
    now = clock.now()
    # Two publications at once would take the same number: the practice's row orders them.
    lock_practice(practice_id)
    last = Notice.objects.filter(practice_id=practice_id, purpose=purpose.value).order_by("-version").first()
    notice = Notice.objects.create(
        practice_id=practice_id,
        purpose=purpose.value,
        version=last.version + 1 if last else 1,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        effective_at=max(effective_at or now, now),
    )
    audit.record(
        actor=actor,
        action=Action.NOTICE_PUBLISHED,
        practice_id=practice_id,
        entity=("consent.notice", notice.id),
        details={"version": notice.version, "sha256": notice.sha256},
    )
    return notice


def record_notice(
    *,
    actor: Actor,
    practice_id: UUID,
    subject_id: UUID,
    notice_version: int | None,
    channel: str,
    call_id: UUID | None = None,
) -> NoticeRecord:
    """Note that this person was told the text in force. See `record_notices` for what is raised."""
    (record,) = record_notices(
        actor=actor,
        practice_id=practice_id,
        subject_ids=[subject_id],
        notice_version=notice_version,
        channel=channel,
        call_id=call_id,
    )
    return record


@transaction.atomic
def record_notices(
    *,
    actor: Actor,
    practice_id: UUID,
    subject_ids: Sequence[UUID],
    notice_version: int | None,
    channel: str,
    call_id: UUID | None = None,
) -> list[NoticeRecord]:
    """Note that these persons were told the text in force, in one statement.

    Raises NotFound, Forbidden, InvalidInput (channel), ConsentRequired (no version said),
    NoticeOutdated (another version than the one in force), NoNoticeInForce.
    """
    check_may(actor, Permission.NOTICE_RECORD, practice_id)
    notice = notice_read(practice_id, notice_version)
    if channel not in set(Channel):
        raise InvalidInput.at("channel", "unknown-value", "Cette valeur n'est pas dans la liste.")
    now = clock.now()
    records = NoticeRecord.objects.bulk_create(
        [
            NoticeRecord(
                practice_id=practice_id,
                notice=notice,
                subject_id=subject_id,
                channel=channel,
                recorded_by_id=actor.user_id,
                at=now,
                call_id=call_id or actor.calls.get(practice_id),
            )
            for subject_id in subject_ids
        ]
    )
    audit.record_many(
        audit.Event(
            actor=actor,
            action=Action.NOTICE_RECORDED,
            practice_id=practice_id,
            entity=("consent.notice_record", record.id),
            patient_id=record.subject_id,
            details={"version": notice.version, "channel": channel},
        )
        for record in records
    )
    return records


def notice_read(practice_id: UUID, version: int | None, purpose: Purpose = Purpose.APPOINTMENTS) -> Notice:
    """The text in force, which is the one that was told. Raises ConsentRequired, NoticeOutdated, NoNoticeInForce."""
    if version is None:
        raise ConsentRequired()
    notice = current_notice(practice_id, purpose=purpose)
    if notice.version != version:
        raise NoticeOutdated(current_version=notice.version)
    return notice


def _checked_text(text: str) -> str:
    text = normalize("NFC", text).strip()
    if not text:
        raise InvalidInput.at("text", "blank", "Ce champ est obligatoire.")
    if len(text) > MAX_TEXT:
        raise InvalidInput.at("text", "too-long", f"Ce champ a au plus {MAX_TEXT} caractères.")
    if "\0" in text:
        raise InvalidInput.at("text", "control-character", "Ce texte contient un caractère interdit.")
    return text
