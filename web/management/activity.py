"""What the telephone was, practice by practice and person by person: the desk's own figures, for whoever leads it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from practices.permissions import Permission, check_may_on_platform
from web.desk.requests import DeskRequest
from web.desk.views.activity import context_of


@require_GET
def show(request: DeskRequest) -> HttpResponse:
    check_may_on_platform(request.actor, Permission.PERSON_MANAGE)
    return render(request, "desk/activity.html", {**context_of(request), "shell": "management/base.html"})
