"""Questions about the agenda. Tenant first; whatever shows a patient is journalled before the answer leaves."""

from booking.by_link import LinkedVisit, displaced_among, has_visits_near, linked_visit, linked_visits, visits_near
from booking.compaction import Order
from booking.day import Day, DayAppointment, DayColumn, day_view
from booking.explain import Explanation, Why, explain
from booking.guardian_file import GuardianFile, Waiting, guardian_file, pending_visits
from booking.guardian_need import GuardianNeed, guardian_need, near_visits_need_a_guardian
from booking.guardian_page import GuardianPage, guardian_page, guardian_page_to_send
from booking.held import HeldSlot, booked_from, held_slot
from booking.offers import Offered, offered_now, offers_of_call
from booking.proxy_visits import appointments_for_proxy
from booking.search import Moving, Slot, SlotGroup, SlotSearch, first_available, search_slots
from booking.visits import (
    AppointmentCard,
    Page,
    appointment,
    appointment_card,
    appointments,
    appointments_of_patient,
    expects_a_visit,
    open_cancel_reason,
    open_note,
    policy_version_of,
    zone_of,
)

__all__ = [
    "AppointmentCard",
    "Day",
    "DayAppointment",
    "DayColumn",
    "Explanation",
    "GuardianFile",
    "GuardianNeed",
    "GuardianPage",
    "HeldSlot",
    "LinkedVisit",
    "Moving",
    "Offered",
    "Order",
    "Page",
    "Slot",
    "SlotGroup",
    "SlotSearch",
    "Waiting",
    "Why",
    "appointment",
    "appointment_card",
    "appointments",
    "appointments_for_proxy",
    "appointments_of_patient",
    "booked_from",
    "day_view",
    "displaced_among",
    "expects_a_visit",
    "explain",
    "first_available",
    "guardian_file",
    "guardian_need",
    "guardian_page",
    "guardian_page_to_send",
    "has_visits_near",
    "held_slot",
    "linked_visit",
    "linked_visits",
    "near_visits_need_a_guardian",
    "offered_now",
    "offers_of_call",
    "open_cancel_reason",
    "open_note",
    "pending_visits",
    "policy_version_of",
    "search_slots",
    "visits_near",
    "zone_of",
]
