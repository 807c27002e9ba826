"""Changing the world of practices: open and furnish them, take people in, delegate and revoke."""

from practices.services.delegations import grant_delegation, revoke_delegation
from practices.services.instructions import instruct
from practices.services.memberships import join_practice, join_secretariat, leave_practice, leave_secretariat
from practices.services.opening import add_location, open_practice, open_secretariat
from practices.services.people import (
    open_sanction,
    reinstate_person,
    report_sanction,
    suspend_person,
    take_on_person,
    withdraw_person,
)
from practices.services.practitioners import add_practitioner_role, close_practitioner_role, register_practitioner
from practices.services.visit_reasons import (
    add_visit_reason,
    change_visit_reason,
    offer_visit_reason,
    withdraw_visit_reason,
)
from practices.visit_terms import VisitTerms

__all__ = [
    "VisitTerms",
    "add_location",
    "add_practitioner_role",
    "add_visit_reason",
    "change_visit_reason",
    "close_practitioner_role",
    "grant_delegation",
    "instruct",
    "join_practice",
    "join_secretariat",
    "leave_practice",
    "leave_secretariat",
    "offer_visit_reason",
    "open_practice",
    "open_sanction",
    "open_secretariat",
    "register_practitioner",
    "reinstate_person",
    "report_sanction",
    "revoke_delegation",
    "suspend_person",
    "take_on_person",
    "withdraw_person",
    "withdraw_visit_reason",
]
