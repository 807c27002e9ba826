"""After the call: how it ended for the caller, in one key. The next call is never kept waiting by it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from audit.accesses import Access
from calls import services as calls
from calls.doings import doings_of, suggested
from calls.models.call_session import Disposition
from calls.queries import call_in
from core.errors import DomainError
from patients.queries import patient_lines
from practices.permissions import Permission, can
from web.desk.presenters.calls import Done, choices_of, done_lines, summary_of
from web.desk.requests import DeskRequest


@require_http_methods(["GET", "POST"])
def wrap_up(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponse:
    """The dispositions, the probable one chosen; what was done is listed from its traces."""
    trouble, status = "", 200
    if request.method == "POST":
        try:
            calls.wrap_up(
                actor=request.actor,
                practice_id=practice_id,
                session_id=call_id,
                disposition=request.POST.get("issue", ""),
            )
            return redirect("/bureau/?termine")
        except DomainError as refusal:
            if refusal.status in (403, 404):
                raise
            trouble, status = refusal.errors[0].detail if refusal.errors else refusal.title, refusal.status
    session = call_in(request.actor, practice_id, call_id)
    lines = doings_of(request.actor, practice_id, call_id)
    chosen = Disposition(session.disposition) if session.disposition else suggested(session, [a.action for a in lines])
    context = {
        "here": "calls",
        "call": summary_of(session),
        "choices": choices_of(chosen),
        "is_corrected": bool(session.disposition),
        "done": _done(request, practice_id, lines),
        "trouble": trouble,
    }
    return render(request, "desk/wrap_up.html", context, status=status)


@require_GET
def this_call(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponse:
    """What was done during the call, alone or as a page."""
    session = call_in(request.actor, practice_id, call_id)
    lines = doings_of(request.actor, practice_id, call_id)
    context = {"here": "calls", "call": summary_of(session), "done": _done(request, practice_id, lines)}
    return render(request, "desk/this_call.html", context)


def _done(request: DeskRequest, practice_id: UUID, lines: list[Access]) -> list[Done]:
    ids = {line.patient_id for line in lines if line.patient_id}
    readable = ids if can(request.actor, Permission.PATIENT_READ, practice_id) else set()
    return done_lines(lines, patient_lines(request.actor, list(readable)) if readable else {})
