"""What can happen to people, their factors and their sessions. One file per family of verbs."""

from accounts.services.enrolment import accept_enrolment, enrolment_draft, issue_enrolment
from accounts.services.factors import (
    begin_totp_enrolment,
    enrol_totp,
    regenerate_recovery_codes,
    reset_code_throttle,
)
from accounts.services.passwords import change_password, checked_password
from accounts.services.people import (
    close_account,
    create_person,
    reinstate_user,
    report_compromise,
    suspend_user,
)
from accounts.services.retention import purge_sign_ins
from accounts.services.sanctions import (
    check_withdrawable,
    impose_suspension,
    open_reason,
    purge_sanctions,
    report_to_order,
    sanctions_due,
    tidy_ended_suspensions,
    withdraw_access,
)
from accounts.services.sessions import end_all_sessions, end_other_sessions, end_session, recognise_sessions
from accounts.services.sign_in import sign_in, sign_out, step_up, verify_code, waiting_person

__all__ = [
    "accept_enrolment",
    "begin_totp_enrolment",
    "change_password",
    "check_withdrawable",
    "checked_password",
    "close_account",
    "create_person",
    "end_all_sessions",
    "end_other_sessions",
    "end_session",
    "enrol_totp",
    "enrolment_draft",
    "impose_suspension",
    "issue_enrolment",
    "open_reason",
    "purge_sanctions",
    "purge_sign_ins",
    "recognise_sessions",
    "regenerate_recovery_codes",
    "reinstate_user",
    "report_compromise",
    "report_to_order",
    "reset_code_throttle",
    "sanctions_due",
    "sign_in",
    "sign_out",
    "step_up",
    "suspend_user",
    "tidy_ended_suspensions",
    "verify_code",
    "waiting_person",
    "withdraw_access",
]
