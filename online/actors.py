"""Who acts on the web without an account: nobody we know, at one practice, with just what a patient may do.

Journalled as a person without a name at the web's door; row-level security shows that one practice and no other.
"""

from types import MappingProxyType
from uuid import UUID

from core.scoping import Actor, Channel
from practices.permissions import Permission

_VISITOR = frozenset(
    permission.value
    for permission in (
        Permission.PRACTICE_READ,
        Permission.NOTICE_READ,
        Permission.NOTICE_RECORD,
        Permission.CONSENT_RECORD,
        Permission.SLOT_SEARCH,
        Permission.SLOT_HOLD,
        Permission.APPOINTMENT_BOOK,
        Permission.GUARDIAN_RECORD,
        Permission.PATIENT_CREATE,
        Permission.RELATIVE_EDIT,
        # Only for what they settle themselves: a visit of theirs that the new one replaces.
        Permission.APPOINTMENT_CANCEL,
    )
)
_LINK_HOLDER = frozenset(
    permission.value
    for permission in (
        Permission.PRACTICE_READ,
        Permission.SLOT_SEARCH,
        Permission.APPOINTMENT_MOVE,
        Permission.APPOINTMENT_CANCEL,
    )
)
# Only while both proofs are held, and for the one record they are about: see `privacy.services.own_data`.
_RECORD_OWNER = frozenset(
    permission.value
    for permission in (
        Permission.PRACTICE_READ,
        Permission.CONSENT_RECORD,
        Permission.REQUEST_RECEIVE,
        Permission.REQUEST_HANDLE,
    )
)


def visitor(practice_id: UUID) -> Actor:
    """Somebody on a practice's pages."""
    return Actor(user_id=None, grants=MappingProxyType({practice_id: _VISITOR}), channel=Channel.WEB)


def link_holder(practice_id: UUID) -> Actor:
    """Whoever holds the link of one appointment; the services of this room keep them to that one."""
    return Actor(user_id=None, grants=MappingProxyType({practice_id: _LINK_HOLDER}), channel=Channel.WEB)


def record_owner(practice_id: UUID) -> Actor:
    """Whoever has shown twice that a record is theirs; the services keep them to that one."""
    return Actor(user_id=None, grants=MappingProxyType({practice_id: _RECORD_OWNER}), channel=Channel.WEB)
