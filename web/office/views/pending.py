"""What waits for a second person: who asked, for what, until when; confirmed here, or dropped (CH-08)."""

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.enums import Severity
from accounts.permissions import can_act_delicately
from core.errors import DomainError, Forbidden
from privacy.models import ExchangeChannel, PendingAct
from privacy.rights_queries import erasures_waiting
from privacy.services import pending_acts as services
from privacy.services.pending_acts import Waiting
from web import french
from web.desk.requests import DeskRequest
from web.office.access import show
from web.office.menu import opens_pending

HERE = "pending"


@require_GET
def pending(request: DeskRequest) -> HttpResponse:
    return _page(request)


@require_POST
def confirm(request: DeskRequest, act_id: UUID) -> HttpResponse:
    """The second person: a code first, and never whoever asked."""
    if not can_act_delicately(request.actor):
        return redirect(f"{reverse('account:step-up')}?{urlencode({'suite': reverse('office:pending')})}")
    return _settle(request, act_id, services.confirm_act, "C'est confirmé, et fait.")


@require_POST
def drop(request: DeskRequest, act_id: UUID) -> HttpResponse:
    return _settle(request, act_id, services.drop_act, "C'est abandonné.")


def _settle(request: DeskRequest, act_id: UUID, settle: Callable[..., PendingAct], done: str) -> HttpResponse:
    try:
        settle(actor=request.actor, act_id=act_id)
    except DomainError as refused:
        if refused.status in (403, 404):
            raise
        return _page(request, status=refused.status, trouble=refused.title)
    messages.success(request, done)
    return redirect("office:pending")


def _page(request: DeskRequest, *, status: int = 200, trouble: str = "") -> HttpResponse:
    if not opens_pending(request.actor):
        raise Forbidden()
    rows = [
        {
            "id": one.act.id,
            "what": one.act.get_kind_display(),
            "about": _about(one.act),
            "said": _said(one),
            "asked_by": one.act.asked_by.display_name,
            "asked_at": french.when(one.act.asked_at, french.HOME_ZONE),
            "until": french.when(one.act.expires_at, french.HOME_ZONE),
            "is_mine": one.act.asked_by_id == request.actor.user_id,
        }
        for one in services.waiting_acts(request.actor)
    ]
    erasures = [
        {
            "id": one.id,
            "reference": one.reference,
            "practice": one.practice.name,
            "by": one.decided_by.display_name if one.decided_by else "",
            "at": french.when(one.decided_at, french.HOME_ZONE) if one.decided_at else "",
        }
        for one in erasures_waiting(request.actor)
    ]
    return show(request, "office/pending.html", HERE, status=status, rows=rows, erasures=erasures, trouble=trouble)


def _said(one: Waiting) -> str:
    if one.act.kind == PendingAct.Kind.CHANNEL:
        return f"{ExchangeChannel.Kind(one.terms['kind']).label}, {one.terms['target'] or 'toutes les adresses'}"
    return f"Gravité : {Severity(one.terms['severity']).label.lower()}. {one.terms['reason']}"


def _about(act: PendingAct) -> str:
    if act.person is not None:
        return act.person.display_name
    return act.practice.name if act.practice else ""
