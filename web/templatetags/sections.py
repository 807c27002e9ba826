"""Which sections the bar offers to the person signed in."""

from django import template

from core.scoping import Actor
from web.office.menu import Entry, manages_people, offered, works_here, works_only_here

register = template.Library()


@register.filter
def reads_the_register(actor: Actor) -> bool:
    return works_here(actor)


@register.filter
def leads_people(actor: Actor) -> bool:
    return manages_people(actor)


@register.filter
def answers_calls(actor: Actor) -> bool:
    """Everybody but who works in the office alone."""
    return not works_only_here(actor)


@register.filter
def office_entries(actor: Actor) -> list[Entry]:
    return offered(actor)
