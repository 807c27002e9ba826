"""Every permission of the product, who holds it, and the one rule that asks and enforces.

A permission is `room:resource:verb`. A role is a row of `ROLE_PERMISSIONS`; a remote secretariat's
people hold, at a practice, what their role *and* the practice's delegation both give. The rule has
one home: `check_may` raises, `can` answers from it.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import wraps
from types import MappingProxyType
from typing import ParamSpec
from uuid import UUID

from core.errors import DomainError, Forbidden, NotFound
from core.scoping import Actor, Channel
from practices.enums import PracticeRole, SecretariatRole

P = ParamSpec("P")


class Permission(StrEnum):
    """Sorted by value. Those of `PLATFORM_PERMISSIONS` belong to no practice."""

    PERSON_MANAGE = "accounts:person:manage"
    ABSENCE_EDIT = "booking:absence:edit"
    APPOINTMENT_ATTEND = "booking:appointment:attend"
    APPOINTMENT_BOOK = "booking:appointment:book"
    APPOINTMENT_CANCEL = "booking:appointment:cancel"
    APPOINTMENT_MOVE = "booking:appointment:move"
    APPOINTMENT_OVERBOOK = "booking:appointment:overbook"
    APPOINTMENT_READ = "booking:appointment:read"
    ATTENDANCE_DECIDE = "booking:attendance:decide"
    CLOSURE_EDIT = "booking:closure:edit"
    DAY_PRINT = "booking:day:print"
    FEED_EDIT = "booking:feed:edit"
    MINOR_SECRECY_SET = "booking:minor_secrecy:set"
    OPENING_EDIT = "booking:opening:edit"
    OPENING_READ = "booking:opening:read"
    OVERRIDE_READ = "booking:override:read"
    OVERRIDE_SETTLE = "booking:override:settle"
    SLOT_HOLD = "booking:slot:hold"
    SLOT_SEARCH = "booking:slot:search"
    SUBSTITUTE_EDIT = "booking:substitute:edit"
    ACTIVITY_READ = "calls:activity:read"
    CALL_HANDLE = "calls:call:handle"
    LINE_EDIT = "calls:line:edit"
    MESSAGE_ANSWER = "calls:message:answer"
    MESSAGE_HANDLE = "calls:message:handle"
    MESSAGE_READ = "calls:message:read"
    MESSAGE_SEND = "calls:message:send"
    PEOPLE_ACTIVITY_READ = "calls:people_activity:read"
    RECORDING_CHOOSE = "calls:recording:choose"
    CHARTER_PUBLISH = "consent:charter:publish"
    CONSENT_RECORD = "consent:consent:record"
    GUARDIAN_RECORD = "consent:guardian:record"
    GUARDIAN_SETTLE = "consent:guardian:settle"
    NOTICE_PUBLISH = "consent:notice:publish"
    NOTICE_READ = "consent:notice:read"
    NOTICE_RECORD = "consent:notice:record"
    CONSIGNE_APPROVE = "instructions:consigne:approve"
    CONSIGNE_READ = "instructions:consigne:read"
    CONSIGNE_WRITE = "instructions:consigne:write"
    URGENCY_RUN = "instructions:urgency:run"
    URGENCY_SIGN = "instructions:urgency:sign"
    FOLLOW_UP_HANDLE = "notifications:follow_up:handle"
    REMINDER_PLAN_EDIT = "notifications:reminder_plan:edit"
    REMINDER_PLAN_READ = "notifications:reminder_plan:read"
    DUPLICATE_REVIEW = "patients:duplicate:review"
    IDENTITY_FLAG = "patients:identity:flag"
    IDENTITY_VALIDATE = "patients:identity:validate"
    MEDICAL_NOTE_DISCLOSE = "patients:medical_note:disclose"
    MEDICAL_NOTE_WRITE = "patients:medical_note:write"
    NIR_DISCLOSE = "patients:nir:disclose"
    PATIENT_CREATE = "patients:patient:create"
    PATIENT_MERGE = "patients:patient:merge"
    PATIENT_READ = "patients:patient:read"
    PATIENT_SEARCH = "patients:patient:search"
    PATIENT_UPDATE = "patients:patient:update"
    RELATIVE_EDIT = "patients:relative:edit"
    SHARED_ITEM_READ = "patients:shared_item:read"
    SHARED_ITEM_SHARE = "patients:shared_item:share"
    DELEGATION_GRANT = "practices:delegation:grant"
    DELEGATION_READ = "practices:delegation:read"
    DELEGATION_REVOKE = "practices:delegation:revoke"
    INSTRUCTION_EDIT = "practices:instruction:edit"
    INSTRUCTION_READ = "practices:instruction:read"
    MEMBERSHIP_EDIT = "practices:membership:edit"
    PRACTICE_CONFIGURE = "practices:practice:configure"
    PRACTICE_OPEN = "practices:practice:open"
    PRACTICE_READ = "practices:practice:read"

    ACCESS_LOG_READ = "privacy:access_log:read"
    CHANNEL_VALIDATE = "privacy:channel:validate"
    DEATH_CONFIRM = "privacy:death:confirm"
    DEATH_REPORT = "privacy:death:report"
    DIRECTIVE_EDIT = "privacy:directive:edit"
    HOLD_EDIT = "privacy:hold:edit"
    INCIDENT_HANDLE = "privacy:incident:handle"
    OPERATOR_FILE_EDIT = "privacy:operator_file:edit"
    OPERATOR_FILE_READ = "privacy:operator_file:read"
    REGISTER_READ = "privacy:register:read"
    REQUEST_HANDLE = "privacy:request:handle"
    REQUEST_RECEIVE = "privacy:request:receive"
    RETENTION_EDIT = "privacy:retention:edit"
    RETENTION_READ = "privacy:retention:read"


PLATFORM_PERMISSIONS = frozenset(
    {
        Permission.PERSON_MANAGE,
        Permission.PRACTICE_OPEN,
        Permission.OPERATOR_FILE_READ,
        Permission.OPERATOR_FILE_EDIT,
    }
)

_DESK = frozenset(
    {
        Permission.PRACTICE_READ,
        Permission.INSTRUCTION_READ,
        Permission.CONSIGNE_READ,
        Permission.CONSIGNE_WRITE,
        Permission.URGENCY_RUN,
        Permission.NOTICE_READ,
        Permission.NOTICE_RECORD,
        Permission.CONSENT_RECORD,
        Permission.SLOT_SEARCH,
        Permission.SLOT_HOLD,
        Permission.OPENING_READ,
        Permission.OVERRIDE_READ,
        Permission.APPOINTMENT_READ,
        Permission.APPOINTMENT_BOOK,
        Permission.APPOINTMENT_MOVE,
        Permission.APPOINTMENT_CANCEL,
        Permission.APPOINTMENT_ATTEND,
        Permission.APPOINTMENT_OVERBOOK,
        Permission.MINOR_SECRECY_SET,
        Permission.GUARDIAN_RECORD,
        Permission.PATIENT_SEARCH,
        Permission.PATIENT_READ,
        Permission.PATIENT_CREATE,
        Permission.PATIENT_UPDATE,
        Permission.RELATIVE_EDIT,
        Permission.SHARED_ITEM_READ,
        Permission.DUPLICATE_REVIEW,
        Permission.IDENTITY_FLAG,
        Permission.CALL_HANDLE,
        Permission.ACTIVITY_READ,
        Permission.MESSAGE_HANDLE,
        Permission.MESSAGE_READ,
        Permission.MESSAGE_SEND,
        Permission.FOLLOW_UP_HANDLE,
        Permission.REMINDER_PLAN_READ,
        Permission.DEATH_REPORT,
        Permission.REQUEST_RECEIVE,
    }
)
# I-72: a document is shown on the spot; nobody at the other end of a line has seen one. Two guardians who disagree are
# heard by the practice itself. A day on paper stays in the place where the patients are.
_ON_THE_SPOT = frozenset({Permission.IDENTITY_VALIDATE, Permission.GUARDIAN_SETTLE, Permission.DAY_PRINT})
_AGENDA = frozenset(
    {Permission.OPENING_EDIT, Permission.ABSENCE_EDIT, Permission.CLOSURE_EDIT, Permission.SUBSTITUTE_EDIT}
)
_MEDICAL_NOTE = frozenset({Permission.MEDICAL_NOTE_WRITE, Permission.MEDICAL_NOTE_DISCLOSE})
_DELEGATION = frozenset({Permission.DELEGATION_READ, Permission.DELEGATION_GRANT, Permission.DELEGATION_REVOKE})
# The controller is the practitioner (K3); the officer acts for the practice under its mandate.
_DATA_PROTECTION = frozenset(
    {
        Permission.CHANNEL_VALIDATE,
        Permission.ACCESS_LOG_READ,
        Permission.CONSENT_RECORD,
        Permission.DEATH_REPORT,
        Permission.DEATH_CONFIRM,
        Permission.DIRECTIVE_EDIT,
        Permission.HOLD_EDIT,
        Permission.INCIDENT_HANDLE,
        Permission.REGISTER_READ,
        Permission.REQUEST_RECEIVE,
        Permission.REQUEST_HANDLE,
        Permission.RETENTION_EDIT,
        Permission.RETENTION_READ,
    }
)

# Never part of a role that is not a practitioner's: the practice gives them one by one, in a membership's
# `additions` or in a delegation. Openings: SAS-05; NIR: H-32; medical note: ST-15; merging two records: ST-22.
BY_CHOICE: frozenset[Permission] = (
    _AGENDA
    | _MEDICAL_NOTE
    | {
        Permission.NIR_DISCLOSE,
        Permission.PATIENT_MERGE,
        Permission.CONSIGNE_APPROVE,
    }
)

# requirements/sources.md §1.6, column by column. The practitioner stays master of the agenda and of
# the delegations; the manager configures practices and people and never reaches a patient.
ROLE_PERMISSIONS: Mapping[str, frozenset[Permission]] = MappingProxyType(
    {
        PracticeRole.PRACTITIONER.value: _DESK
        | BY_CHOICE
        | _ON_THE_SPOT
        | _DELEGATION
        | _DATA_PROTECTION
        | {
            # An agenda read by a calendar elsewhere is its practitioner's own choice.
            Permission.FEED_EDIT,
            Permission.PRACTICE_CONFIGURE,
            Permission.LINE_EDIT,
            # Whether callers are recorded is the controller's decision alone.
            Permission.RECORDING_CHOOSE,
            # What follows from missed visits is decided by whoever treats the person, by nobody else.
            Permission.ATTENDANCE_DECIDE,
            # What is asked of a practitioner is answered by a practitioner.
            Permission.MESSAGE_ANSWER,
            Permission.REMINDER_PLAN_EDIT,
            Permission.MEMBERSHIP_EDIT,
            # Whoever treats them answers for the questions asked in an urgent call: nobody else signs them.
            Permission.URGENCY_SIGN,
            # What is asked of patients is instructed by whoever treats them (ST-11), never by a secretariat.
            Permission.INSTRUCTION_EDIT,
            # What of the medical file is shared is the practitioner's choice alone (ST-15).
            Permission.SHARED_ITEM_SHARE,
            Permission.NOTICE_PUBLISH,
            Permission.CHARTER_PUBLISH,
            # What was booked over the rules is the practitioner's own to judge, and to read in full.
            Permission.OVERRIDE_SETTLE,
        },
        PracticeRole.PRACTICE_SECRETARY.value: _DESK | _ON_THE_SPOT | {Permission.DELEGATION_READ},
        SecretariatRole.SECRETARY.value: _DESK | BY_CHOICE,  # narrowed by the delegation
        SecretariatRole.MANAGER.value: frozenset(
            {
                Permission.PRACTICE_READ,
                Permission.INSTRUCTION_READ,
                Permission.CONSIGNE_READ,
                Permission.CONSIGNE_WRITE,
                Permission.PRACTICE_CONFIGURE,
                Permission.LINE_EDIT,
                Permission.ACTIVITY_READ,
                Permission.PEOPLE_ACTIVITY_READ,
                Permission.REMINDER_PLAN_EDIT,
                Permission.REMINDER_PLAN_READ,
                Permission.NOTICE_READ,
                Permission.NOTICE_PUBLISH,
                Permission.OPENING_READ,
                Permission.OPENING_EDIT,
                Permission.CLOSURE_EDIT,
                Permission.DELEGATION_READ,
                Permission.RETENTION_READ,
            }
        ),  # narrowed by the delegation
        SecretariatRole.DATA_PROTECTION_OFFICER.value: _DATA_PROTECTION
        | {
            Permission.PRACTICE_READ,
            Permission.INSTRUCTION_READ,
            Permission.CONSIGNE_READ,
            Permission.NOTICE_READ,
            Permission.DELEGATION_READ,
        },  # narrowed by the delegation
    }
)

# Held without any practice.
PLATFORM_ROLES: Mapping[str, frozenset[Permission]] = MappingProxyType(
    {
        SecretariatRole.MANAGER.value: frozenset(
            {Permission.PERSON_MANAGE, Permission.PRACTICE_OPEN, Permission.OPERATOR_FILE_READ}
        ),
        SecretariatRole.DATA_PROTECTION_OFFICER.value: frozenset(
            {Permission.OPERATOR_FILE_READ, Permission.OPERATOR_FILE_EDIT}
        ),
    }
)

# What a practice may hand to a secretariat: never the power to delegate further, nor its memberships.
DELEGABLE: frozenset[Permission] = (
    ROLE_PERMISSIONS[SecretariatRole.SECRETARY]
    | ROLE_PERMISSIONS[SecretariatRole.MANAGER]
    | ROLE_PERMISSIONS[SecretariatRole.DATA_PROTECTION_OFFICER]
)

# What a delegation holds unless the practice chooses more.
USUAL_DELEGATION: frozenset[Permission] = DELEGABLE - BY_CHOICE


def check_may(actor: Actor, permission: Permission, practice_id: UUID) -> None:
    """Raise NotFound when the practice is outside the actor's scope, Forbidden when the act is not allowed there."""
    if practice_id not in actor.grants:
        raise NotFound()
    if not actor.may(permission, practice_id):
        raise Forbidden()


