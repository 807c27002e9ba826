"""Where somebody who asked for no page in particular lands: at their place of work."""

from django.http import HttpResponseRedirect
from django.shortcuts import redirect

from web.desk.requests import DeskRequest
from web.places import first_place


def front_door(request: DeskRequest) -> HttpResponseRedirect:
    return redirect(first_place(request.actor))
