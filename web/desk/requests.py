"""What every view of the desk is given: the sign-in middleware has let the person in, with an actor."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from core.scoping import Actor


class DeskRequest(HttpRequest):
    """A request of somebody signed in; `htmx` says which part of the page asked."""

    actor: Actor
    htmx: HtmxDetails