def check_may_on_platform(actor: Actor, permission: Permission) -> None:
    """The same for permissions that belong to no practice. Raises Forbidden."""
    is_system = actor.user_id is None and actor.channel is Channel.SYSTEM
    if not is_system and permission not in actor.platform:
        raise Forbidden()


def answers(check: Callable[P, None]) -> Callable[P, bool]:
    """Turn a check that raises into a question that answers True or False."""

    @wraps(check)
    def ask(*args: P.args, **kwargs: P.kwargs) -> bool:
        try:
            check(*args, **kwargs)
        except DomainError:
            return False
        return True

    return ask


can = answers(check_may)
can_on_platform = answers(check_may_on_platform)


def practices_where(actor: Actor, permission: Permission) -> frozenset[UUID]:
    """The practices at which the actor holds `permission`."""
    return frozenset(practice for practice in actor.grants if actor.may(permission, practice))


def practice_rights(role: str, additions: Iterable[str]) -> frozenset[str]:
    """What one of the practice's own people may do there: the role, plus what the practice chose to add."""
    chosen = {str(permission) for permission in BY_CHOICE}.intersection(additions)
    return frozenset(str(permission) for permission in ROLE_PERMISSIONS[role]) | chosen


def delegated_rights(role: str, delegated: Iterable[str]) -> frozenset[str]:
    """What somebody of a secretariat may do at a practice: the role, narrowed by the delegation."""
    return frozenset(str(permission) for permission in ROLE_PERMISSIONS[role]).intersection(delegated)
