"""What a consigne would touch, before anybody approves it: visits already booked, times still free. Counts only."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from booking.lifecycle import TAKES_TIME
from booking.local_time import local_date
from booking.models import Appointment
from booking.search import search_slots
from core import clock
from core.scoping import Actor, Channel
from instructions.queries import rule_of, version_in
from instructions.rules import Rule, Situation, concerns
from practices.models import VisitReason
from practices.permissions import Permission, can

FREE_WITHIN = timedelta(days=7)
_COLUMNS = ("practitioner_role__practitioner", "visit_reason", "starts_at", "patient__birth_date", "location__timezone")


@dataclass(frozen=True, slots=True)
class Preview:
    """Of the visits to come, those it would have concerned, by local day; of the free times of the next seven days,
    those it would concern whoever asks (None for who may not look for times)."""

    visits: int
    by_day: dict[date, int]
    slots: int | None


def preview_consigne(actor: Actor, version_id: UUID) -> Preview:
    """A constant number of statements, and three a visit reason concerned. Raises NotFound, Forbidden."""
    version = version_in(actor, version_id)
    rule = rule_of(version)
    by_day = _visits(version.practice_id, rule)
    may_look = can(actor, Permission.SLOT_SEARCH, version.practice_id)
    slots = _slots(actor, version.practice_id, rule) if may_look else None
    return Preview(sum(by_day.values()), dict(sorted(by_day.items())), slots)


def _visits(practice_id: UUID, rule: Rule) -> Counter[date]:
    """What is not remembered of a visit (known or new at the time, the door of a move) excludes nothing."""
    now, found = clock.now(), Counter[date]()
    taking = [status.value for status in TAKES_TIME]
    rows = Appointment.objects.filter(practice_id=practice_id, starts_at__gte=now, status__in=taking)
    if rule.scope.reasons:
        rows = rows.filter(visit_reason__in=rule.scope.reasons)
    for practitioner_id, reason_id, start, birth_date, zone in rows.values_list(*_COLUMNS).iterator():
        situation = Situation(
            now=now,
            zone=zone,
            practitioner_id=practitioner_id,
            visit_reason_id=reason_id,
            start=start,
            birth_date=birth_date,
        )
        if concerns(rule.scope, situation):
            found[local_date(start, zone)] += 1
    return found


def _slots(actor: Actor, practice_id: UUID, rule: Rule) -> int:
    now, count = clock.now(), 0
    reasons = VisitReason.objects.filter(practice_id=practice_id, is_active=True)
    if rule.scope.reasons:
        reasons = reasons.filter(id__in=rule.scope.reasons)
    door = Channel(next(iter(rule.scope.doors))) if len(rule.scope.doors) == 1 else Channel.PHONE
    for reason_id in reasons.order_by("position", "id").values_list("id", flat=True):
        found = search_slots(actor, visit_reason_id=reason_id, start=now, end=now + FREE_WITHIN, channel=door)
        count += sum(
            concerns(
                rule.scope,
                Situation(
                    now=now,
                    zone=group.timezone,
                    practitioner_id=group.practitioner_id,
                    visit_reason_id=reason_id,
                    start=start,
                ),
            )
            for group in found.groups
            for start in group.starts
        )
    return count
