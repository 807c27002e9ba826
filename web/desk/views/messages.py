"""Messages for practitioners at the desk: what is left to do, a new one, one opened, its answer dealt with."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from calls import services
from calls.errors import AnswerInHand, AnswerSettled, MessageNotAnswered, NothingToRing
from calls.message_lists import Wanted, desk_messages
from core.errors import DomainError, InvalidInput, NotFound
from patients.queries import patient_lines
from practices import queries as practices
from practices.permissions import Permission, check_may
from web.desk.call_state import CallState, read_id, read_state
from web.desk.forms import show_refusal
from web.desk.presenters.messages import likely_agenda
from web.desk.requests import DeskRequest
from web.message_form import MessageForm
from web.message_lines import message_line, message_page, patient_name

FILTERS = {"a-traiter": Wanted.TO_DO, "urgent": Wanted.URGENT, "tous": Wanted.ALL}
LABELS = {"a-traiter": "À traiter", "urgent": "Urgents non lus", "tous": "Tous"}
DONE = {
    "envoye": "Message transmis.",
    "pris": "Vous traitez cette réponse.",
    "traite": "Réponse traitée.",
    "appel": "Appel noté.",
}
REFUSALS = (AnswerInHand, AnswerSettled, MessageNotAnswered, NothingToRing)


@require_GET
def messages(request: DeskRequest) -> HttpResponse:
    """The messages of one practice or of all, by what is left to do."""
    wanted = request.GET.get("filtre", "a-traiter")
    if wanted not in FILTERS:
        raise InvalidInput.at("filtre", "invalid-choice", "Ce filtre n'existe pas.")
    practice_id = read_id(request.GET.get("cabinet"), "cabinet")
    found = desk_messages(request.actor, practice_id, FILTERS[wanted])
    context = {
        "here": "messages",
        "lines": [message_line(one) for one in found],
        "filters": [(key, label, key == wanted) for key, label in LABELS.items()],
        "practices": list(practices.practices_of(request.actor)),
        "practice_id": practice_id,
        "done": DONE.get(request.GET.get("fait", ""), ""),
    }
    return render(request, "desk/messages.html", context)


@require_http_methods(["GET", "POST"])
def new_message(request: DeskRequest) -> HttpResponse:
    """A message outside of any call, for a practice or from a patient's file."""
    practice_id = read_id(request.GET.get("cabinet"), "cabinet")
    if practice_id is None:
        raise InvalidInput.at("cabinet", "required", "Choisissez le cabinet.")
    state = CallState(practice_id, practice_id, patient=read_id(request.GET.get("patient"), "patient"))
    return _write(request, state, None, reverse("desk:messages"))


@require_http_methods(["GET", "POST"])
def message_in_call(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponse:
    """The same during a call, whose patient and appointment it is about."""
    state = read_state(request, practice_id, call_id)
    return _write(request, state, call_id, state.url)


@require_GET
def message(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """One message, opened: journalled."""
    return _show(request, message_id)


@require_POST
def claim(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """Deal with the answer: nobody else does it meanwhile."""
    return _do(request, message_id, "pris", lambda: services.claim_answer(actor=request.actor, message_id=message_id))


@require_POST
def settle(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """What the answer asked is done."""
    return _do(
        request, message_id, "traite", lambda: services.settle_answer(actor=request.actor, message_id=message_id)
    )


@require_POST
def rang(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """The practitioner was rung about an urgent message."""
    reached = request.POST.get("joint") == "oui"
    return _do(
        request,
        message_id,
        "appel",
        lambda: services.rang_practitioner(actor=request.actor, message_id=message_id, reached=reached),
    )


def _write(request: DeskRequest, state: CallState, call_id: UUID | None, back: str) -> HttpResponse:
    actor = request.actor
    check_may(actor, Permission.MESSAGE_SEND, state.practice)
    practice = practices.practice_in(actor, state.practice)
    roles = list(practices.practitioner_roles(actor, practice.id))
    people = [(str(role.id), f"{role.practitioner.display_name} · {role.location.name}") for role in roles]
    form = MessageForm(request.POST or None, people=people, likely=likely_agenda(actor, state))
    trouble, status = "", 200
    if request.method == "POST":
        status = 400
        if read_id(request.POST.get("to"), "to") not in {None, *(role.id for role in roles)}:
            raise NotFound()
        if form.is_valid():
            try:
                services.send_message(
                    actor=actor,
                    practitioner_role_id=UUID(form.cleaned_data["to"]),
                    kind=form.cleaned_data["kind"],
                    text=form.cleaned_data["text"],
                    patient_id=state.patient,
                    call_id=call_id,
                    appointment_id=state.booked,
                )
            except DomainError as refusal:
                if refusal.status in (403, 404):
                    raise
                trouble, status = show_refusal(form, refusal), refusal.status
            else:
                return redirect(f"{back}{'&' if '?' in back else '?'}fait=envoye")
    about = patient_lines(actor, [state.patient]) if state.patient else {}
    context = {
        "here": "messages" if call_id is None else "calls",
        "practice": practice,
        "form": form,
        "trouble": trouble,
        "about": patient_name(about.get(state.patient)) if state.patient else "",
        "back_url": back,
    }
    return render(request, "desk/message_new.html", context, status=status)


def _do(request: DeskRequest, message_id: UUID, done: str, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except REFUSALS as refusal:
        return _show(request, message_id, trouble=refusal.title, status=refusal.status)
    return redirect(f"{reverse('desk:message', args=[message_id])}?fait={done}")


def _show(request: DeskRequest, message_id: UUID, *, trouble: str = "", status: int = 200) -> HttpResponse:
    read = services.read_message(actor=request.actor, message_id=message_id)
    patient_id = read.message.patient_id
    patients = patient_lines(request.actor, [patient_id]) if patient_id else {}
    context = {
        "here": "messages",
        "message": message_page(read, patients.get(patient_id) if patient_id else None, request.actor.user_id),
        "patient_id": patient_id,
        "appointment_id": read.message.appointment_id,
        "trouble": trouble,
        "done": DONE.get(request.GET.get("fait", ""), ""),
    }
    return render(request, "desk/message.html", context, status=status)
