"""What a practice wants said to its patients, and when: each message a switch, and the hours nobody is disturbed."""

from datetime import time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from calls.sms_lines import sms_line
from core.errors import Conflict, InvalidInput
from notifications.kinds import LABELS, Kind
from notifications.queries import plan_in
from notifications.services import set_plan
from notifications.services.plans import MAX_SIGNATURE, MOST_HOURS
from practices.models.practice import LONGEST_CHANGE_HOURS
from practices.permissions import Permission, can
from practices.services import set_change_delay
from telephony_adapters.numbers import display_phone
from web.desk.requests import DeskRequest
from web.office.access import Place, practice_of, show

SWITCHES = (Kind.BOOKED, Kind.WEEK_BEFORE, Kind.DAY_BEFORE, Kind.SAME_DAY)
_TIMES = ("hour", "quiet_from", "quiet_until")


@require_http_methods(["GET", "POST"])
def reminders(request: DeskRequest) -> HttpResponse:
    """The plan of one practice; a POST replaces it whole."""
    if request.method == "GET":
        return _page(request, practice_of(request, Permission.REMINDER_PLAN_READ))
    place = practice_of(request, Permission.REMINDER_PLAN_EDIT)
    try:
        set_plan(
            actor=request.actor,
            practice_id=place.practice.id,
            changes=_read(request),
            expected_version=_number(request, "version"),
        )
    except InvalidInput as refusal:
        return _page(request, place, trouble=refusal.errors[0].detail, status=refusal.status)
    except Conflict as refusal:
        return _page(request, place, trouble=refusal.title, status=refusal.status)
    messages.success(request, f"Les messages de {place.practice.name} sont réglés.")
    return redirect(f"{reverse('office:reminders')}?cabinet={place.practice.id}")


@require_POST
def change_delay(request: DeskRequest) -> HttpResponse:
    """Until how many hours before patients move and cancel by themselves."""
    place = practice_of(request, Permission.PRACTICE_CONFIGURE)
    try:
        set_change_delay(actor=request.actor, practice_id=place.practice.id, hours=_number(request, "hours"))
    except InvalidInput as refusal:
        return _page(request, place, trouble=refusal.errors[0].detail, status=refusal.status)
    messages.success(request, f"Le délai de {place.practice.name} est réglé.")
    return redirect(f"{reverse('office:reminders')}?cabinet={place.practice.id}")


def _read(request: DeskRequest) -> dict[str, Any]:
    changes: dict[str, Any] = {kind.value: request.POST.get(kind.value) == "1" for kind in SWITCHES}
    changes |= {name: _time(request, name) for name in _TIMES}
    return changes | {
        "hours_before": _number(request, "hours_before"),
        "signature": request.POST.get("signature", ""),
    }


def _time(request: DeskRequest, name: str) -> time:
    try:
        return time.fromisoformat(request.POST.get(name, "")).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise InvalidInput.at(name, "invalid", "Donnez une heure, par exemple 10:00.") from None


def _number(request: DeskRequest, name: str) -> int:
    typed = request.POST.get(name, "").strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) < 6):
        raise InvalidInput.at(name, "invalid", "Donnez un nombre.")
    return int(typed)


def _page(request: DeskRequest, place: Place, *, trouble: str = "", status: int = 200) -> HttpResponse:
    shown = plan_in(request.actor, place.practice.id)
    line = sms_line(place.practice.id)
    return show(
        request,
        "office/reminders.html",
        "reminders",
        status=status,
        place=place,
        plan=shown.plan,
        version=shown.version,
        switches=[(kind.value, LABELS[kind], shown.plan.wants(kind)) for kind in SWITCHES],
        sender=_sender(line.sender) if line else "",
        answers=line is not None and line.answers,
        longest=MAX_SIGNATURE,
        most_hours=MOST_HOURS,
        trouble=trouble,
        longest_delay=LONGEST_CHANGE_HOURS,
        may_configure=can(request.actor, Permission.PRACTICE_CONFIGURE, place.practice.id),
        may_edit=can(request.actor, Permission.REMINDER_PLAN_EDIT, place.practice.id),
    )


def _sender(sender: str) -> str:
    """A number as people read it; a name as it is."""
    return display_phone(sender) if sender.startswith("+") else sender
