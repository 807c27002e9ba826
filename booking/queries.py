"""Questions about the agenda. Tenant first; whatever shows a patient is journalled before the answer leaves."""

from booking.day import Day, DayAppointment, DayColumn, day_view
from booking.held import HeldSlot, booked_from, held_slot
from booking.search import Slot, SlotGroup, SlotSearch, search_slots
from booking.visits import (
    AppointmentCard,
    Page,
    appointment,
    appointment_card,
    appointments,
    appointments_of_patient,
    open_note,
    zone_of,
)

__all__ = [
    "AppointmentCard",
    "Day",
    "DayAppointment",
    "DayColumn",
    "HeldSlot",
    "Page",
    "Slot",
    "SlotGroup",
    "SlotSearch",
    "appointment",
    "appointment_card",
    "appointments",
    "appointments_of_patient",
    "booked_from",
    "day_view",
    "held_slot",
    "open_note",
    "search_slots",
    "zone_of",
]
