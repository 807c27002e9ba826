"""Interrupting the recording of a call: written down first, then told to the exchange where it can be told.

Whoever asked hears what became of it: where the exchange cannot be told, or did not answer, the key of the telephone is
what is left, and the screen says so.
"""

from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import transaction

from calls.models import CallSession, Line
from calls.services.recording import pause_recording
from core.scoping import Actor
from practices.permissions import Permission, check_may
from telephony_adapters.protocols import Account, RecordingControl, Refused, Unreachable
from telephony_adapters.registry import VENDORS


class Pause(StrEnum):
    """`BY_HAND`: this exchange cannot be told. `SILENT`: it did not answer, or records nothing of this call."""

    DONE = "done"
    BY_HAND = "by_hand"
    SILENT = "silent"


def interrupt_recording(
    *, actor: Actor, practice_id: UUID, session_id: UUID, paused: bool
) -> tuple[CallSession, Pause]:
    """Pause it or go on. Opens its own transaction: nobody waits for an exchange with a row locked.

    Raises NotFound, Forbidden, NotRecorded.
    """
    session = pause_recording(actor=actor, practice_id=practice_id, session_id=session_id, paused=paused)
    account: Account | None = settings.TELEPHONY_ACCOUNTS.get(session.account)
    recorder = _recorder(session.account)
    if account is None or recorder is None:
        return session, Pause.BY_HAND
    try:
        (recorder.pause if paused else recorder.resume)(account, session.provider_call_id)
    except (Unreachable, Refused):
        return session, Pause.SILENT
    return session, Pause.DONE


@transaction.atomic
def can_be_told(actor: Actor, practice_id: UUID) -> bool:
    """Whether every line of a practice is at an exchange that can be told. Raises NotFound, Forbidden."""
    check_may(actor, Permission.PRACTICE_READ, practice_id)
    lines = Line.objects.filter(practice_id=practice_id, withdrawn_at__isnull=True)
    accounts = set(lines.values_list("account", flat=True))
    return bool(accounts) and all(_recorder(name) for name in accounts)


def _recorder(account_name: str) -> RecordingControl | None:
    account: Account | None = settings.TELEPHONY_ACCOUNTS.get(account_name)
    vendor = VENDORS.get(account.provider) if account else None
    return vendor.recorder if vendor else None
