"""Changing the world of practices: open and furnish them, take people in, delegate and revoke."""

from practices.services.corrections import change_location, change_practice
from practices.services.delegations import (
    complete_delegation,
    grant_delegation,
    replace_delegation,
    revoke_delegation,
)
from practices.services.founding import Founded, FoundedPlace, Responsible, found_practice
from practices.services.furnishing import add_first_reasons, take_in_practitioner
from practices.services.instructions import instruct
from practices.services.memberships import join_practice, join_secretariat, leave_practice, leave_secretariat
from practices.services.online import set_change_delay, wish_online
from practices.services.opening import add_location, open_practice, open_secretariat
from practices.services.people import (
    change_person_role,
    invite_person,
    invite_practitioner,
    open_sanction,
    reinstate_person,
    report_sanction,
    suspend_person,
    take_on_person,
)
from practices.services.practitioners import add_practitioner_role, close_practitioner_role, register_practitioner
from practices.services.setting_aside import resume_delegation, suspend_delegation
from practices.services.visit_reasons import (
    add_visit_reason,
    change_visit_reason,
    offer_visit_reason,
    withdraw_visit_reason,
)
from practices.visit_terms import VisitTerms

__all__ = [
    "Founded",
    "FoundedPlace",
    "Responsible",
    "VisitTerms",
    "add_first_reasons",
    "add_location",
    "add_practitioner_role",
    "add_visit_reason",
    "change_location",
    "change_person_role",
    "change_practice",
    "change_visit_reason",
    "close_practitioner_role",
    "complete_delegation",
    "found_practice",
    "grant_delegation",
    "instruct",
    "invite_person",
    "invite_practitioner",
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
    "replace_delegation",
    "report_sanction",
    "resume_delegation",
    "revoke_delegation",
    "set_change_delay",
    "suspend_delegation",
    "suspend_person",
    "take_in_practitioner",
    "take_on_person",
    "wish_online",
    "withdraw_visit_reason",
]
