"""« Urgence 15 »: the practice's signed protocol, question by question, in the call where it is needed."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from core.errors import InvalidInput, NotFound
from instructions import services as instructions
from instructions.errors import NoProtocol, RunOver
from instructions.runs import Progress, run_of
from practices import queries as practices
from web.desk.call_state import read_state
from web.desk.presenters.urgency import run_card
from web.desk.requests import DeskRequest


@require_POST
def begin(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponse:
    """Begin the protocol for this call, and for its patient if one is chosen."""
    state = read_state(request, practice_id, call_id)
    try:
        run = instructions.begin_urgency(
            actor=request.actor, practice_id=practice_id, call_id=call_id, patient_id=state.patient
        )
    except NoProtocol as refusal:
        practice = practices.practice_in(request.actor, practice_id)
        context = {"here": "calls", "practice": practice, "back_url": state.url}
        return render(request, "desk/urgency_none.html", context, status=refusal.status)
    return redirect(state.act_on("call-urgency-run", run_id=run.id))


@require_GET
def run(request: DeskRequest, practice_id: UUID, call_id: UUID, run_id: UUID) -> HttpResponse:
    """The question that waits, or where the protocol ended."""
    return _show(request, practice_id, call_id, run_id)


@require_POST
def answer(request: DeskRequest, practice_id: UUID, call_id: UUID, run_id: UUID) -> HttpResponse:
    """One answer, kept at once and never changed; the same key twice is one answer."""
    state = read_state(request, practice_id, call_id)
    _check_of_call(request, practice_id, call_id, run_id)
    question, choice = request.POST.get("question", ""), request.POST.get("choice", "")
    if not question or not choice:
        raise InvalidInput.at("choice", "required", "Choisissez une réponse.")
    try:
        instructions.answer_urgency(actor=request.actor, run_id=run_id, question=question, choice=choice)
    except RunOver as refusal:
        return _show(request, practice_id, call_id, run_id, trouble=refusal.title, status=refusal.status)
    return redirect(state.act_on("call-urgency-run", run_id=run_id))


def _show(
    request: DeskRequest, practice_id: UUID, call_id: UUID, run_id: UUID, *, trouble: str = "", status: int = 200
) -> HttpResponse:
    state = read_state(request, practice_id, call_id)
    progress = _check_of_call(request, practice_id, call_id, run_id)
    context = {
        "here": "calls",
        "practice": practices.practice_in(request.actor, practice_id),
        "run": run_card(progress, state),
        "trouble": trouble,
        "answer_url": state.act_on("call-urgency-answer", run_id=run_id),
        "back_url": state.url,
    }
    return render(request, "desk/urgency.html", context, status=status)


def _check_of_call(request: DeskRequest, practice_id: UUID, call_id: UUID, run_id: UUID) -> Progress:
    """The run, journalled. Raises NotFound when it is not of this call."""
    progress = run_of(request.actor, run_id)
    if progress.practice_id != practice_id or progress.call_id != call_id:
        raise NotFound()
    return progress
