"""What a patient wants done with their data after death: entered, read, revoked (LIL, art. 85; ST-30)."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError
from patients.erasable import Part
from patients.queries import patient_in
from practices.permissions import Permission
from privacy.certificate import PART_TEXT
from privacy.models import PostMortemDirective
from privacy.models.post_mortem_directive import CITATION
from privacy.services.directives import (
    check_directive_of,
    directives_of,
    give_directive,
    open_directive,
    revoke_directive,
)
from web.desk.forms import show_refusal
from web.desk.requests import DeskRequest
from web.office.access import show
from web.office.forms_directive import DirectiveForm

HERE = "deaths"
SAID = {
    "ecrite": "La directive est enregistrée : elle remplace la précédente.",
    "revoquee": "La directive est révoquée : elle ne compte plus.",
}


@require_http_methods(["GET", "POST"])
def directives(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """All of one person's, the last word first, their words closed; and a new one."""
    if request.method == "GET":
        return _page(request, patient_id)
    known = patient_in(request.actor, patient_id, Permission.DIRECTIVE_EDIT)
    form = DirectiveForm(request.POST)
    if not form.is_valid():
        return _page(request, patient_id, status=400, form=form)
    try:
        give_directive(actor=request.actor, practice_id=known.practice_id, patient_id=known.id, **form.cleaned_data)
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        return _page(request, patient_id, status=refusal.status, trouble=show_refusal(form, refusal), form=form)
    return redirect(_address(patient_id, "ecrite"))


@require_POST
def read(request: DeskRequest, patient_id: UUID, directive_id: UUID) -> HttpResponse:
    """Its words and who is charged with it, shown once."""
    check_directive_of(request.actor, patient_id, directive_id)
    text, executor = open_directive(actor=request.actor, directive_id=directive_id)
    return _page(request, patient_id, opened={"id": directive_id, "text": text, "executor": executor})


@require_POST
def revoke(request: DeskRequest, patient_id: UUID, directive_id: UUID) -> HttpResponse:
    """No reason is asked."""
    check_directive_of(request.actor, patient_id, directive_id)
    revoke_directive(actor=request.actor, directive_id=directive_id)
    return redirect(_address(patient_id, "revoquee"))


def _page(request: DeskRequest, patient_id: UUID, *, status: int = 200, **more: Any) -> HttpResponse:
    known = patient_in(request.actor, patient_id, Permission.DIRECTIVE_EDIT)
    found = directives_of(request.actor, known.practice_id, patient_id)
    return show(
        request,
        "office/directives.html",
        HERE,
        status=status,
        at=known.practice_id,
        known=known,
        law=CITATION,
        rows=[_row(one) for one in found],
        done=SAID.get(request.GET.get("fait", ""), ""),
        **{"form": DirectiveForm(), **more},
    )


def _row(directive: PostMortemDirective) -> dict[str, Any]:
    return {"one": directive, "keeps": [PART_TEXT[Part(part)] for part in directive.keep]}


def _address(patient_id: UUID, said: str) -> str:
    return f"{reverse('office:directives', args=[patient_id])}?fait={said}"
