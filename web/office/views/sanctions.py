"""Sanctions of the people of one's own secretariat: whom, what was decided, and the next decision (CH-17 to CH-19)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import clock
from core.errors import DomainError
from practices import queries, services
from privacy.services.pending_acts import ask_withdrawal
from web.desk.requests import DeskRequest
from web.office.access import show
from web.office.forms_sanction import OrderReportForm, SuspensionForm, WithdrawalForm

HERE = "sanctions"
ASKED = "Le retrait est demandé : une autre personne doit le confirmer dans les sept jours."


@require_GET
def people(request: DeskRequest) -> HttpResponse:
    """The people of the secretariats one manages, and where each stands."""
    at = clock.now()
    rows = [{"person": one, "status": one.status_at(at).label} for one in queries.managed_people(request.actor)]
    return show(request, "office/sanctions.html", HERE, rows=rows)


@require_GET
def person(request: DeskRequest, user_id: UUID) -> HttpResponse:
    """What was decided about one person, and what may be."""
    return _page(request, user_id)


@require_POST
def suspend(request: DeskRequest, user_id: UUID) -> HttpResponse:
    return _decide(
        request,
        user_id,
        "suspension",
        SuspensionForm(request.POST, auto_id="s_%s"),
        services.suspend_person,
        "L'accès est suspendu.",
    )


@require_POST
def withdraw(request: DeskRequest, user_id: UUID) -> HttpResponse:
    """For ever: the box is ticked, and a second person confirms, or nothing is done."""
    form = WithdrawalForm(request.POST, auto_id="r_%s")
    return _decide(request, user_id, "withdrawal", form, ask_withdrawal, ASKED)


@require_POST
def reinstate(request: DeskRequest, user_id: UUID) -> HttpResponse:
    try:
        with transaction.atomic():
            services.reinstate_person(actor=request.actor, user_id=user_id)
    except DomainError as refused:
        return _refused(request, user_id, refused)
    messages.success(request, "La suspension est levée.")
    return redirect("office:sanctions-person", user_id)


@require_http_methods(["GET", "POST"])
def report(request: DeskRequest, sanction_id: UUID) -> HttpResponse:
    """Write down who decided to tell the organisation or the Order; the telling itself is theirs."""
    sanction = queries.sanction_in(request.actor, sanction_id)
    form = OrderReportForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                with transaction.atomic():
                    services.report_sanction(actor=request.actor, sanction_id=sanction_id, **form.cleaned_data)
            except DomainError as refused:
                _mark(form, refused)
                status = refused.status
            else:
                messages.success(request, "La décision d'informer est inscrite.")
                return redirect("office:sanctions-person", sanction.user_id)
    return show(request, "office/sanction_report.html", HERE, status=status, sanction=sanction, form=form)


@require_POST
def reason(request: DeskRequest, sanction_id: UUID) -> HttpResponse:
    """Why, in clear, once; the reading is journalled."""
    sanction = queries.sanction_in(request.actor, sanction_id)
    text = services.open_sanction(actor=request.actor, sanction_id=sanction_id)
    return _page(request, sanction.user_id, opened=(sanction.id, text))


def _decide(
    request: DeskRequest, user_id: UUID, name: str, form: Form, act: Callable[..., object], done: str
) -> HttpResponse:
    if not form.is_valid():
        return _page(request, user_id, status=400, **{name: form})
    told = {key: value for key, value in form.cleaned_data.items() if key != "agree"}
    try:
        with transaction.atomic():
            act(actor=request.actor, user_id=user_id, **told)
    except DomainError as refused:
        return _refused(request, user_id, refused, **{name: form})
    messages.success(request, done)
    return redirect("office:sanctions-person", user_id)


def _refused(request: DeskRequest, user_id: UUID, refused: DomainError, **forms: Form) -> HttpResponse:
    for form in forms.values():
        _mark(form, refused)
    trouble = None if refused.errors else refused
    return _page(request, user_id, status=refused.status, trouble=trouble, **forms)


def _mark(form: Form, refused: DomainError) -> None:
    """The refusal beside the fields it names."""
    for each in refused.errors:
        form.add_error(each.field if each.field in form.fields else None, each.detail)


def _page(request: DeskRequest, user_id: UUID, *, status: int = 200, **more: Any) -> HttpResponse:
    sanctions = queries.sanctions_of(request.actor, user_id).select_related("decided_by")
    known = queries.managed_person(request.actor, user_id)
    standing = known.status_at(clock.now())
    more.setdefault("suspension", SuspensionForm(auto_id="s_%s"))
    more.setdefault("withdrawal", WithdrawalForm(auto_id="r_%s"))
    context = {
        "person": known,
        "standing": standing.label,
        "is_suspended": standing == "suspended",
        "is_closed": standing == "closed",
        "sanctions": sanctions,
        **more,
    }
    return show(request, "office/sanctions_person.html", HERE, status=status, **context)
