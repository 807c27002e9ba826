"""Whom the visit is for, the code that proves the contact, the recap: a draft that only this browser can open."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from booking.errors import HoldExpired, SlotTaken
from consent.attestation import RELATIONS
from consent.errors import NoticeOutdated
from consent.guardian_text import CURRENT
from consent.queries import current_notice
from core.errors import InvalidInput
from instructions.errors import ConsigneUnanswered
from online.actors import visitor
from online.allowances import Asked
from online.answers import Answers, Whom
from online.models import BookingDraft
from online.queries import answers_of
from online.services import (
    Verdict,
    check_code,
    code_awaited,
    finish_booking,
    keep_held,
    near_visits,
    questions_of,
    send_code,
    tell,
    token_of,
)
from online.services import give_up as drop
from online.services.guardian_ahead import guardian_missing, leaves_no_wait
from practices.asked_fields import AskedField
from practices.instructions import asked_fields, reminds_somebody
from practices.online import OnlinePractice
from web import french
from web.portal.edge import count_here, draft_of, drop_draft, of_practice
from web.portal.forms import RELATIVES, SEXES, Refusals, as_typed, refusals_of, typed_answers
from web.portal.presenters.questions import questions, read_choices, unanswered
from web.portal.presenters.steps import Step, chosen
from web.portal.views.choose import alternatives_of

CODE_SENTENCES = {
    Verdict.WRONG: "Ce code n'est pas le bon. Recopiez les six chiffres du dernier message reçu.",
    Verdict.TOO_OLD: "Ce code n'est plus valable : il sert dix minutes. Demandez-en un autre.",
    Verdict.TOO_MANY: "Ce code a été essayé trop de fois. Demandez-en un autre.",
}
INFORMED = "Cochez cette case : le rendez-vous ne peut être pris sans que vous soyez informé."


@require_http_methods(["GET", "POST"])
@of_practice
def patient(request: HttpRequest, practice: OnlinePractice) -> HttpResponse:
    """Step 3: whom it is for, and how to reach whoever books."""
    draft = draft_of(request, practice)
    if request.method == "GET":
        return _ask(request, practice, draft, as_typed(answers_of(draft)))
    typed = typed_answers(request)
    try:
        tell(actor=visitor(practice.id), draft=draft, typed=typed)
    except InvalidInput as refusal:
        shown = {**request.POST.dict(), "relation": typed.relation}
        return _ask(request, practice, draft, shown, refusals_of(refusal), status=refusal.status)
    if draft.proven_at is not None:
        return redirect("portal:recap", practice.id)
    if code_awaited(draft):
        return redirect("portal:code", practice.id)
    return _send(request, practice, draft)


@require_http_methods(["GET", "POST"])
@of_practice
def code(request: HttpRequest, practice: OnlinePractice) -> HttpResponse:
    """Step 4: the six digits; or another code."""
    draft = draft_of(request, practice)
    told = answers_of(draft)
    if draft.answers is None:
        return redirect("portal:patient", practice.id)
    if draft.proven_at is not None:
        return redirect("portal:recap", practice.id)
    if request.method == "GET":
        return _ask_code(request, practice, draft, told)
    if "again" in request.POST:
        return _send(request, practice, draft)
    verdict = check_code(actor=visitor(practice.id), draft=draft, typed=request.POST.get("code", "")[:20])
    if verdict is Verdict.RIGHT:
        return redirect("portal:recap", practice.id)
    return _ask_code(request, practice, draft, told, error=CODE_SENTENCES[verdict], status=400)


@require_http_methods(["GET", "POST"])
@of_practice
def recap(request: HttpRequest, practice: OnlinePractice) -> HttpResponse:
    """Read back, informed, confirmed. A slot lost meanwhile keeps all that was typed."""
    draft = draft_of(request, practice)
    if draft.proven_at is None:
        return redirect("portal:code", practice.id)
    try:
        if request.method == "GET":
            keep_held(actor=visitor(practice.id), draft=draft)
            return _read_back(request, practice, draft)
        return _confirm(request, practice, draft)
    except (SlotTaken, HoldExpired) as lost:
        return _lost(request, practice, draft, lost)


@require_POST
@of_practice
def give_up(request: HttpRequest, practice: OnlinePractice) -> HttpResponse:
    """The slot is free at once, what was typed is gone."""
    drop(actor=visitor(practice.id), draft=draft_of(request, practice))
    response = render(request, "portal/given_up.html", {"practice": practice})
    drop_draft(response)
    return response


def _send(request: HttpRequest, practice: OnlinePractice, draft: BookingDraft) -> HttpResponse:
    count_here(request, Asked.CODE, practice.id)
    send_code(actor=visitor(practice.id), draft=draft)
    return redirect("portal:code", practice.id)


def _confirm(request: HttpRequest, practice: OnlinePractice, draft: BookingDraft) -> HttpResponse:
    said = request.POST
    if not said.get("informed"):
        return _read_back(request, practice, draft, {"informed": INFORMED}, status=400)
    version = said.get("notice_version", "")
    settle = said.get("settle", "")
    if not settle and near_visits(actor=visitor(practice.id), draft=draft):
        return _read_back(request, practice, draft, {"settle": "Choisissez ce qui vous convient."}, status=400)
    try:
        link = finish_booking(
            actor=visitor(practice.id),
            draft=draft,
            answers=read_choices(said),
            notice_version=int(version) if version.isdecimal() and len(version) < 6 else None,
            remind=bool(said.get("remind")),
            settle=settle,
        )
    except NoticeOutdated as changed:
        errors = {"informed": "Ce texte vient de changer : relisez-le, puis cochez de nouveau."}
        return _read_back(request, practice, draft, errors, status=changed.status)
    except ConsigneUnanswered as refusal:
        missing = unanswered(refusal, questions_of(actor=visitor(practice.id), draft=draft))
        if not missing:
            raise
        return _read_back(request, practice, draft, missing, status=refusal.status)
    response = redirect("portal:booked", token_of(practice.id, link.id))
    drop_draft(response)
    return response


def _ask(
    request: HttpRequest,
    practice: OnlinePractice,
    draft: BookingDraft,
    typed: Any,
    refusals: Refusals | None = None,
    status: int = 200,
) -> HttpResponse:
    asked = asked_fields(practice.id)
    context = {
        **_frame(practice, draft, 3),
        "typed": typed,
        "errors": refusals.by_field if refusals else {},
        "first_error": refusals.first if refusals else "",
        "asks_sex": AskedField.SEX in asked,
        "asks_email": AskedField.EMAIL in asked,
        "relatives": RELATIVES,
        "guardians": [(one.value, label) for one, label in RELATIONS.items()],
        "sexes": SEXES,
        "guardian_text": CURRENT,
        "asks_joined": bool(settings.GUARDIAN_LOWER_AGES),
        "is_near": leaves_no_wait(draft),
    }
    return render(request, "portal/patient.html", context, status=status)


def _ask_code(
    request: HttpRequest,
    practice: OnlinePractice,
    draft: BookingDraft,
    told: Answers,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        **_frame(practice, draft, 4),
        "is_sms": bool(told.proven.phone),
        "to": french.phone(told.phone) if told.proven.phone else told.email,
        "error": error,
    }
    return render(request, "portal/code.html", context, status=status)


def _read_back(
    request: HttpRequest,
    practice: OnlinePractice,
    draft: BookingDraft,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    told = answers_of(draft)
    near = near_visits(actor=visitor(practice.id), draft=draft)
    minimum = told.whom == Whom.CHILD or bool(told.guardian_phone)
    context = {
        **_frame(practice, draft, 4),
        "told": told,
        "shown": as_typed(told),
        "waits": minimum,
        "guardian_missing": minimum and guardian_missing(actor=visitor(practice.id), draft=draft),
        "questions": questions(questions_of(actor=visitor(practice.id), draft=draft), request.POST, errors or {}),
        "near": [(one, french.when(one.starts_at, one.timezone)) for one in near],
        "may_replace": all(one.may_change for one in near),
        "notice": current_notice(practice.id),
        "may_remind": reminds_somebody(practice.id) and not minimum,
        "errors": errors or {},
        "said": request.POST,
        "delay": french.delay(practice.change_hours),
    }
    return render(request, "portal/recap.html", context, status=status)


def _lost(
    request: HttpRequest, practice: OnlinePractice, draft: BookingDraft, lost: SlotTaken | HoldExpired
) -> HttpResponse:
    """The race was lost: everything typed is kept, the next three are one press away."""
    reason = practice.reason(draft.visit_reason_id)
    others = alternatives_of(lost, reason.roles) if isinstance(lost, SlotTaken) else []
    context = {**_frame(practice, draft, 2), "alternatives": others, "reason": reason}
    return render(request, "portal/lost.html", context, status=lost.status)


def _frame(practice: OnlinePractice, draft: BookingDraft, step: int) -> dict[str, Any]:
    return {
        "practice": practice,
        "phone": french.phone(practice.phone),
        "chosen": chosen(practice, draft),
        "step": Step(step),
    }
