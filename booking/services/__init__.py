"""Changing the agenda: hold, book, move, cancel, attend, open and shut. Each verb is one transaction."""

from booking.services.absences import add_absence, change_absence, remove_absence
from booking.services.attend import excuse_absence, mark_arrived, mark_fulfilled, mark_noshow
from booking.services.book import book_appointment, book_from_hold
from booking.services.cancel import cancel_appointment
from booking.services.closures import add_closure, change_closure, remove_closure
from booking.services.fairness import decide_measure, lift_measure
from booking.services.first_week import open_week
from booking.services.guardians import record_guardian, send_guardian_link, settle_guardians, withdraw_guardian
from booking.services.hold import hold_slot, release_hold, release_offers
from booking.services.import_agenda import PastVisit, import_appointments
from booking.services.links import answer_by_link, object_by_link
from booking.services.move import move_appointment
from booking.services.opening_exceptions import (
    add_opening_exception,
    change_opening_exception,
    remove_opening_exception,
)
from booking.services.opening_rules import RuleTerms, add_opening_rule, change_opening_rule, end_opening_rule
from booking.services.presence import note_presence, note_presence_by_phone
from booking.services.secrecy import keep_secret
from booking.services.take_over import take_over_agenda
from booking.services.timetable import Effect
from booking.services.undo import undo_attendance, undo_booking, undo_cancellation
from booking.services.withdraw import withdraw_visits

__all__ = [
    "Effect",
    "PastVisit",
    "RuleTerms",
    "add_absence",
    "add_closure",
    "add_opening_exception",
    "add_opening_rule",
    "answer_by_link",
    "book_appointment",
    "book_from_hold",
    "cancel_appointment",
    "change_absence",
    "change_closure",
    "change_opening_exception",
    "change_opening_rule",
    "decide_measure",
    "end_opening_rule",
    "excuse_absence",
    "hold_slot",
    "import_appointments",
    "keep_secret",
    "lift_measure",
    "mark_arrived",
    "mark_fulfilled",
    "mark_noshow",
    "move_appointment",
    "note_presence",
    "note_presence_by_phone",
    "object_by_link",
    "open_week",
    "record_guardian",
    "release_hold",
    "release_offers",
    "remove_absence",
    "remove_closure",
    "remove_opening_exception",
    "send_guardian_link",
    "settle_guardians",
    "take_over_agenda",
    "undo_attendance",
    "undo_booking",
    "undo_cancellation",
    "withdraw_guardian",
    "withdraw_visits",
]
