"""What may be booked, by whom, through which door: the terms of a visit reason, asked and enforced from one rule.

`check_offered` names the first rule that says no. Occupied time is not a rule: the database arbitrates it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from booking.availability import Shape
from booking.counted import full_days_around, lock_place
from booking.errors import NotOffered
from booking.local_time import local_date
from booking.measures import by_phone_only
from booking.openings import Agenda, Timetable
from booking.quotas import Quota
from booking.recurrence import Place
from booking.release import Release
from booking.rules import SENTENCES, Reason, Terms, door_refusals, patient_refusals, time_refusals
from core import clock
from core.compiled import Compiled, Row
from core.errors import NotFound
from core.scoping import Actor, Channel
from instructions.queries import versions_in_force
from practices.models import PractitionerRole, VisitReason


@dataclass(frozen=True, slots=True)
class Offer:
    """A visit reason and the active agendas that propose it, in the practice's order."""

    terms: Terms
    agendas: tuple[Agenda, ...]

    def through(self, door: Channel) -> "Offer":
        """The same as seen from `door`: on the web, only the agendas whose practitioner wishes it (ST-08)."""
        agendas = tuple(one for one in self.agendas if one.takes_online or door is not Channel.WEB)
        return replace(self, terms=replace(self.terms, door=door), agendas=agendas)


_ROLE = (
    "practitioner_id",
    "location_id",
    "location__timezone",
    "location__holiday_territory",
    "overbooking_limit",
    "is_active",
    "takes_online",
)
_TERMS = (
    "practice_id",
    "duration_minutes",
    "step_minutes",
    "buffer_before_minutes",
    "buffer_after_minutes",
    "min_notice_minutes",
    "booking_window_days",
    "by_phone",
    "by_web",
    "by_partner",
    "partner_release_hours",
    "web_release_hours",
    "daily_quota",
    "open_to_new_patients",
    "open_to_known_patients",
    "is_active",
)


_THROUGH = "offered_by__practitioner_role"
_OFFERED = (*_TERMS, f"{_THROUGH}_id", *(f"{_THROUGH}__{name}" for name in _ROLE))


def _offer(reason: Any, practices: Any, **only: Any) -> QuerySet[VisitReason, Any]:
    return (
        VisitReason.objects.filter(id=reason, practice_id__among=practices, **only)
        .order_by(f"{_THROUGH}__position", f"{_THROUGH}__practitioner__family_name", f"{_THROUGH}_id")
        .values_list(*_OFFERED)
    )


def _searched(reason: Any, practices: Any, **only: Any) -> QuerySet[VisitReason, Any]:
    """The same, and whether any consigne of the practice is in force."""
    in_force = versions_in_force(OuterRef("practice_id"))
    return _offer(reason, practices, **only).annotate(has_consignes=Exists(in_force))


_OFFER = Compiled(lambda reason, practices: _offer(reason, practices))
_SEARCHED = Compiled(lambda reason, practices: _searched(reason, practices))
_SEARCHED_AMONG = Compiled(
    lambda reason, practices, roles: _searched(reason, practices, **{f"{_THROUGH}_id__among": roles})
)
_OFFER_AT = Compiled(
    lambda reason, practices, role: VisitReason.objects.filter(
        id=reason, practice_id__among=practices, **{f"{_THROUGH}_id": role}
    ).values_list(*_OFFERED)
)
_AGENDA = Compiled(
    lambda role, practices: PractitionerRole.objects.filter(id=role, practice_id__among=practices).values_list(
        "practice_id", *_ROLE
    )
)


def offer_of(actor: Actor, visit_reason_id: UUID) -> Offer:
    """The terms of a visit reason and every agenda that proposes it: one SQL statement. Raises NotFound."""
    return _offered(actor, visit_reason_id, _OFFER.rows(visit_reason_id, list(actor.practice_ids)))


def offer_at(actor: Actor, visit_reason_id: UUID, practitioner_role_id: UUID) -> Offer:
    """The same with that agenda alone where it proposes the reason, else whole: `agenda_in` then says why it does not.

    For whoever has chosen a time. Raises NotFound.
    """
    rows = _OFFER_AT.rows(visit_reason_id, list(actor.practice_ids), practitioner_role_id)
    return _offered(actor, visit_reason_id, rows) if rows else offer_of(actor, visit_reason_id)


def searched_offer(actor: Actor, visit_reason_id: UUID, among: Collection[UUID] | None) -> tuple[Offer, bool]:
    """The same for a search, and whether any consigne is in force at the practice; `among`: it looks at these only.

    Two SQL statements where none of these agendas (role ids) proposes the reason. Raises NotFound.
    """
    practices = list(actor.practice_ids)
    rows = _SEARCHED_AMONG.rows(visit_reason_id, practices, list(among)) if among else []
    rows = rows or _SEARCHED.rows(visit_reason_id, practices)
    return _offered(actor, visit_reason_id, rows), rows[0][-1]


def _offered(actor: Actor, visit_reason_id: UUID, rows: Sequence[Row]) -> Offer:
    if not rows:
        raise NotFound()
    count, whole = len(_TERMS), len(_OFFERED)
    terms = _terms(visit_reason_id, door(actor), rows[0][:count])
    agendas = [_agenda(row[count], terms.practice_id, row[count + 1 : whole]) for row in rows if row[count]]
    return Offer(terms, tuple(agenda for agenda in agendas if agenda.is_active)).through(terms.door)


