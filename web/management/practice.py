"""One practice under mandate: how far its set-up is, its first free time, who answers for it, the mandate itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.enums import AccountStatus
from accounts.models import User
from booking.first_slot import FirstSlot, first_bookable
from calls.lines import lines_of
from core import clock
from core.errors import NotFound
from practices.managed import ManagedPractice, own_secretaries_of, practitioners_of
from practices.permissions import Permission, can
from practices.queries import locations, practitioner_roles, visit_reasons
from practices.services import invite_practitioner, resume_delegation, suspend_delegation
from web import french
from web.desk.requests import DeskRequest
from web.management.access import managed_at
from web.management.home import standing_of
from web.management.progress import progress_of

INSTANT = timedelta(microseconds=1)  # a mandate until midnight is one until the eve
ACTS = {
    "suspendre": (suspend_delegation, "Le travail pour ce cabinet est suspendu : vos secrétaires n'y accèdent plus."),
    "reprendre": (resume_delegation, "Le travail pour ce cabinet reprend."),
}


@dataclass(frozen=True, slots=True)
class Account:
    """A practitioner's way in; `invite_url` while nobody ever came in."""

    name: str
    username: str
    state: str
    invite_url: str


@require_GET
def practice(request: DeskRequest, practice_id: UUID) -> HttpResponse:
    return _page(request, managed_at(request, practice_id))


@require_POST
def mandate(request: DeskRequest, practice_id: UUID, act: str) -> HttpResponse:
    """Set the secretariat's work aside, or take it up again."""
    managed = managed_at(request, practice_id)
    if act not in ACTS:
        raise NotFound()
    verb, done = ACTS[act]
    verb(actor=request.actor, delegation_id=managed.mandate.id)
    messages.success(request, done)
    return redirect("management:practice", practice_id)


@require_POST
def invite(request: DeskRequest, practice_id: UUID, user_id: UUID) -> HttpResponse:
    """The code by which a practitioner comes in for the first time: shown in this answer alone."""
    managed = managed_at(request, practice_id)
    with transaction.atomic():
        code = invite_practitioner(actor=request.actor, practice_id=practice_id, user_id=user_id)
    who = next(user for user in practitioners_of(request.actor, practice_id) if user.id == user_id)
    return _page(request, managed, code=code, invited=who)


def _page(request: DeskRequest, managed: ManagedPractice, **more: object) -> HttpResponse:
    actor, chosen = request.actor, managed.practice.id
    progress, at = progress_of(actor, [chosen])[chosen], clock.now()
    places = list(locations(actor, chosen))
    zone = places[0].timezone if places else french.HOME_ZONE
    context = {
        "here": "home",
        "managed": managed,
        "progress": progress,
        "standing": standing_of(managed, progress),
        "first": _first(first_bookable(actor, chosen)) if progress.is_bookable else "",
        "places": places,
        "agendas": list(practitioner_roles(actor, chosen)),
        "reasons": list(visit_reasons(actor, chosen)),
        "lines": [(french.phone(line.e164), line) for line in lines_of(actor, chosen)]
        if can(actor, Permission.LINE_EDIT, chosen)
        else [],
        "accounts": [_account(user, chosen, at) for user in practitioners_of(actor, chosen)],
        "secretaries": [(one, one.status_at(at).label) for one in own_secretaries_of(actor, chosen)],
        "until": french.short_day(french.local(managed.mandate.ends_at - INSTANT, zone).date()),
        **more,
    }
    return render(request, "management/practice.html", context)


def _first(found: FirstSlot | None) -> str:
    """« lundi 23 novembre à 09:00 · Dr Martin · Consultation, 15 min »."""
    if found is None:
        return ""
    day = french.long_day(found.start.date())
    return f"{day} à {french.hour(found.start)} · {found.practitioner} · {found.reason}, {found.minutes} min"


def _account(user: User, practice_id: UUID, at: datetime) -> Account:
    status = user.status_at(at)
    waits = status is AccountStatus.INVITED
    url = reverse("management:invite-practitioner", args=[practice_id, user.id]) if waits else ""
    return Account(user.display_name, user.username, str(status.label), url)
