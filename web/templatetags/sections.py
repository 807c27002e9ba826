"""Which sections the bar offers to the person signed in."""

from django import template

from calls.message_lists import count_at_desk, count_unread
from calls.queries import left_to_do_count
from core.scoping import Actor
from notifications.queries import count_follow_ups
from practices.permissions import Permission, practices_where
from web.office.menu import Entry, manages_people, offered, works_here, works_only_here
from web.places import WorkPlace, places_of

register = template.Library()


@register.filter
def reads_the_register(actor: Actor) -> bool:
    return works_here(actor)


@register.filter
def leads_people(actor: Actor) -> bool:
    return manages_people(actor)


@register.filter
def answers_calls(actor: Actor) -> bool:
    """Everybody but who works in the office alone, or manages without booking."""
    manages_only = manages_people(actor) and not practices_where(actor, Permission.APPOINTMENT_READ)
    return not works_only_here(actor) and not manages_only


@register.filter
def other_places(actor: Actor, here: str) -> list[WorkPlace]:
    """Where else this person works."""
    return [place for place in places_of(actor) if place.key != here]


@register.filter
def handles_calls(actor: Actor) -> bool:
    """Whether calls ring at this person's desk."""
    return bool(practices_where(actor, Permission.CALL_HANDLE))


@register.filter
def reads_own_messages(actor: Actor) -> bool:
    """A practitioner: messages are theirs to read, not to carry."""
    return bool(practices_where(actor, Permission.MESSAGE_ANSWER))


@register.filter
def grants_delegations(actor: Actor) -> bool:
    """Whoever decides who acts for the practice."""
    return bool(practices_where(actor, Permission.DELEGATION_REVOKE))


@register.filter
def reads_agendas(actor: Actor) -> bool:
    return bool(practices_where(actor, Permission.APPOINTMENT_READ))


@register.filter
def carries_messages(actor: Actor) -> bool:
    """A secretary: messages are theirs to carry and to deal with."""
    return bool(practices_where(actor, Permission.MESSAGE_SEND) - practices_where(actor, Permission.MESSAGE_ANSWER))


@register.filter
def messages_to_do(actor: Actor) -> int:
    return count_at_desk(actor)


@register.filter
def messages_to_read(actor: Actor) -> int:
    return count_unread(actor)


@register.filter
def handles_follow_ups(actor: Actor) -> bool:
    """Whether what messages leave to do is this person's work."""
    return bool(practices_where(actor, Permission.FOLLOW_UP_HANDLE))


@register.filter
def follow_ups_left(actor: Actor) -> int:
    return count_follow_ups(actor)


@register.filter
def office_entries(actor: Actor) -> list[Entry]:
    return offered(actor)


@register.filter
def callers_left(actor: Actor) -> int:
    """How many callers wait to be rung back."""
    return left_to_do_count(actor)


@register.filter
def reads_activity(actor: Actor) -> bool:
    return bool(practices_where(actor, Permission.ACTIVITY_READ))
