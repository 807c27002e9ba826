"""How French words are set on a page."""

from datetime import date

from django import template

from privacy.typography import typeset as set_spaces
from web import french

register = template.Library()


@register.filter
def typeset(text: str) -> str:
    """With spaces that do not break before what follows a word."""
    return set_spaces(text)


@register.filter
def before_bracket(text: str) -> str:
    """« Intérêt légitime (RGPD, art. 6.1.f) » → « Intérêt légitime »."""
    return text.partition(" (")[0]


@register.filter
def day(written: str) -> str:
    """`2026-11-22` → « 22/11/2026 »."""
    return french.short_day(date.fromisoformat(written))
