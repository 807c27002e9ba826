"""Who may do what: the roles of requirements/sources.md §1.6, cell by cell, and the one rule behind them."""

from uuid import uuid4

import pytest

from core.errors import Forbidden, NotFound
from core.scoping import Actor, Channel, system_actor
from practices.enums import PracticeRole, SecretariatRole
from practices.permissions import (
    BY_CHOICE,
    DELEGABLE,
    PLATFORM_PERMISSIONS,
    PLATFORM_ROLES,
    ROLE_PERMISSIONS,
    USUAL_DELEGATION,
    Permission,
    can,
    can_on_platform,
    check_may,
    check_may_on_platform,
    delegated_rights,
    practice_rights,
    practices_where,
)

PRACTITIONER, PRACTICE_SECRETARY = PracticeRole.PRACTITIONER, PracticeRole.PRACTICE_SECRETARY
SECRETARY, MANAGER = SecretariatRole.SECRETARY, SecretariatRole.MANAGER
OFFICER = SecretariatRole.DATA_PROTECTION_OFFICER
ROLES = (PRACTITIONER, PRACTICE_SECRETARY, SECRETARY, MANAGER, OFFICER)
P = Permission
EVERYONE, DESK, NOBODY = frozenset(ROLES), frozenset({PRACTITIONER, PRACTICE_SECRETARY, SECRETARY}), frozenset()
DOCTOR, REMOTE = frozenset({PRACTITIONER}), frozenset({PRACTITIONER, SECRETARY})
RIGHTS = DOCTOR | {OFFICER}

# Each line is a row of the matrix: who holds the permission by role, before any delegation narrows it.
MATRIX = {
    P.PERSON_MANAGE: NOBODY,
    P.PRACTICE_OPEN: NOBODY,
    P.ABSENCE_EDIT: REMOTE,
    P.APPOINTMENT_ATTEND: DESK,
    P.APPOINTMENT_BOOK: DESK,
    P.APPOINTMENT_CANCEL: DESK,
    P.APPOINTMENT_MOVE: DESK,
    P.APPOINTMENT_OVERBOOK: DESK,
    P.APPOINTMENT_READ: DESK,
    P.ATTENDANCE_DECIDE: DOCTOR,
    P.CLOSURE_EDIT: REMOTE | {MANAGER},
    P.DAY_PRINT: DESK - {SECRETARY},
    P.FEED_EDIT: DOCTOR,
    P.MINOR_SECRECY_SET: DESK,
    P.OPENING_EDIT: REMOTE | {MANAGER},
    P.OPENING_READ: EVERYONE - {OFFICER},
    P.OVERRIDE_READ: DESK,
    P.OVERRIDE_SETTLE: DOCTOR,
    P.SLOT_HOLD: DESK,
    P.SLOT_SEARCH: DESK,
    P.SUBSTITUTE_EDIT: REMOTE,
    P.CONSIGNE_APPROVE: REMOTE,
    P.CONSIGNE_READ: EVERYONE,
    P.CONSIGNE_WRITE: DESK | {MANAGER},
    P.URGENCY_RUN: DESK,
    P.URGENCY_SIGN: DOCTOR,
    P.CONSENT_RECORD: DESK | {OFFICER},
    P.CHARTER_PUBLISH: DOCTOR,
    P.GUARDIAN_RECORD: DESK,
    P.GUARDIAN_SETTLE: DESK - {SECRETARY},  # both guardians are heard by the practice itself
    P.NOTICE_PUBLISH: DOCTOR | {MANAGER},
    P.NOTICE_READ: EVERYONE,
    P.NOTICE_RECORD: DESK,
    P.DUPLICATE_REVIEW: DESK,
    P.IDENTITY_FLAG: DESK,
    P.IDENTITY_VALIDATE: DESK - {SECRETARY},  # a document is seen on the spot (I-72)
    P.MEDICAL_NOTE_DISCLOSE: REMOTE,
    P.MEDICAL_NOTE_WRITE: REMOTE,
    P.NIR_DISCLOSE: REMOTE,
    P.PATIENT_CREATE: DESK,
    P.PATIENT_MERGE: REMOTE,
    P.PATIENT_READ: DESK,
    P.PATIENT_SEARCH: DESK,
    P.PATIENT_UPDATE: DESK,
    P.RELATIVE_EDIT: DESK,
    P.SHARED_ITEM_READ: DESK,
    P.SHARED_ITEM_SHARE: DOCTOR,
    P.DELEGATION_GRANT: DOCTOR,
    P.DELEGATION_READ: EVERYONE - {SECRETARY},
    P.DELEGATION_REVOKE: DOCTOR,
    P.INSTRUCTION_EDIT: DOCTOR,
    P.INSTRUCTION_READ: EVERYONE,
    P.MEMBERSHIP_EDIT: DOCTOR,
    P.PRACTICE_CONFIGURE: DOCTOR | {MANAGER},
    P.PRACTICE_READ: EVERYONE,
    P.ACTIVITY_READ: DESK | {MANAGER},
    P.CALL_HANDLE: DESK,
    P.LINE_EDIT: DOCTOR | {MANAGER},
    P.MESSAGE_ANSWER: DOCTOR,
    P.MESSAGE_HANDLE: DESK,
    P.MESSAGE_READ: DESK,
    P.MESSAGE_SEND: DESK,
    P.FOLLOW_UP_HANDLE: DESK,
    P.REMINDER_PLAN_EDIT: DOCTOR | {MANAGER},
    P.REMINDER_PLAN_READ: DESK | {MANAGER},
    P.PEOPLE_ACTIVITY_READ: frozenset({MANAGER}),
    P.RECORDING_CHOOSE: DOCTOR,
    P.ACCESS_LOG_READ: RIGHTS,
    P.CHANNEL_VALIDATE: RIGHTS,
    P.OPERATOR_FILE_EDIT: NOBODY,
    P.OPERATOR_FILE_READ: NOBODY,
    P.DEATH_CONFIRM: RIGHTS,
    P.DEATH_REPORT: DESK | {OFFICER},
    P.DIRECTIVE_EDIT: RIGHTS,
    P.HOLD_EDIT: RIGHTS,
    P.INCIDENT_HANDLE: RIGHTS,
    P.REGISTER_READ: RIGHTS,
    P.REQUEST_HANDLE: RIGHTS,
    P.REQUEST_RECEIVE: DESK | {OFFICER},
    P.RETENTION_EDIT: RIGHTS,
    P.RETENTION_READ: RIGHTS | {MANAGER},
}


