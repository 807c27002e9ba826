"""The signed link of one appointment: one answer for whatever is not valid, and nothing behind it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from booking.errors import SlotTaken
from booking.lifecycle import Status
from booking.measures import awaits_confirmation
from booking.queries import LinkedVisit, Moving
from core.errors import DomainError, InvalidInput, NotFound
from core.scoping import acting_as
from notifications.plans import plan_of
from notifications.wording import place_of, signed_by
from online.actors import link_holder
from online.allowances import Asked
from online.errors import ByTelephone, LinkInvalid, OfferGone, TooManyOnline
from online.queries import earlier_of
from online.services import (
    LinkPage,
    accept_earlier,
    cancel_by_link,
    confirm_presence,
    move_by_link,
    open_link,
    read_token,
    refuse_earlier,
    stop_wishing,
    wish_earlier,
)
from practices.online import online_practice
from web import french
from web.portal.edge import Page, count_here, refused
from web.portal.ics import calendar_of
from web.portal.presenters.slots import read_hour
from web.portal.views.choose import alternatives_of, week_of

EARLIER: dict[str, Callable[..., object]] = {
    "sooner": wish_earlier,
    "no-sooner": stop_wishing,
    "accept": accept_earlier,
    "refuse": refuse_earlier,
}
ICS = "text/calendar; charset=utf-8"
P = ParamSpec("P")
OfLink = Callable[Concatenate[HttpRequest, LinkPage, P], HttpResponse]


def of_link(view: OfLink[P]) -> Page:
    """`token` becomes what stands behind it, in its practice's own context. The address is told to nobody else."""

    @wraps(view)
    def shown(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        response = _answer(request, token, view, *args, **kwargs)
        # Not even our own logs see the address behind a click. `no-referrer` would make browsers hide where a form is.
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return shown


def _answer(request: HttpRequest, token: str, view: Page, *args: Any, **kwargs: Any) -> HttpResponse:
    phone = ""
    try:
        count_here(request, Asked.LINK)
        practice_id, link_id = read_token(token)
        with acting_as(link_holder(practice_id)), transaction.atomic():
            page = open_link(practice_id, link_id)
            phone = page.visit.practice_phone
            return view(request, page, *args, **kwargs)
    except TooManyOnline as refusal:
        return refused(request, refusal)
    except NotFound:
        return _invalid(request)
    except DomainError as refusal:
        return refused(request, refusal, phone=phone)


def _invalid(request: HttpRequest) -> HttpResponse:
    refusal = LinkInvalid()
    return render(request, "portal/link_invalid.html", {"refusal": refusal}, status=refusal.status)


@require_http_methods(["GET", "POST"])
@of_link
def show(request: HttpRequest, page: LinkPage) -> HttpResponse:
    """When and where; confirm, cancel."""
    if request.method == "GET":
        return _show(request, page)
    actor, where = link_holder(page.visit.practice_id), (page.visit.practice_id, page.link_id)
    act = request.POST.get("act", "")
    if act == "present":
        confirm_presence(actor=actor, practice_id=where[0], link_id=where[1])
    elif act == "cancel" and request.POST.get("sure"):
        cancel_by_link(actor=actor, practice_id=where[0], link_id=where[1])
    elif act == "cancel":
        return _show(request, page, asks="cancel")
    elif act in EARLIER:
        if EARLIER[act](actor=actor, practice_id=where[0], appointment_id=page.visit.id) is False:
            # Not raised: the offer that passed stays passed.
            return refused(request, OfferGone(), phone=page.visit.practice_phone)
        return redirect("portal:booked" if act == "accept" else "portal:link", page.token)
    else:
        raise InvalidInput.at("act", "unknown-value", "Choisissez une action de la page.")
    return redirect("portal:link", page.token)


@require_GET
@of_link
def booked(request: HttpRequest, page: LinkPage) -> HttpResponse:
    """The same, as it is shown once the booking is done."""
    return _show(request, page, just="booked")


@require_http_methods(["GET", "POST"])
@of_link
def move(request: HttpRequest, page: LinkPage) -> HttpResponse:
    """Another hour, of the same practitioner, for the same reason."""
    visit = page.visit
    actor = link_holder(visit.practice_id)
    if not visit.may_change:
        return redirect("portal:link", page.token)  # which says why
    if not visit.may_move:
        raise ByTelephone()
    reason = online_practice(actor, visit.practice_id).reason(visit.visit_reason_id)
    roles = [role for role in reason.roles if role.id == visit.practitioner_role_id]
    if not roles:
        raise ByTelephone()
    alternatives, status = None, 200
    if request.method == "POST":
        role_id, start = read_hour(request.POST.get("creneau", ""), roles)
        try:
            move_by_link(actor=actor, practice_id=visit.practice_id, link_id=page.link_id, role_id=role_id, start=start)
            return redirect("portal:booked", page.token)
        except SlotTaken as lost:
            alternatives, status = alternatives_of(lost, roles), lost.status
    context = {
        **_context(page),
        **week_of(request, reason, roles, roles[0], Moving(visit.patient_id, visit.passed_over)),
        "alternatives": alternatives,
        # When and where, never with whom: the page may be read over a shoulder.
        "nobody_named": True,
    }
    return render(request, "portal/link_move.html", context, status=status)


@require_GET
@of_link
def calendar(request: HttpRequest, page: LinkPage) -> HttpResponse:
    """The visit for the patient's own calendar."""
    visit = page.visit
    if not visit.is_expected:
        raise LinkInvalid()
    response = HttpResponse(calendar_of(visit, _name(visit), _place(visit)), content_type=ICS)
    response["Content-Disposition"] = 'attachment; filename="rendez-vous.ics"'
    return response


def _show(request: HttpRequest, page: LinkPage, *, just: str = "", asks: str = "") -> HttpResponse:
    return render(request, "portal/link.html", {**_context(page), "just": just, "asks": asks})


def _context(page: LinkPage) -> dict[str, Any]:
    visit = page.visit
    earlier = earlier_of(visit.practice_id, visit.id)
    sooner = answer_before = answer_by = ""
    if earlier is not None and earlier.start is not None and earlier.until is not None:
        sooner = french.when(earlier.start, visit.timezone)
        answer_by = french.when(earlier.until, visit.timezone)
        answer_before = french.hour(french.local(earlier.until, visit.timezone))
    return {
        "name": _name(visit),
        "place": _place(visit),
        "earlier": earlier,
        "sooner": sooner,
        "answer_before": answer_before,
        "answer_by": answer_by,
        "page": page,
        "visit": visit,
        "when": french.when(visit.starts_at, visit.timezone).capitalize(),
        "zone": french.zone_name(visit.timezone),
        "phone": french.phone(visit.practice_phone),
        "until": french.when(visit.change_until, visit.timezone),
        "delay": french.delay(visit.change_hours),
        "must_confirm": awaits_confirmation(visit.practice_id, visit.id),
        "is_pending": visit.status is Status.PENDING,
        "is_cancelled": visit.status is Status.CANCELLED,
    }


def _name(visit: LinkedVisit) -> str:
    """What messages are signed with: a practice whose name tells a specialty is not named here either (H-44)."""
    return signed_by(plan_of(visit.practice_id).signature, visit.practice_name)


def _place(visit: LinkedVisit) -> str:
    return place_of(visit.place_name, visit.address)
