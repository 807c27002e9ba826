"""What the agenda keeps about a patient and hands over when two records become one (port: `patients.belongings`).

A visit keeps its identity, its time and its version: only whose record it stands in changes, so a confirmation that
waits to be sent is still the right one. Its sealed texts are opened under one key and sealed under the other's.
"""

from collections.abc import Sequence
from uuid import UUID

from booking.models import Appointment, AttendanceMeasure, Occupancy
from core.scoping import Actor
from crypto.keyring import holding_keys
from crypto.sealed import open_all
from patients.belongings import Handover, Moved, Obstacle, Only
from practices.permissions import Permission, check_may

APPOINTMENTS = "booking_appointment.patient"
OCCUPANCIES = "booking_occupancy.patient"
MEASURES = "booking_attendancemeasure.patient"
_SEALED = ("note", "override_reason", "cancel_reason", "secrecy_reason", "own_contact", "consigne_answers")


class AgendaBelongings:
    columns = frozenset({APPOINTMENTS, OCCUPANCIES, MEASURES})

    def lock(self, practice_id: UUID, patient_ids: Sequence[UUID]) -> None:
        """The visits, in order, before their patients: the same order as a move of one visit."""
        visits = Appointment.objects.filter(practice_id=practice_id, patient__in=patient_ids)
        list(visits.order_by("id").select_for_update(of=("self",)).values_list("id", flat=True))

    def obstacles(self, practice_id: UUID, one: UUID, other: UUID) -> list[Obstacle]:
        """Nobody is at two places at once: visits of the two records that overlap, buffers included."""
        taken = list(
            Occupancy.objects.filter(practice_id=practice_id, patient__in=[one, other]).order_by("starts_at", "id")
        )
        clashing = [
            (first, second)
            for first in taken
            for second in taken
            if first.patient_id == one and second.patient_id == other
            and first.starts_at < second.ends_at and second.starts_at < first.ends_at
        ]  # fmt: skip
        visits = dict(
            Appointment.objects.filter(
                practice_id=practice_id, occupancy__in={row.id for pair in clashing for row in pair}
            ).values_list("occupancy_id", "id")
        )
        sentence = "Les deux fiches ont des rendez-vous à la même heure : annulez ou déplacez l'un d'eux."
        return [
            Obstacle("appointments-overlap", sentence, tuple(visits[row.id] for row in pair if row.id in visits))
            for pair in clashing
        ]

    def counted(self, practice_id: UUID, patient_id: UUID) -> dict[str, int]:
        own = {"practice_id": practice_id, "patient": patient_id}
        return {
            APPOINTMENTS: Appointment.objects.filter(**own).count(),
            MEASURES: AttendanceMeasure.objects.filter(**own).count(),
        }

    def hand_over(self, handover: Handover, only: Only | None = None) -> Moved:
        moved = hand_over_appointments(
            actor=handover.actor,
            practice_id=handover.practice_id,
            source=handover.source,
            target=handover.target,
            only=only,
        )
        return {**moved, MEASURES: _hand_over_measures(handover, only)}


def hand_over_appointments(
    *, actor: Actor, practice_id: UUID, source: UUID, target: UUID, only: Only | None = None
) -> Moved:
    """Every appointment of `source` and the time it takes, or those listed that still are its, become `target`'s.

    Runs inside the transaction that locked both records and journals the merge. An overlap is refused by the
    exclusion constraint. Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.PATIENT_MERGE, practice_id)
    visits = Appointment.objects.filter(practice_id=practice_id, patient=source)
    times = Occupancy.objects.filter(practice_id=practice_id, patient=source)
    if only is not None:
        visits = visits.filter(id__in=list(only.get(APPOINTMENTS, ())))
        # A visit that was moved since has another occupancy than the one noted: its visit says which is its.
        times = times.filter(appointment__in=list(only.get(APPOINTMENTS, ())))
    time_ids = sorted(times.values_list("id", flat=True))
    Occupancy.objects.filter(practice_id=practice_id, id__in=time_ids).update(patient=target)
    return {APPOINTMENTS: _reseal(list(visits.order_by("id")), source, target), OCCUPANCIES: time_ids}


def _hand_over_measures(handover: Handover, only: Only | None) -> list[UUID]:
    """What was decided of the person stays decided; of two in force the stricter one is followed."""
    rows = AttendanceMeasure.objects.filter(practice_id=handover.practice_id, patient=handover.source)
    chosen = rows if only is None else rows.filter(id__in=list(only.get(MEASURES, ())))
    ids = sorted(chosen.values_list("id", flat=True))
    AttendanceMeasure.objects.filter(practice_id=handover.practice_id, id__in=ids).update(patient=handover.target)
    return ids


def _reseal(visits: list[Appointment], source: UUID, target: UUID) -> list[UUID]:
    """Rows without a sealed text in one statement, the others one by one; returns all ids in order."""
    plain = [visit for visit in visits if not any(getattr(visit, column) is not None for column in _SEALED)]
    Appointment.objects.filter(id__in=[visit.id for visit in plain]).update(patient=target)
    sealed = [visit for visit in visits if visit not in plain]
    with holding_keys([source, target] if sealed else []):
        for visit in sealed:
            texts = open_all(getattr(visit, column) for column in _SEALED)
            visit.patient_id = target
            for column, text in zip(_SEALED, texts, strict=True):
                setattr(visit, column, text)
            visit.save(update_fields=["patient", *_SEALED])
    return [visit.id for visit in visits]
