"""What practitioners are told: read, acknowledged in one press, answered in a few words."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from calls import services
from calls.message_lists import Wanted, own_messages
from core.errors import DomainError, InvalidInput
from patients.queries import patient_lines
from practices.permissions import Permission, practices_where
from web.desk.forms import show_refusal
from web.desk.requests import DeskRequest
from web.message_form import AnswerForm
from web.message_lines import message_line, message_page

FILTERS = {"a-lire": (Wanted.TO_DO, "À lire"), "urgent": (Wanted.URGENT, "Urgents"), "tous": (Wanted.ALL, "Tous")}
DONE = {"lu": "Noté : vous avez lu ce message.", "reponse": "Réponse transmise au secrétariat."}


@require_GET
def home(request: DeskRequest) -> HttpResponseRedirect:
    """The agenda of who reads one, else the messages."""
    return redirect(
        "planning:day" if practices_where(request.actor, Permission.APPOINTMENT_READ) else "planning:messages"
    )


@require_GET
def inbox(request: DeskRequest) -> HttpResponse:
    """The messages sent to this practitioner, or carried to them."""
    wanted = request.GET.get("filtre", "a-lire")
    if wanted not in FILTERS:
        raise InvalidInput.at("filtre", "invalid-choice", "Ce filtre n'existe pas.")
    found = own_messages(request.actor, FILTERS[wanted][0])
    context = {
        "here": "messages",
        "lines": [message_line(one, at_desk=False) for one in found],
        "filters": [(key, label, key == wanted) for key, (_, label) in FILTERS.items()],
        "done": DONE.get(request.GET.get("fait", ""), ""),
    }
    return render(request, "planning/messages.html", context)


@require_GET
def message(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """One message, opened: journalled."""
    return _show(request, message_id, AnswerForm())


@require_POST
def acknowledge(request: DeskRequest, message_id: UUID) -> HttpResponseRedirect:
    """Read: nobody is called about it any more."""
    services.acknowledge_message(actor=request.actor, message_id=message_id)
    return redirect(f"{reverse('planning:message', args=[message_id])}?fait=lu")


@require_POST
def answer(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """What the secretariat is to do."""
    form = AnswerForm(request.POST)
    trouble, status = "", 400
    if form.is_valid():
        try:
            services.answer_message(actor=request.actor, message_id=message_id, text=form.cleaned_data["text"])
        except DomainError as refusal:
            if refusal.status in (403, 404):
                raise
            trouble, status = show_refusal(form, refusal), refusal.status
        else:
            return redirect(f"{reverse('planning:message', args=[message_id])}?fait=reponse")
    return _show(request, message_id, form, trouble=trouble, status=status)


def _show(
    request: DeskRequest, message_id: UUID, form: AnswerForm, *, trouble: str = "", status: int = 200
) -> HttpResponse:
    read = services.read_message(actor=request.actor, message_id=message_id)
    patient_id = read.message.patient_id
    patients = patient_lines(request.actor, [patient_id]) if patient_id else {}
    context = {
        "here": "messages",
        "message": message_page(
            read, patients.get(patient_id) if patient_id else None, request.actor.user_id, at_desk=False
        ),
        "form": form,
        "trouble": trouble,
        "done": DONE.get(request.GET.get("fait", ""), ""),
    }
    return render(request, "planning/message.html", context, status=status)
