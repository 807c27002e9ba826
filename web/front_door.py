"""Where somebody who asked for no page in particular lands: at their place of work."""

from django.http import HttpResponseRedirect
from django.shortcuts import redirect

from web.desk.requests import DeskRequest
from web.office.menu import works_only_here


def front_door(request: DeskRequest) -> HttpResponseRedirect:
    return redirect("office:home" if works_only_here(request.actor) else "desk:home")
