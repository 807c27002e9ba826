"""Two persons for what cannot be taken back or opens a way out: one asks, another confirms within a week (CH-08)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import services as accounts
from accounts.permissions import check_fresh_step_up
from audit import services as audit
from audit.actions import Action
from audit.details import Scalar
from core import clock
from core.compiled import Compiled
from core.errors import Forbidden, NotFound
from core.plain_text import clean_reason, visible
from core.scoping import Actor
from practices.permissions import Permission, check_may, practices_where
from practices.territory import check_manages_person, people_in, secretariats_where
from practices.texts import one_of
from privacy.errors import ActAsked, ActSettled, ActTooOld, OtherPersonRequired
from privacy.incident_access import IN_CHARGE
from privacy.models import ExchangeChannel, PendingAct
from privacy.services.channels import validate_channel

LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True, repr=False)
class Waiting:
    """One act that waits, with its words in clear for whoever may confirm it."""

    act: PendingAct
    terms: dict[str, str]


@transaction.atomic
def ask_withdrawal(*, actor: Actor, user_id: UUID, reason: str, severity: str) -> PendingAct:
    """Ask that somebody's access end for good; until it is confirmed nothing changes (suspend meanwhile).

    Raises Forbidden, NotFound (another secretariat's), NotYourself, WrongStatus, InvalidInput, ActAsked.
    """
    check_manages_person(actor, user_id)
    accounts.check_withdrawable(actor=actor, user_id=user_id, severity=severity)
    terms = {"reason": clean_reason(reason), "severity": severity}
    return _ask(actor, PendingAct(kind=PendingAct.Kind.WITHDRAWAL.value, person_id=user_id), terms)


@transaction.atomic
def ask_channel(*, actor: Actor, practice_id: UUID, kind: str, target: str = "") -> PendingAct:
    """Ask that personal data of a practice may leave that way. Raises NotFound, Forbidden, InvalidInput, ActAsked."""
    check_may(actor, Permission.CHANNEL_VALIDATE, practice_id)
    terms = {"kind": one_of(ExchangeChannel.Kind, "kind", kind), "target": visible(target, "target", 120).casefold()}
    return _ask(actor, PendingAct(kind=PendingAct.Kind.CHANNEL.value, practice_id=practice_id), terms)


@transaction.atomic
def confirm_act(*, actor: Actor, act_id: UUID) -> PendingAct:
    """A second person confirms, and it is done. Both are in the journal.

    Raises NotFound, Forbidden, StepUpRequired, OtherPersonRequired, ActSettled, ActTooOld, and what the act itself
    raises.
    """
    act = _open(actor, act_id)
    check_fresh_step_up(actor)
    if actor.user_id is None or actor.user_id == act.asked_by_id:
        raise OtherPersonRequired()
    if act.expires_at <= clock.now():
        raise ActTooOld()
    _carry_out(actor, act, json.loads(act.terms.open()))
    return _settle(actor, act, PendingAct.Outcome.CONFIRMED, Action.PENDING_ACT_CONFIRMED)


@transaction.atomic
def drop_act(*, actor: Actor, act_id: UUID) -> PendingAct:
    """Not to be done: said by whoever asked, or by whoever could have confirmed.

    Raises NotFound, Forbidden, ActSettled.
    """
    return _settle(actor, _open(actor, act_id), PendingAct.Outcome.DROPPED, Action.PENDING_ACT_DROPPED)


def waiting_acts(actor: Actor) -> Sequence[Waiting]:
    """What waits for a second person and the actor may confirm or has asked for; each line shown is journalled."""
    found = list(_waiting(actor).select_related("asked_by", "person", "practice").order_by("expires_at", "id"))
    audit.record_many(_event(actor, act, Action.PENDING_ACT_READ) for act in found)
    return [Waiting(act, json.loads(act.terms.open())) for act in found]


def count_to_confirm(actor: Actor) -> int:
    """How many of them somebody else asked for: only those may the actor confirm."""
    return _TO_CONFIRM.count(*_asked(actor))


def acts_of(practice_id: UUID | None) -> QuerySet[PendingAct]:
    """Of one practice, or of none."""
    rows = PendingAct.objects.all()
    return rows.filter(practice_id__isnull=True) if practice_id is None else rows.filter(practice_id=practice_id)


@transaction.atomic
def forget_acts(*, actor: Actor, practice_id: UUID | None, asked_before: datetime, limit: int) -> int:
    """R-04: what was asked that long ago, settled or not; returns how many."""
    rows = list(acts_of(practice_id).filter(asked_at__lte=asked_before).order_by("asked_at")[:limit])
    PendingAct.objects.filter(id__in=[row.id for row in rows]).delete()
    audit.record_many(_event(actor, row, Action.PENDING_ACT_FORGOTTEN) for row in rows)
    return len(rows)


def _waiting(actor: Actor) -> QuerySet[PendingAct]:
    return _waiting_for(*_asked(actor))


def _asked(actor: Actor) -> tuple[list[UUID], list[UUID], UUID | None, datetime]:
    """What `_waiting_for` takes: whose acts this person may confirm, who that is, and when."""
    practices = practices_where(actor, Permission.CHANNEL_VALIDATE)
    return sorted(practices), sorted(people_in(secretariats_where(actor, IN_CHARGE))), actor.user_id, clock.now()


def _waiting_for(practices: Any, people: Any, person: Any, now: Any) -> QuerySet[PendingAct]:
    mine = Q(practice_id__among=practices) | Q(person__among=people)
    return PendingAct.objects.filter(mine, outcome="", expires_at__gt=now).exclude(person=person)


# Asked by the bar of every page.
_TO_CONFIRM = Compiled(
    lambda practices, people, person, now: (
        _waiting_for(practices, people, person, now).exclude(asked_by=person).values_list("id")
    )
)


def _ask(actor: Actor, act: PendingAct, terms: dict[str, str]) -> PendingAct:
    if actor.user_id is None:
        raise Forbidden()
    now = clock.now()
    same = acts_of(act.practice_id).filter(kind=act.kind, person=act.person_id, outcome="")
    waiting = [json.loads(one.terms.open()) for one in same.filter(expires_at__gt=now)]
    if waiting if act.person_id else terms in waiting:
        raise ActAsked()
    act.terms, act.asked_by_id, act.asked_at, act.expires_at = json.dumps(terms), actor.user_id, now, now + LASTS
    act.save(force_insert=True)
    audit.record_many([_event(actor, act, Action.PENDING_ACT_ASKED)])
    return act


def _open(actor: Actor, act_id: UUID) -> PendingAct:
    """Locked, and still waiting; NotFound where the actor could not confirm it either."""
    act = PendingAct.objects.select_for_update(of=("self",)).filter(id=act_id).first()
    if act is None:
        raise NotFound()
    if act.practice_id is not None:
        check_may(actor, Permission.CHANNEL_VALIDATE, act.practice_id)
    elif act.person_id == actor.user_id or act.person_id not in people_in(secretariats_where(actor, IN_CHARGE)):
        raise NotFound()
    if act.outcome:
        raise ActSettled()
    return act


def _carry_out(actor: Actor, act: PendingAct, terms: dict[str, Any]) -> None:
    if act.kind == PendingAct.Kind.CHANNEL:
        assert act.practice_id is not None
        validate_channel(actor=actor, practice_id=act.practice_id, **terms)
        return
    assert act.person_id is not None
    # The decision is the manager's who asked; whoever confirms it may be the officer, for this one act.
    entrusted = replace(actor, platform=actor.platform | {Permission.PERSON_MANAGE})
    accounts.withdraw_access(actor=entrusted, user_id=act.person_id, decided_by=act.asked_by_id, **terms)


def _settle(actor: Actor, act: PendingAct, outcome: PendingAct.Outcome, action: Action) -> PendingAct:
    if actor.user_id is None:
        raise Forbidden()
    act.outcome, act.settled_by_id, act.settled_at = outcome.value, actor.user_id, clock.now()
    act.save(update_fields=["outcome", "settled_by", "settled_at"])
    audit.record_many([_event(actor, act, action)])
    return act


def _event(actor: Actor, act: PendingAct, action: Action) -> audit.Event:
    details: dict[str, Scalar] = {"kind": act.kind, "asked_by": act.asked_by_id}
    return audit.Event(actor, action, act.practice_id, ("privacy.pending_act", act.id), details=details)