def agenda_of(actor: Actor, practitioner_role_id: UUID) -> Agenda:
    """One agenda in the actor's scope, active or not. Raises NotFound."""
    row = _AGENDA.first(practitioner_role_id, list(actor.practice_ids))
    if row is None:
        raise NotFound()
    return _agenda(practitioner_role_id, row[0], row[1:])


def agenda_in(offer: Offer, actor: Actor, practitioner_role_id: UUID) -> Agenda:
    """The agenda of an offer. Raises NotFound outside the practice, NotOffered when it does not propose the reason."""
    for agenda in offer.agendas:
        if agenda.role_id == practitioner_role_id:
            return agenda
    other = agenda_of(actor, practitioner_role_id)
    if other.practice_id != offer.terms.practice_id:
        raise NotFound()
    if other.is_active and offer.terms.door is Channel.WEB and not other.takes_online:
        raise refused(Reason.NOT_ONLINE)
    raise refused(Reason.NOT_THIS_PRACTITIONER if other.is_active else Reason.WITHDRAWN)


def door(actor: Actor) -> Channel:
    """The door of the visit reason that the actor comes through.

    A person signed in to the API does the desk's work by other means; only a program is a partner.
    """
    return Channel.PHONE if actor.channel is Channel.API and actor.user_id is not None else actor.channel


def check_door(terms: Terms) -> None:
    """Raises NotOffered when the reason is withdrawn or not bookable through its door."""
    _refuse_first(door_refusals(terms))


def check_patient(terms: Terms, *, is_known: bool, by_phone_only: bool = False) -> None:
    """Raises NotOffered when the reason does not take such a patient. A move says nothing of `by_phone_only`."""
    _refuse_first(patient_refusals(terms, is_known=is_known, by_phone_only=by_phone_only))


def check_comes_online(practice_id: UUID, patient_id: UUID) -> None:
    """Raises NotOffered for whom booking would send to the telephone: asked before they read the rest."""
    if by_phone_only(practice_id, clock.now()).filter(patient=patient_id).exists():
        raise refused(Reason.WRONG_DOOR)


def check_offered(
    terms: Terms, shape: Shape, table: Timetable, start: datetime, now: datetime, *, apart_from: UUID | None = None
) -> None:
    """Raises NotOffered unless a search at `now` would propose `start` on an empty agenda.

    Under the agenda's lock. With a daily quota it waits for whoever takes a place of the same day, then
    counts; `apart_from` is not counted (the visit being moved).
    """
    quota = terms.quota and replace(terms.quota, apart_from=apart_from)
    lock_place(table.agenda, start, quota)
    full = full_days_around(table.agenda, *shape.visit(int(start.timestamp())), quota)
    _refuse_first(time_refusals(terms, shape, table, start, now, full))


def check_place_left(terms: Terms, agenda: Agenda, start: datetime, *, apart_from: UUID) -> None:
    """Raises NotOffered when the quota of that day is reached without the hold being booked; under `lock_place`."""
    quota = terms.quota and replace(terms.quota, apart_from=apart_from)
    seconds = int(start.timestamp())
    if local_date(start, agenda.place.zone) in full_days_around(agenda, seconds, seconds + 1, quota):
        raise refused(Reason.QUOTA_REACHED)


def _refuse_first(reasons: Iterable[Reason]) -> None:
    for reason in reasons:
        raise refused(reason)


def refused(reason: Reason) -> NotOffered:
    return NotOffered(reason=reason.value, detail=SENTENCES[reason])


def _terms(visit_reason_id: UUID, through: Channel, row: tuple[Any, ...]) -> Terms:
    values = dict(zip(_TERMS, row, strict=True))
    doors = {Channel.PHONE: "by_phone", Channel.WEB: "by_web", Channel.API: "by_partner"}
    return Terms(
        visit_reason_id=visit_reason_id,
        practice_id=values["practice_id"],
        shape=Shape(
            duration=60 * values["duration_minutes"],
            step=60 * values["step_minutes"],
            buffer_before=60 * values["buffer_before_minutes"],
            buffer_after=60 * values["buffer_after_minutes"],
        ),
        notice=timedelta(minutes=values["min_notice_minutes"]),
        window=timedelta(days=values["booking_window_days"]),
        door=through,
        doors=frozenset(channel for channel, name in doors.items() if values[name]),
        release=Release(values["partner_release_hours"], values["web_release_hours"]),
        quota=values["daily_quota"] and Quota(visit_reason_id, values["daily_quota"]),
        open_to_new=values["open_to_new_patients"],
        open_to_known=values["open_to_known_patients"],
        is_active=values["is_active"],
    )


def _agenda(role_id: UUID, practice_id: UUID, row: tuple[Any, ...]) -> Agenda:
    practitioner_id, location_id, zone, territory, limit, is_active, takes_online = row
    place = Place(zone, territory)
    return Agenda(role_id, practice_id, practitioner_id, location_id, place, limit, is_active, takes_online)
