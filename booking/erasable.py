"""What the agenda keeps of a patient and erases: visits, the time they take, their line in the ledger of overrides."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from booking.models import Appointment, AttendanceMeasure, HeldVisit, Occupancy, Override
from core import clock
from patients.erasable import Counts, Erasure, Part, Person
from patients.own_erasable import destroy

_WORDS = ("note", "cancel_reason", "secrecy_reason", "consigne_answers")


class AgendaErasable:
    columns = frozenset(
        {
            "booking_appointment.call_id",
            "booking_appointment.id",
            "booking_appointment.occupancy",
            "booking_appointment.patient",
            "booking_appointment.proxy",
            "booking_appointment.series_id",
            "booking_attendancemeasure.patient",
            "booking_heldvisit.id",
            "booking_occupancy.call_id",
            "booking_occupancy.id",
            "booking_occupancy.patient",
            "booking_override.appointment",
        }
    )

    def lock(self, person: Person) -> None:
        """The visits, in order, before their patient: the same order as a move of one visit, and as a merge."""
        list(_visits(person).order_by("id").select_for_update(of=("self",)).values_list("id", flat=True))

    def row_ids(self, person: Person) -> Iterable[UUID]:
        yield from _visits(person).values_list("id", flat=True)
        yield from _times(person).values_list("id", flat=True)
        series = _visits(person).filter(series_id__isnull=False).values_list("series_id", flat=True)
        yield from (series_id for series_id in series.distinct() if series_id is not None)

    def erase(self, erasure: Erasure) -> Counts:
        person = erasure.person
        if erasure.takes(Part.CONTACT):
            _forget_proxies(person)
        if erasure.takes(Part.VISITS):
            counts = _forget_visits(_visits(person), _times(person))
        elif erasure.takes(Part.NOTES):
            counts = _forget_words(person)
        else:
            counts = {}
        # It is about how they come and how they are reached: it outlives neither.
        if erasure.takes(Part.VISITS) or erasure.takes(Part.CONTACT):
            measures = AttendanceMeasure.objects.filter(practice_id=person.practice_id, patient__in=person.patient_ids)
            counts["booking_attendancemeasure.patient"] = destroy(measures)
        return {column: count for column, count in counts.items() if count}


def _forget_proxies(person: Person) -> None:
    """Visits that these relatives booked stay, without them; the room of patients journals each relation it forgets."""
    gone = Q(proxy__patient__in=person.patient_ids) | Q(proxy__related_patient__in=person.patient_ids)
    booked = Appointment.objects.filter(gone, practice_id=person.practice_id)
    Appointment.objects.filter(id__in=list(booked.values_list("id", flat=True))).update(proxy=None)


def _visits(person: Person) -> "QuerySet[Appointment]":
    return Appointment.objects.filter(practice_id=person.practice_id, patient__in=person.patient_ids)


def _times(person: Person) -> "QuerySet[Occupancy]":
    return Occupancy.objects.filter(practice_id=person.practice_id, patient__in=person.patient_ids)


def _forget_visits(rows: "QuerySet[Appointment]", times: "QuerySet[Occupancy]") -> Counts:
    """Whatever their status: a visit to come frees its time, a past one frees nothing and is no less erased."""
    taken = list(times.values_list("id", flat=True))
    ids = list(rows.values_list("id", flat=True))
    holds = [*taken, *_holds_behind(rows)]
    return {
        "booking_override.appointment": destroy(Override.objects.filter(appointment__in=ids)),
        "booking_appointment.patient": destroy(Appointment.objects.filter(id__in=ids)),
        "booking_occupancy.patient": destroy(Occupancy.objects.filter(id__in=taken)),
        # What a hold was for outlives it by a day, under the id of the time it became.
        "booking_heldvisit.id": destroy(HeldVisit.objects.filter(id__in=holds)),
    }


def _holds_behind(rows: "QuerySet[Appointment]") -> list[UUID]:
    """What was held for these visits when their time has been given back since: same agenda, same reason, same hour."""
    same = rows.filter(
        practitioner_role=OuterRef("practitioner_role"),
        visit_reason=OuterRef("visit_reason"),
        starts_at=OuterRef("starts_at"),
    )
    held = HeldVisit.objects.filter(Exists(same), ~Exists(Occupancy.objects.filter(id=OuterRef("id"))))
    return list(held.values_list("id", flat=True))


def _forget_words(person: Person) -> Counts:
    """The visits stay, without a word about them. The reason of an overbooking is not rewritten: its visit goes."""
    overbooked = _visits(person).filter(override_reason__isnull=False)
    times = _times(person).filter(appointment__in=list(overbooked.values_list("id", flat=True)))
    counts = _forget_visits(overbooked, times)
    has_words = Q(note__isnull=False) | Q(cancel_reason__isnull=False) | Q(secrecy_reason__isnull=False)
    has_words |= Q(consigne_answers__isnull=False)
    spoken = list(_visits(person).filter(has_words))
    for visit in spoken:
        nothing: Any = None
        visit.note = visit.cancel_reason = visit.secrecy_reason = visit.consigne_answers = nothing
        visit.version += 1
        visit.updated_at = clock.now()
        visit.save(update_fields=[*_WORDS, "version", "updated_at"])
    return {**counts, "booking_appointment.note": len(spoken)}
