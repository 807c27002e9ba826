"""Many visits of one patient as one act: booked, moved and cancelled whole or not at all.

The agenda is locked *exclusively*: nobody books in it between the reading and the writing, so a series
loses only to what it can name. Each visit is its own appointment; they share a series id.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from audit.actions import Action
from audit.details import Scalar
from booking.consignes import NO_ANSWER, Answers, Scale, Weighed
from booking.errors import SeriesRefused
from booking.known import Known, known
from booking.lifecycle import Status
from booking.locks import LockNotFree, in_one_transaction, lock_practitioners
from booking.minors import Footing, footing, wait_for
from booking.models import ORDINARY_LANE, Appointment
from booking.offer import Offer, agenda_in, check_door, check_patient, offer_of
from booking.openings import Agenda, timetables
from booking.rules import Reason
from booking.series import LONGEST, overlapping
from booking.series_ground import TWICE, Ground, Refusal, failure, said
from booking.services.agreement import enter_agreement
from booking.services.many import take_time
from booking.services.trace import leave_traces
from booking.services.visit import Visit
from core import clock
from core.errors import InvalidInput
from core.ids import new_id
from core.scoping import Actor
from practices.permissions import Permission, check_may


@in_one_transaction
def book_series(
    *,
    actor: Actor,
    patient_id: UUID,
    visit_reason_id: UUID,
    practitioner_role_id: UUID,
    starts: Sequence[datetime],
    call_id: UUID | None = None,
    answers: Answers = NO_ANSWER,
) -> list[Appointment]:
    """Book a visit at each of `starts` (aware), in order, or none at all.

    `answers` are given once, for every visit. A constant number of statements. Raises ConsigneBlocks,
    ConsigneUnanswered, NotFound, Forbidden, InvalidInput, NotOffered when the reason
    is not for that door or patient, SeriesRefused naming every start that failed, with alternatives.
    """
    if not 1 <= len(starts) <= LONGEST:
        raise InvalidInput.at("starts", "out-of-range", f"Une série compte de 1 à {LONGEST} rendez-vous.")
    offer = offer_of(actor, visit_reason_id)
    check_may(actor, Permission.APPOINTMENT_BOOK, offer.terms.practice_id)
    agenda = agenda_in(offer, actor, practitioner_role_id)
    wanted = sorted(start.astimezone(UTC) for start in starts)
    lock_everybody([agenda], wanted)
    check_door(offer.terms)
    whom = _check_patient(offer, patient_id, len(wanted))
    stand = footing(whom, agenda.practice_id, agenda.place.zone, wanted[0])
    ground = Ground(offer.terms, offer.terms.shape, agenda, wanted, patient_id)
    check_all(ground, wanted)
    visits = [_visit(ground, offer, start) for start in wanted]
    taken, lost = take_time([(visit, patient_id, ORDINARY_LANE) for visit in visits])
    if lost:
        raise refused(ground, [(wanted[position], said(Reason.TAKEN)) for position in lost])
    series_id, now, scale = new_id(), clock.now(), Scale(offer.terms)
    weighed = {start: scale.weigh(agenda, start, now, whom, answers) for start in wanted}
    rows = [
        _appointment(actor, patient_id, visit, occupancy_id, series_id, call_id, now, stand, weighed[visit.start])
        for visit, occupancy_id in zip(visits, taken, strict=True)
    ]
    Appointment.objects.bulk_create(rows)
    check_quota(ground, wanted)
    details: dict[str, Scalar] = {"series": series_id, "lane": ORDINARY_LANE, "reason": visit_reason_id}
    action = Action.APPOINTMENT_PENDING if stand.status is Status.PENDING else Action.APPOINTMENT_BOOKED
    leave_traces(actor, action, [(row, details) for row in rows])
    enter_agreement(actor, rows[0], stand, None)  # one answer for the whole series
    return rows


def lock_everybody(agendas: Sequence[Agenda], starts: Sequence[datetime], *others: UUID) -> None:
    """Lock, exclusively, everybody whose time these agendas take around these starts; and the others.

    Who stands in is looked at before the lock and again after it; a change in between starts over.
    """
    low, high = int(min(starts).timestamp()), int(max(starts).timestamp()) + 1
    seen = _people(agendas, low, high)
    lock_practitioners(seen.union(others), exclusive=True)
    if not _people(agendas, low, high) <= seen:
        raise LockNotFree()


def check_all(ground: Ground, wanted: Sequence[datetime]) -> None:
    """Raises SeriesRefused naming every start that the agenda, the rules or the series itself forbid."""
    found = [(start, ground.refusal(start)) for start in wanted]
    twice = overlapping([ground.shape.taken(int(start.timestamp())) for start in wanted])
    failed = [
        (start, refusal or TWICE)
        for position, (start, refusal) in enumerate(found)
        if refusal is not None or position in twice
    ]
    if failed:
        raise refused(ground, failed, wanted)


def check_quota(ground: Ground, written: Sequence[datetime]) -> None:
    """Raises SeriesRefused when the series itself makes a day hold more visits than its quota."""
    over = ground.overfull(written)
    if over:
        raise refused(ground, [(start, said(Reason.QUOTA_REACHED)) for start in over], written)


def refused(
    ground: Ground, failed: Sequence[tuple[datetime, Refusal]], wanted: Sequence[datetime] = ()
) -> SeriesRefused:
    """The refusal of the whole, with the nearest free starts for each start that failed."""
    zone = ground.agenda.place.zone
    lost = {start for start, _ in failed}
    kept = [start for start in wanted if start not in lost]
    lines: list[dict[str, Any]] = []
    for start, refusal in failed:
        line = failure(start, zone, refusal)
        line["alternatives"] = ground.alternatives(start, without=kept)
        lines.append(line)
    return SeriesRefused(failed=lines)


def _people(agendas: Sequence[Agenda], low: int, high: int) -> set[UUID]:
    return {person for table in timetables(agendas, low, high).values() for person in table.people()}


def _check_patient(offer: Offer, patient_id: UUID, count: int) -> Known:
    """The first visit makes the patient known: a reason for new patients only is never a series."""
    whom = known(offer.terms.practice_id, patient_id, Permission.APPOINTMENT_BOOK)
    check_patient(offer.terms, is_known=whom.is_known, by_phone_only=whom.by_phone_only)
    if count > 1:
        check_patient(offer.terms, is_known=True)
    return whom


def _visit(ground: Ground, offer: Offer, start: datetime) -> Visit:
    visit = Visit.of(ground.agenda, offer.terms.visit_reason_id, ground.shape, start)
    return visit.with_person(ground.table)


def _appointment(
    actor: Actor,
    patient_id: UUID,
    visit: Visit,
    occupancy_id: UUID | None,
    series_id: UUID,
    call_id: UUID | None,
    now: datetime,
    stand: Footing,
    weighed: Weighed,
) -> Appointment:
    return Appointment(
        practice_id=visit.agenda.practice_id,
        practitioner_role_id=visit.agenda.role_id,
        practitioner_id=visit.practitioner_id,
        location_id=visit.agenda.location_id,
        patient_id=patient_id,
        visit_reason_id=visit.visit_reason_id,
        occupancy_id=occupancy_id,
        starts_at=visit.start,
        ends_at=visit.end,
        duration_minutes=visit.duration_minutes,
        buffer_before_minutes=visit.buffer_before,
        buffer_after_minutes=visit.buffer_after,
        status=stand.status.value,
        pending_until=wait_for(visit.start) if stand.status is Status.PENDING else None,
        lane=ORDINARY_LANE,
        channel=actor.channel.value,
        created_by_id=actor.user_id,
        call_id=call_id,
        series_id=series_id,
        consigne_versions=list(weighed.versions),
        consigne_breaches=list(weighed.breaches),
        consigne_answers=weighed.answers,
        created_at=now,
        updated_at=now,
    )
