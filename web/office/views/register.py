"""What is processed and why."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from practices.permissions import Permission
from web.desk.requests import DeskRequest
from web.office.access import practice_of, show
from web.office.menu import offered


@require_GET
def home(request: DeskRequest) -> HttpResponse:
    """The way in: one practice, and what can be opened for it."""
    place = practice_of(request, Permission.REGISTER_READ)
    return show(request, "office/home.html", "register", place=place, entries=offered(request.actor))
