"""What the desk offers, in the order of its bar; the pages of an account show it too."""

from booking.measures import count_to_ring_about
from calls.message_lists import count_at_desk, count_unread
from calls.queries import left_to_do_count
from core.scoping import Actor
from notifications.queries import count_follow_ups
from practices.permissions import Permission, practices_where
from web.bar import Section
from web.office.menu import manages_people, works_only_here


def answers_calls(actor: Actor) -> bool:
    """Everybody but who works in the office alone, or manages without booking."""
    manages_only = manages_people(actor) and not practices_where(actor, Permission.APPOINTMENT_READ)
    return not works_only_here(actor) and not manages_only


def handles_calls(actor: Actor) -> bool:
    """Whether calls ring at this person's desk."""
    return bool(practices_where(actor, Permission.CALL_HANDLE))


def reads_own_messages(actor: Actor) -> bool:
    """A practitioner: messages are theirs to read, not to carry."""
    return bool(practices_where(actor, Permission.MESSAGE_ANSWER))


def carries_messages(actor: Actor) -> bool:
    """A secretary: messages are theirs to carry and to deal with."""
    return bool(practices_where(actor, Permission.MESSAGE_SEND) - practices_where(actor, Permission.MESSAGE_ANSWER))


def handles_follow_ups(actor: Actor) -> bool:
    """Whether what messages leave to do is this person's work."""
    return bool(practices_where(actor, Permission.FOLLOW_UP_HANDLE))


def count_left_to_do(actor: Actor) -> int:
    """Everything that « À traiter » shows: what messages left to do, and who is to be rung before a visit."""
    return count_follow_ups(actor) + count_to_ring_about(actor)


def reads_activity(actor: Actor) -> bool:
    return bool(practices_where(actor, Permission.ACTIVITY_READ))


def reads_consignes(actor: Actor) -> bool:
    """Whoever answers with them, and the manager who writes them."""
    return answers_calls(actor) or manages_people(actor)


SECTIONS: tuple[Section, ...] = (
    Section("calls", "Appels", "desk:home", answers_calls),
    Section("call-backs", "À rappeler", "desk:to-call-back", handles_calls, left_to_do_count, "en attente", ""),
    Section("planning", "Plannings", "desk:planning", answers_calls),
    Section("messages", "Messages", "desk:messages", carries_messages, count_at_desk),
    Section("own-agenda", "Mon agenda", "planning:day", reads_own_messages),
    Section("own-messages", "Mes messages", "planning:messages", reads_own_messages, count_unread, "à lire"),
    Section("follow-ups", "À traiter", "desk:follow-ups", handles_follow_ups, count_left_to_do, "en attente", "warn"),
    Section("consignes", "Consignes", "desk:consignes", reads_consignes),
    Section("guardians", "Accords", "desk:guardians", answers_calls),
    Section("duplicates", "Doublons", "desk:duplicates", answers_calls),
    Section("activity", "Activité", "desk:activity", reads_activity),
)
