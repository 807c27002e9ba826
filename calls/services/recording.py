"""Recording of calls: off unless the practice decides, announced, stopped when the caller objects, never for long.

No sound passes here: the exchange records and keeps it. This room says whether it may, keeps the exchange's opaque
reference for as long as the practice chose (six months at most), and forgets it then or when the caller objects: the
exchange is then ordered to destroy the sound.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from audit import services as audit
from audit.actions import Action
from calls.errors import NotRecorded
from calls.kept import calls_of
from calls.models import CallRecording, CallSession, RecordingChoice
from calls.models.recording_choice import LONGEST_DAYS
from calls.services.returning import call, journal
from calls.sound import order_destroyed
from core import clock
from core.errors import InvalidInput
from core.scoping import Actor, system_actor
from practices.permissions import Permission, check_may
from practices.texts import checked_name
from telephony_adapters.events import CallEvent

MAX_ANNOUNCEMENT = 300


@transaction.atomic
def choose_recording(
    *, actor: Actor, practice_id: UUID, is_on: bool, announcement: str = "", retention_days: int = 30
) -> RecordingChoice:
    """Switch the recording of a practice's calls on, with what callers hear first, or off.

    Raises NotFound, Forbidden, InvalidInput.
    """
    check_may(actor, Permission.RECORDING_CHOOSE, practice_id)
    if not 1 <= retention_days <= LONGEST_DAYS:
        raise InvalidInput.at("retention_days", "out-of-range", f"De 1 à {LONGEST_DAYS} jours.")
    said = checked_name(announcement, "announcement", MAX_ANNOUNCEMENT) if is_on else announcement.strip()
    choice, _ = RecordingChoice.objects.update_or_create(
        practice_id=practice_id,
        defaults={
            "is_on": is_on,
            "announcement": said[:MAX_ANNOUNCEMENT],
            "retention_days": retention_days,
            "decided_by_id": actor.user_id,
            "decided_at": clock.now(),
        },
    )
    audit.record(
        actor=actor, action=Action.RECORDING_CHOSEN, practice_id=practice_id,
        entity=("calls.recording_choice", choice.id), details={"is_on": is_on, "days": retention_days},
    )  # fmt: skip
    return choice


@transaction.atomic
def object_to_recording(*, actor: Actor, practice_id: UUID, session_id: UUID) -> CallSession:
    """The caller does not want this call recorded: what was kept of it goes, nothing more is kept.

    Raises NotFound, Forbidden.
    """
    session = _locked(actor, practice_id, session_id)
    if session.recording_objected_at is None:
        _mark(session, recording_objected_at=clock.now())
        forget_recordings(actor, practice_id, CallRecording.objects.filter(session_id=session_id))
        journal(actor, Action.RECORDING_OBJECTED, practice_id, session_id)
    return call(practice_id, session_id)


@transaction.atomic
def pause_recording(*, actor: Actor, practice_id: UUID, session_id: UUID, paused: bool) -> CallSession:
    """The secretary interrupts it on the telephone (a card number, a detail of health), or resumes: it is written down.

    Raises NotFound, Forbidden, NotRecorded.
    """
    session = _locked(actor, practice_id, session_id)
    if not is_recorded(session):
        raise NotRecorded()
    if paused != (session.recording_paused_at is not None):
        _mark(session, recording_paused_at=clock.now() if paused else None)
        journal(actor, Action.RECORDING_PAUSED if paused else Action.RECORDING_RESUMED, practice_id, session_id)
    return call(practice_id, session_id)


def is_recorded(session: CallSession) -> bool:
    """Whether the practice has its calls recorded and this caller did not object. The caller checked the scope."""
    return session.recording_objected_at is None and _choice(session.practice_id) is not None


def keep_reference(session: CallSession, fact: CallEvent) -> bool:
    """The exchange says that a call was recorded: kept for the chosen time, or refused and not written in the call.

    A call whose caller objected was recorded all the same: the exchange is ordered to destroy it.
    """
    choice = _choice(session.practice_id)
    if fact.recording_ref and session.recording_objected_at is not None:
        order_destroyed(system_actor(session.practice_id), session.practice_id, [fact.recording_ref[:128]])
        return False
    if not fact.recording_ref or choice is None:
        return False
    made_at = session.started_at
    CallRecording.objects.get_or_create(
        practice_id=session.practice_id,
        session_id=session.id,
        reference=fact.recording_ref[:128],
        defaults={"made_at": made_at, "erase_after": made_at + timedelta(days=choice.retention_days)},
    )
    return True


def recordings_due(practice_id: UUID, now: datetime, kept: Collection[UUID] = ()) -> tuple[int, int, datetime | None]:
    """How many references have reached their end, how many of them are kept patients', the end of the next one.

    The caller checked the scope.
    """
    rows = CallRecording.objects.filter(practice_id=practice_id)
    following = rows.filter(erase_after__gt=now).order_by("erase_after").values_list("erase_after", flat=True).first()
    due = rows.filter(erase_after__lte=now)
    held = due.filter(session__in=calls_of(practice_id, kept)).count()
    return due.count() - held, held, following


@transaction.atomic
def purge_recordings(
    *, actor: Actor, practice_id: UUID, now: datetime, kept: Collection[UUID] = (), limit: int = 500
) -> int:
    """Forget at most `limit` references that have reached their end, none of the `kept` patients; returns how many.

    Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    due = CallRecording.objects.filter(practice_id=practice_id, erase_after__lte=now)
    due = due.exclude(session__in=calls_of(practice_id, kept)).order_by("erase_after", "id")
    rows = list(due.values_list("id", "session_id")[:limit])
    forgotten = forget_recordings(
        actor, practice_id, CallRecording.objects.filter(id__in=[row_id for row_id, _ in rows])
    )
    audit.record_many(
        audit.Event(actor, Action.RECORDING_PURGED, practice_id, ("calls.call_session", session_id))
        for _, session_id in rows
    )
    return forgotten


def forget_recordings(actor: Actor, practice_id: UUID, rows: "QuerySet[CallRecording]") -> int:
    """Forget these references of the practice and have the sound destroyed; returns how many. The caller may."""
    found = list(rows.filter(practice_id=practice_id).order_by("id").values_list("id", "reference"))
    CallRecording.objects.filter(practice_id=practice_id, id__in=[row_id for row_id, _ in found]).delete()
    order_destroyed(actor, practice_id, [reference for _, reference in found])
    return len(found)


def _choice(practice_id: UUID) -> RecordingChoice | None:
    return RecordingChoice.objects.filter(practice_id=practice_id, is_on=True).first()


def _locked(actor: Actor, practice_id: UUID, session_id: UUID) -> CallSession:
    check_may(actor, Permission.CALL_HANDLE, practice_id)
    call(practice_id, session_id)
    return CallSession.objects.select_for_update().get(practice_id=practice_id, id=session_id)


def _mark(session: CallSession, **columns: datetime | None) -> None:
    for name, value in columns.items():
        setattr(session, name, value)
    session.version += 1
    session.save(update_fields=[*columns, "version"])
