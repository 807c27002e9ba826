"""The bar of a place of work, and what the shell asks about the person signed in."""

from django import template
from django.template.context import RequestContext

from core.scoping import Actor
from web.bar import Bar, bar_of
from web.bars import sections_at
from web.desk import menu as desk

register = template.Library()


@register.inclusion_tag("web/_sections.html", takes_context=True)
def sections(context: RequestContext, place: str) -> dict[str, Bar]:
    """The bar of `place`, open at the page's `here`."""
    return {"bar": bar_of(context["request"].actor, sections_at(place), context.get("here") or "")}


@register.filter
def answers_calls(actor: Actor) -> bool:
    """Whether the search of patients is theirs."""
    return desk.answers_calls(actor)


@register.filter
def handles_calls(actor: Actor) -> bool:
    """Whether calls ring at this person's desk."""
    return desk.handles_calls(actor)
