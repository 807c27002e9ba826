"""The question about cookies, wherever the foot of a page is."""

from typing import Any

from django import template
from django.middleware.csrf import get_token

from web.public.cookies import must_ask, trackers

register = template.Library()


@register.inclusion_tag("web/_cookie_question.html", takes_context=True)
def cookie_question(context: dict[str, Any]) -> dict[str, Any]:
    """Asked of whoever is not signed in and has not answered; the page about cookies asks by itself."""
    request = context.get("request")
    signed_in = getattr(request, "actor", None) is not None
    asks = request is not None and not signed_in and context.get("here") != "cookies" and must_ask(request)
    return {
        "asks": asks,
        "trackers": trackers(),
        "request": request,
        "csrf_token": get_token(request) if asks and request is not None else "",
    }
