"""The urgency protocol of a practice: its versions, the next one written, the signature."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import InvalidInput
from instructions import services as instructions
from instructions.errors import ProtocolUnfit
from instructions.models import UrgencyProtocol
from instructions.runs import protocols_at
from instructions.urgency import steps_of
from practices import queries as practices
from practices.permissions import Permission, can
from practices.zones import zone_of
from web import french
from web.desk.call_state import read_id
from web.desk.forms import REQUIRED
from web.desk.protocol_text import goes_to, steps_of_text, text_of
from web.desk.requests import DeskRequest

HINT = (
    "« ? » commence une question, « - » une réponse. Après « > » : le numéro de la question suivante, ou 15, jour, "
    "message, ordinaire. Après « | » : ce que l'on dit alors."
)


class ProtocolForm(forms.Form):
    text = forms.CharField(
        label="Questions et réponses",
        max_length=6000,
        widget=forms.Textarea({"rows": 12, "spellcheck": "true"}),
        help_text=HINT,
        error_messages=REQUIRED,
    )


@require_http_methods(["GET", "POST"])
def protocol(request: DeskRequest) -> HttpResponse:
    """Every version, the newest first, and the form of the next one."""
    practice_id = read_id(request.GET.get("cabinet"), "cabinet")
    if practice_id is None:
        raise InvalidInput.at("cabinet", "required", "Choisissez le cabinet.")
    versions = protocols_at(request.actor, practice_id)
    start = text_of(steps_of(versions[0].steps)) if versions else ""
    form = ProtocolForm(request.POST if request.method == "POST" else None, initial={"text": start})
    if request.method == "POST" and form.is_valid():
        try:
            steps = steps_of_text(form.cleaned_data["text"])
            instructions.write_protocol(actor=request.actor, practice_id=practice_id, steps=steps)
            messages.success(request, "Version enregistrée : un praticien la signe.")
            return _back(practice_id)
        except ProtocolUnfit as refusal:
            for error in refusal.errors:
                form.add_error("text", f"{_place(error.field)}{error.detail}")
    in_force = next((one.version for one in versions if one.signed_at is not None), 0)
    context = {
        "here": "consignes",
        "practice": practices.practice_in(request.actor, practice_id),
        "versions": [_card(request, one, in_force, zone_of(practice_id)) for one in versions],
        "form": form,
        "may_write": can(request.actor, Permission.CONSIGNE_WRITE, practice_id),
    }
    return render(request, "desk/protocol.html", context, status=400 if form.errors else 200)


@require_POST
def sign(request: DeskRequest, protocol_id: UUID) -> HttpResponse:
    signed = instructions.sign_protocol(actor=request.actor, protocol_id=protocol_id)
    messages.success(request, f"Version {signed.version} signée : elle est en vigueur.")
    return _back(signed.practice_id)


def _back(practice_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('desk:protocol')}?cabinet={practice_id}")


def _card(request: DeskRequest, one: UrgencyProtocol, in_force: int, zone: str) -> dict[str, Any]:
    steps = steps_of(one.steps)
    signed = f"signée le {french.when(one.signed_at, zone)}" if one.signed_at else "à signer"
    if one.signed_at and one.signed_by:
        signed += f" par {one.signed_by.display_name}"
    return {
        "id": one.id,
        "version": one.version,
        "standing": f"en vigueur, {signed}" if one.version == in_force else signed,
        "steps": [
            {
                "text": step.text,
                "choices": [{"label": c.label, "goes": goes_to(c, steps), "says": c.says} for c in step.choices],
            }
            for step in steps
        ],
        "may_sign": one.signed_at is None
        and one.version > in_force
        and can(request.actor, Permission.URGENCY_SIGN, one.practice_id),
    }


def _place(field: str) -> str:
    """« Question 2 : » for an error at `steps[1]…`."""
    number = field.removeprefix("steps[").partition("]")[0]
    return f"Question {int(number) + 1} : " if number.isdigit() else ""
