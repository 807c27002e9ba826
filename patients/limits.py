"""What may no longer be done to a record, and what still may: restriction (art. 18) and locking (art. 17). Pure.

A restricted record is kept and read, and nothing else, unless article 18.2 allows it. A locked one is kept unchanged
and shown to nobody: whoever asks for it finds nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from core.errors import NotFound
from patients.errors import DeathReported, RecordRestricted
from practices.permissions import Permission

# Whatever is asked under these shows the record and changes nothing in it.
READING = frozenset(
    {
        Permission.PATIENT_READ,
        Permission.PATIENT_SEARCH,
        Permission.APPOINTMENT_READ,
        Permission.OVERRIDE_READ,
        Permission.NIR_DISCLOSE,
        Permission.MEDICAL_NOTE_DISCLOSE,
        Permission.SHARED_ITEM_READ,
        Permission.MESSAGE_READ,
        Permission.REQUEST_HANDLE,
        Permission.REQUEST_RECEIVE,
    }
)

# The listed exceptions, each with what article 18.2 says of it. Everything else that writes is refused.
ALLOWED_WHILE_RESTRICTED: Mapping[Permission, str] = MappingProxyType(
    {
        # The person (or whoever they must not wait for in vain) no longer comes: consent, protection of their rights.
        Permission.APPOINTMENT_CANCEL: "18.2 : consentement de la personne, protection de ses droits",
        # Came or did not come: a fact that either side may have to prove.
        Permission.APPOINTMENT_ATTEND: "18.2 : constatation et défense de droits en justice",
        # A dispute wants the record kept beyond its term, which changes nothing in it.
        Permission.HOLD_EDIT: "18.2 : constatation et défense de droits en justice",
        # Taking a consent back, objecting, changing one's mind: a right that a restriction cannot take away.
        Permission.CONSENT_RECORD: "18.2 : consentement de la personne, protection de ses droits",
        # The same for a guardian's agreement; booking on a new one is refused by `booking.services.guardians`.
        Permission.GUARDIAN_RECORD: "18.2 : consentement de la personne, protection de ses droits",
        # What was sent to a practitioner before the restriction is heard, dealt with and escalated no further: who did
        # it and when is all that is written. A new message, or an answer in words, is refused.
        Permission.MESSAGE_HANDLE: "18.2 : protection des droits de la personne, motif important d'intérêt public",
        # What follows a death is the person's own will, or their heirs' right.
        Permission.DEATH_REPORT: "18.2 : protection des droits de la personne",
        Permission.DEATH_CONFIRM: "18.2 : protection des droits de la personne",
        Permission.DIRECTIVE_EDIT: "18.2 : consentement de la personne",
    }
)


# Whoever answers for the data still reaches a locked record: to hand it over, to hold it, to give it back.
OFFICE = frozenset(
    {Permission.REQUEST_HANDLE, Permission.HOLD_EDIT, Permission.DIRECTIVE_EDIT, Permission.DEATH_CONFIRM}
)


class Limited(Protocol):
    """What this module needs to know of a patient."""

    @property
    def restricted_at(self) -> datetime | None: ...
    @property
    def locked_at(self) -> datetime | None: ...
    @property
    def death_reported_at(self) -> datetime | None: ...


def check_limits(record: Limited, permission: Permission) -> None:
    """Raises NotFound for a locked record; when `permission` writes, RecordRestricted or DeathReported."""
    if record.locked_at is not None and permission not in OFFICE:
        raise NotFound()
    if permission in READING or permission in ALLOWED_WHILE_RESTRICTED:
        return
    if record.restricted_at is not None:
        raise RecordRestricted()
    if record.death_reported_at is not None:
        raise DeathReported()