@pytest.mark.requirement("SAS-01")
@pytest.mark.requirement("ST-19")
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("permission", Permission)
def test_a_role_holds_exactly_what_the_matrix_says(permission: Permission, role: str) -> None:
    practice = uuid4()
    actor = Actor(user_id=uuid4(), grants={practice: practice_rights(role, [])})
    assert can(actor, permission, practice) is (role in MATRIX[permission])


def test_every_permission_and_every_role_has_a_line() -> None:
    assert MATRIX.keys() == set(Permission)
    assert ROLE_PERMISSIONS.keys() == {*PracticeRole.values, *SecretariatRole.values}


def test_permissions_are_written_room_resource_verb_and_sorted() -> None:
    values = [permission.value for permission in Permission]
    assert values == sorted(values)
    assert all(len(value.split(":")) == 3 for value in values)


def test_a_manager_reaches_no_patient_and_no_appointment() -> None:
    held = ROLE_PERMISSIONS[MANAGER]
    assert not [p for p in held if p.startswith(("patients:", "booking:appointment:", "booking:slot:"))]


def test_outside_the_scope_is_not_found_and_inside_is_forbidden() -> None:
    inside, outside = uuid4(), uuid4()
    actor = Actor(user_id=uuid4(), grants={inside: frozenset({P.PRACTICE_READ.value})})
    check_may(actor, P.PRACTICE_READ, inside)
    with pytest.raises(Forbidden):
        check_may(actor, P.APPOINTMENT_BOOK, inside)
    with pytest.raises(NotFound):
        check_may(actor, P.PRACTICE_READ, outside)


def test_asking_and_enforcing_are_one_rule() -> None:
    inside = uuid4()
    actor = Actor(user_id=uuid4(), grants={inside: frozenset({P.PRACTICE_READ.value})})
    assert can(actor, P.PRACTICE_READ, inside)
    assert not can(actor, P.APPOINTMENT_BOOK, inside)
    assert not can(actor, P.PRACTICE_READ, uuid4())
    assert practices_where(actor, P.PRACTICE_READ) == {inside}
    assert practices_where(actor, P.APPOINTMENT_BOOK) == frozenset()


# Who holds what belongs to no practice: the manager the people, the officer the operator's own file.
PLATFORM_MATRIX = {
    P.PERSON_MANAGE: frozenset({MANAGER}),
    P.PRACTICE_OPEN: frozenset({MANAGER}),
    P.OPERATOR_FILE_READ: frozenset({MANAGER, OFFICER}),
    P.OPERATOR_FILE_EDIT: frozenset({OFFICER}),
}


def test_platform_permissions_belong_to_their_role_and_to_the_system() -> None:
    assert PLATFORM_MATRIX.keys() == PLATFORM_PERMISSIONS
    for permission, holders in PLATFORM_MATRIX.items():
        for role in ROLES:
            person = Actor(user_id=uuid4(), platform=frozenset(str(p) for p in PLATFORM_ROLES.get(role, ())))
            assert can_on_platform(person, permission) is (role in holders), (permission, role)
        assert can_on_platform(system_actor(), permission)
        with pytest.raises(Forbidden):
            check_may_on_platform(Actor(user_id=uuid4()), permission)
        with pytest.raises(Forbidden):
            check_may_on_platform(Actor(user_id=uuid4(), channel=Channel.SYSTEM), permission)


@pytest.mark.requirement("SAS-05")
def test_a_delegation_only_ever_narrows_a_role() -> None:
    assert delegated_rights(SECRETARY, [P.PATIENT_READ, P.DELEGATION_GRANT]) == {P.PATIENT_READ.value}
    assert delegated_rights(SECRETARY, []) == frozenset()
    assert P.DELEGATION_GRANT not in DELEGABLE
    assert P.MEMBERSHIP_EDIT not in DELEGABLE


def test_openings_nir_and_medical_notes_are_given_by_choice_alone() -> None:
    assert USUAL_DELEGATION.isdisjoint(BY_CHOICE)
    usual = delegated_rights(SECRETARY, [p.value for p in USUAL_DELEGATION])
    assert P.MEDICAL_NOTE_DISCLOSE not in usual
    assert P.MEDICAL_NOTE_DISCLOSE in practice_rights(PRACTICE_SECRETARY, [P.MEDICAL_NOTE_DISCLOSE])
    assert P.MEDICAL_NOTE_DISCLOSE not in practice_rights(PRACTICE_SECRETARY, [])
    assert P.DELEGATION_GRANT not in practice_rights(PRACTICE_SECRETARY, [P.DELEGATION_GRANT])
