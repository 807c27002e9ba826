"""How a practice's telephone is set: urgent messages that nobody reads, where people are told, recording."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from calls.message_settings import settings_of
from calls.messages import Delays
from calls.models.recording_choice import LONGEST_DAYS
from calls.queries import recording_choice
from calls.services import choose_recording, set_alert_number, set_message_rules
from calls.services.pausing import can_be_told
from calls.services.recording import MAX_ANNOUNCEMENT
from core.errors import InvalidInput
from practices import queries as practices
from practices.permissions import Permission, can
from web.desk.call_state import read_id
from web.desk.requests import DeskRequest
from web.office.access import Place, practice_of, show


@require_http_methods(["GET", "POST"])
def telephone(request: DeskRequest) -> HttpResponse:
    """The three settings of one practice; a POST changes the one it names."""
    place = practice_of(request, Permission.PRACTICE_CONFIGURE)
    if request.method == "GET":
        return _page(request, place)
    change = CHANGES.get(request.POST.get("what", ""))
    try:
        if change is None:
            raise InvalidInput.at("what", "unknown-value", "Choisissez un réglage de la page.")
        said = change(request, place)
    except InvalidInput as refusal:
        return _page(request, place, trouble=refusal.errors[0].detail, status=refusal.status)
    messages.success(request, said)
    return redirect(f"{reverse('office:telephone')}?cabinet={place.practice.id}")


def _rules(request: DeskRequest, place: Place) -> str:
    set_message_rules(
        actor=request.actor,
        practice_id=place.practice.id,
        delays=Delays(*(_minutes(request, name) for name in ("sms", "call", "other"))),
        fallback_id=read_id(request.POST.get("fallback"), "fallback"),
    )
    return "Les messages urgents sont réglés."


def _number(request: DeskRequest, place: Place) -> str:
    practitioner_id = read_id(request.POST.get("practitioner"), "practitioner")
    if practitioner_id is None:
        raise InvalidInput.at("practitioner", "required", "Choisissez un praticien.")
    number = "" if request.POST.get("none") else request.POST.get("number", "").strip()
    if not number and not request.POST.get("none"):
        raise InvalidInput.at("number", "required", "Donnez un numéro.")
    set_alert_number(actor=request.actor, practice_id=place.practice.id, practitioner_id=practitioner_id, number=number)
    return "Le numéro d'alerte est retiré." if not number else "Le numéro d'alerte est enregistré."


def _recording(request: DeskRequest, place: Place) -> str:
    is_on = request.POST.get("is_on") == "1"
    choose_recording(
        actor=request.actor,
        practice_id=place.practice.id,
        is_on=is_on,
        announcement=request.POST.get("announcement", ""),
        retention_days=_minutes(request, "retention_days"),
    )
    return "Les appels sont enregistrés, après l'annonce." if is_on else "Les appels ne sont pas enregistrés."


CHANGES: dict[str, Callable[[DeskRequest, Place], str]] = {
    "rules": _rules,
    "number": _number,
    "recording": _recording,
}


def _minutes(request: DeskRequest, name: str) -> int:
    typed = request.POST.get(name, "").strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) < 5):
        raise InvalidInput.at(name, "invalid", "Donnez un nombre.")
    return int(typed)


def _page(request: DeskRequest, place: Place, *, trouble: str = "", status: int = 200) -> HttpResponse:
    actor, practice_id = request.actor, place.practice.id
    kept, choice = settings_of(actor, practice_id), recording_choice(actor, practice_id)
    people = {role.practitioner_id: role.practitioner for role in practices.practitioner_roles(actor, practice_id)}
    return show(
        request,
        "office/telephone.html",
        "telephone",
        status=status,
        place=place,
        delays=kept.delays,
        fallback=kept.fallback_id,
        people=[(one.id, one.display_name, one.id in kept.with_number) for one in people.values()],
        choice=choice,
        days=choice.retention_days if choice else 30,
        longest=LONGEST_DAYS,
        most=MAX_ANNOUNCEMENT,
        may_choose=can(actor, Permission.RECORDING_CHOOSE, practice_id),
        is_told=can_be_told(actor, practice_id),
        trouble=trouble,
    )
