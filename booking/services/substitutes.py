"""Somebody stands in for a practitioner in one agenda for some days, and gives it back.

The visits of those days are handed over with the time they take: from then on they occupy the
substitute, so that nobody is booked here and in an agenda of theirs at once. Whole or nothing.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from audit.actions import Action
from audit.services import record
from booking.errors import SubstituteBusy, SubstituteUnfit
from booking.lifecycle import Status
from booking.local_time import day_span, local_date
from booking.locks import in_one_transaction, lock_practitioners
from booking.models import Appointment, HeldVisit, Substitution
from booking.occupancy import end_holds
from booking.offer import agenda_of
from booking.openings import Agenda
from booking.services.many import SEALED, give_back, rewrite, take_time
from booking.services.orphans import review_orphans
from booking.services.trace import leave_traces
from booking.services.visit import Visit
from core import clock
from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from practices.models import PractitionerRole
from practices.permissions import Permission, check_may

LONGEST = timedelta(days=366)
EXPECTED = [Status.PENDING.value, Status.BOOKED.value]
_WRITTEN = ["practitioner_id", "occupancy_id", "version", "updated_at"]
HIMSELF = "Un praticien ne se remplace pas lui-même."
TAKEN_DAYS = "Un autre remplacement couvre déjà une partie de ces jours."


@in_one_transaction
def add_substitution(
    *, actor: Actor, practitioner_role_id: UUID, substitute_id: UUID, starts_on: date, ends_on: date
) -> Substitution:
    """`substitute_id` (a practitioner with a role in the practice) attends the agenda from `starts_on` to `ends_on`.

    Days are those of the agenda's place, both included, none of them past. Whoever holds a time of those
    days loses it. Raises NotFound, Forbidden, InvalidInput, SubstituteUnfit, SubstituteBusy.
    """
    agenda = _editable(actor, practitioner_role_id)
    _check_days(agenda, starts_on, ends_on)
    _check_person(agenda, substitute_id)
    lock_practitioners([agenda.practitioner_id, substitute_id], exclusive=True)
    others = Substitution.objects.filter(practitioner_role_id=agenda.role_id)
    if others.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise SubstituteUnfit(detail=TAKEN_DAYS)
    added = Substitution.objects.create(
        practice_id=agenda.practice_id,
        practitioner_role_id=agenda.role_id,
        substitute_id=substitute_id,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    _hand_over(actor, agenda, starts_on, ends_on, substitute_id)
    _journal(actor, Action.SUBSTITUTION_ADDED, added)
    review_orphans(actor, agenda.practice_id, [agenda.practitioner_id, substitute_id])
    return added


@in_one_transaction
def end_substitution(*, actor: Actor, substitution_id: UUID, last_day: date) -> Substitution | None:
    """The substitute leaves after `last_day`, which may be before the first one: then nobody stands in (None).

    What is past stays: who attended, attended. Visits after that day go back to the practitioner.
    Raises NotFound, Forbidden, InvalidInput, SubstituteBusy.
    """
    found = Substitution.objects.filter(pk=substitution_id, practice_id__in=actor.practice_ids).first()
    if found is None:
        raise NotFound()
    agenda = _editable(actor, found.practitioner_role_id)
    lock_practitioners([agenda.practitioner_id, found.substitute_id], exclusive=True)
    found.refresh_from_db()
    yesterday = local_date(clock.now(), agenda.place.zone) - timedelta(days=1)
    if not yesterday <= last_day < found.ends_on:
        raise InvalidInput.at("last_day", "out-of-range", "Le dernier jour va d'hier à la veille de la fin prévue.")
    first, former_end = max(last_day + timedelta(days=1), found.starts_on), found.ends_on
    kept: Substitution | None = found
    if last_day < found.starts_on:
        found.delete()
        kept = None
    else:
        found.ends_on = last_day
        found.save(update_fields=["ends_on"])
    _hand_over(actor, agenda, first, former_end, agenda.practitioner_id)
    record(
        actor=actor,
        action=Action.SUBSTITUTION_ENDED,
        practice_id=agenda.practice_id,
        entity=("substitution", substitution_id),
        details={"role": agenda.role_id, "last_day": last_day},
    )
    review_orphans(actor, agenda.practice_id, [agenda.practitioner_id, found.substitute_id])
    return kept


def _hand_over(actor: Actor, agenda: Agenda, first: date, last: date, person_id: UUID) -> None:
    """Give the visits still expected on those days to `person_id`, their time included. Raises SubstituteBusy."""
    low = datetime.fromtimestamp(day_span(first, agenda.place.zone)[0], UTC)
    high = datetime.fromtimestamp(day_span(last, agenda.place.zone)[1], UTC)
    now = clock.now()
    held = HeldVisit.objects.filter(
        practitioner_role_id=agenda.role_id, practice_id=agenda.practice_id, starts_at__gte=low, starts_at__lt=high
    )
    end_holds(held.values_list("id", flat=True))
    visits = list(
        Appointment.objects.select_for_update(of=("self",))
        .filter(
            practice_id=agenda.practice_id,
            practitioner_role_id=agenda.role_id,
            status__in=EXPECTED,
            starts_at__gte=max(low, now),
            starts_at__lt=high,
        )
        .exclude(practitioner_id=person_id)
        .defer(*SEALED)
        .order_by("id")
    )
    give_back(visits)
    taken, lost = take_time([(_visit(one, agenda, person_id), one.patient_id, one.lane) for one in visits])
    if lost:
        raise SubstituteBusy(appointments=[str(visits[position].id) for position in lost])
    _write(actor, visits, taken, person_id, now)


def _write(
    actor: Actor, visits: Sequence[Appointment], taken: Sequence[UUID | None], person_id: UUID, now: datetime
) -> None:
    former = [visit.practitioner_id for visit in visits]
    for visit, occupancy_id in zip(visits, taken, strict=True):
        visit.practitioner_id, visit.occupancy_id, visit.updated_at = person_id, occupancy_id, now
        visit.version += 1
    rewrite(visits, _WRITTEN)
    leave_traces(
        actor,
        Action.APPOINTMENT_REASSIGNED,
        [(visit, {"from": before, "to": person_id}) for visit, before in zip(visits, former, strict=True)],
    )


def _visit(one: Appointment, agenda: Agenda, person_id: UUID) -> Visit:
    return Visit(
        agenda,
        one.visit_reason_id,
        one.starts_at,
        one.ends_at,
        one.buffer_before_minutes,
        one.buffer_after_minutes,
        person_id,
    )


def _editable(actor: Actor, practitioner_role_id: UUID) -> Agenda:
    agenda = agenda_of(actor, practitioner_role_id)
    check_may(actor, Permission.SUBSTITUTE_EDIT, agenda.practice_id)
    return agenda


def _check_days(agenda: Agenda, starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise InvalidInput.at("ends_on", "end-before-start", "La fin doit suivre le début.")
    if ends_on - starts_on > LONGEST:
        raise InvalidInput.at("ends_on", "range-too-long", "Un remplacement dure au plus un an.")
    if starts_on < local_date(clock.now(), agenda.place.zone):
        raise InvalidInput.at("starts_on", "past", "Un remplacement ne change pas le passé.")


def _check_person(agenda: Agenda, substitute_id: UUID) -> None:
    if substitute_id == agenda.practitioner_id:
        raise SubstituteUnfit(detail=HIMSELF)
    roles = PractitionerRole.objects.filter(practice_id=agenda.practice_id, practitioner_id=substitute_id)
    if not roles.exists():
        raise NotFound()


def _journal(actor: Actor, action: Action, one: Substitution) -> None:
    record(
        actor=actor,
        action=action,
        practice_id=one.practice_id,
        entity=("substitution", one.id),
        details={
            "role": one.practitioner_role_id,
            "substitute": one.substitute_id,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
        },
    )
