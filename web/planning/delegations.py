"""Who may act for the practice, on what, from when to when; taken back at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import can_act_delicately
from accounts.queries import display_names
from practices import queries as practices
from practices.mandates import missing_from
from practices.models import Delegation
from practices.permissions import Permission, can
from practices.services import complete_delegation, revoke_delegation
from practices.zones import zone_of
from web import french
from web.desk.requests import DeskRequest
from web.planning.days import read_asked
from web.planning.words import WORDS

INSTANT = timedelta(microseconds=1)  # until midnight is until the eve
DONE = {
    "complete": "Délégation complétée : le secrétariat a ces droits dès sa prochaine requête.",
    "donne": "Délégation donnée : le secrétariat a ces droits dès sa prochaine requête, à partir du jour dit.",
    "change": "Délégation changée : le secrétariat a ces droits, et pas d'autres, dès sa prochaine requête.",
    "revoque": "Délégation révoquée : plus aucun accès dès la prochaine requête.",
}


@dataclass(frozen=True, slots=True)
class Mandate:
    """`is_over` once it gives nothing any more; `revoke_url` is empty for whoever may not revoke. `missing`: what a
    mandate usually holds today and this one does not, in words, while it runs; `complete_url` adds it, empty for
    whoever may not.
    """

    id: UUID
    name: str
    period: str
    state: str
    tone: str
    is_over: bool
    may: list[str]
    may_not: list[str]
    revoke_url: str
    missing: list[str]
    complete_url: str
    change_url: str


@require_GET
def delegations(request: DeskRequest) -> HttpResponse:
    """Every mandate of one practice, the newest first."""
    asked = read_asked(request)
    found = list(practices.delegations(request.actor, asked.practice.id))
    may_revoke = can(request.actor, Permission.DELEGATION_REVOKE, asked.practice.id)
    may_grant = can(request.actor, Permission.DELEGATION_GRANT, asked.practice.id)
    zone = zone_of(asked.practice.id)
    names = display_names({one.revoked_by_id for one in found if one.revoked_by_id})
    own = practices.own_roles(request.actor, asked.practice.id)
    context = {
        "here": "delegations",
        "practice": asked.practice,
        "practices": asked.choice,
        "mandates": [
            _mandate(one, asked.now, names, zone, may_revoke=may_revoke, may_grant=may_grant) for one in found
        ],
        "grant_url": f"{reverse('planning:delegation-grant')}?cabinet={asked.practice.id}" if may_grant else "",
        "may_see_accesses": can(request.actor, Permission.ACCESS_LOG_READ, asked.practice.id),
        "agendas": [(role.location.name, reverse("desk:agenda", args=[role.id])) for role in own],
        "done": DONE.get(request.GET.get("fait", ""), ""),
    }
    return render(request, "planning/delegations.html", context)


@require_POST
def revoke(request: DeskRequest, delegation_id: UUID) -> HttpResponseRedirect:
    """No right is left at the next request of anybody of the secretariat."""
    ended = revoke_delegation(actor=request.actor, delegation_id=delegation_id)
    return redirect(f"{reverse('planning:delegations')}?cabinet={ended.practice_id}&fait=revoque")


@require_POST
def complete(request: DeskRequest, delegation_id: UUID) -> HttpResponseRedirect:
    """What the product learnt to do since, the secretariat may do from its next request on; a code is asked first."""
    if not can_act_delicately(request.actor):
        return redirect(f"{reverse('account:step-up')}?{urlencode({'suite': reverse('planning:delegations')})}")
    done = complete_delegation(actor=request.actor, delegation_id=delegation_id)
    return redirect(f"{reverse('planning:delegations')}?cabinet={done.practice_id}&fait=complete")


def _mandate(
    one: Delegation, now: datetime, names: Mapping[UUID, str], zone: str, *, may_revoke: bool, may_grant: bool
) -> Mandate:
    held = {Permission(text) for text in one.permissions}
    state, tone = _state(one, now, names, zone)
    is_open = one.revoked_at is None and one.ends_at > now
    missing = [Permission(text) for text in missing_from(one)] if is_open else []
    return Mandate(
        id=one.id,
        name=one.secretariat.name,
        period=f"du {_day(one.starts_at, zone)} au {_day(one.ends_at - INSTANT, zone)}",
        state=state,
        tone=tone,
        is_over=not is_open,
        may=[said for said, needed in WORDS if needed <= held],
        may_not=[said for said, needed in WORDS if not needed <= held],
        revoke_url=reverse("planning:delegation-revoke", args=[one.id]) if may_revoke and is_open else "",
        missing=_in_words(missing),
        complete_url=reverse("planning:delegation-complete", args=[one.id]) if may_grant and missing else "",
        change_url=reverse("planning:delegation-change", args=[one.id]) if may_grant and is_open else "",
    )


def _in_words(missing: list[Permission]) -> list[str]:
    """What those permissions let do; what goes with no sentence of its own is counted."""
    said = [words for words, needed in WORDS if needed & set(missing)]
    others = set(missing) - frozenset[Permission]().union(*(needed for _, needed in WORDS))
    if others:
        said.append("1 autre droit" if len(others) == 1 else f"{len(others)} autres droits")
    return said


def _state(one: Delegation, now: datetime, names: Mapping[UUID, str], zone: str) -> tuple[str, str]:
    if one.revoked_at is not None:
        by = names.get(one.revoked_by_id, "") if one.revoked_by_id else ""
        return f"Révoquée le {_day(one.revoked_at, zone)}" + (f" par {by}" if by else ""), ""
    if one.is_in_force(now):
        return ("Suspendue par le secrétariat", "warn") if one.suspended_at else ("En cours", "ok")
    return ("À venir", "warn") if one.starts_at > now else ("Terminée", "")


def _day(moment: datetime, zone: str) -> str:
    return french.short_day(french.local(moment, zone).date())
