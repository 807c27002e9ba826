"""Questions about reported deaths: the list, one of them, and the certificate that the ledger allows."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core.errors import NotFound
from core.scoping import Actor
from patients.belongings import Belongings
from patients.models import Patient
from practices.permissions import Permission, check_may, practices_where
from privacy.models import DeathReport, DeathState

_FIRST = {DeathState.REPORTED.value: 0, DeathState.CONFIRMED.value: 1}


def deaths_of(actor: Actor, practice_id: UUID) -> list[DeathReport]:
    """Every report of a practice, those that wait first, then the latest; journalled. Raises NotFound, Forbidden."""
    check_may(actor, Permission.DEATH_CONFIRM, practice_id)
    rows = DeathReport.objects.filter(practice_id=practice_id).select_related("reported_by", "confirmed_by", "entry")
    found = sorted(rows.order_by("-reported_at", "-id"), key=lambda report: _FIRST.get(report.state, 2))
    audit.record_many(
        audit.Event(actor, Action.DEATHS_READ, practice_id, ("privacy.death", report.id), report.patient_id)
        for report in found
    )
    return found


def death_in(actor: Actor, report_id: UUID) -> DeathReport:
    """One report within the actor's scope; not journalled. Raises NotFound, Forbidden."""
    rows = DeathReport.objects.select_related("reported_by", "confirmed_by", "stopped_by", "entry")
    report = rows.filter(practice_id__in=actor.practice_ids, id=report_id).first()
    if report is None:
        raise NotFound()
    check_may(actor, Permission.DEATH_REPORT, report.practice_id)
    return report


def open_death(actor: Actor, report_id: UUID) -> DeathReport:
    """The same, shown to somebody who decides: journalled. Raises NotFound, Forbidden."""
    report = death_in(actor, report_id)
    check_may(actor, Permission.DEATH_CONFIRM, report.practice_id)
    audit.record(
        actor=actor,
        action=Action.DEATH_OPENED,
        practice_id=report.practice_id,
        entity=("privacy.death", report.id),
        patient_id=report.patient_id,
    )
    return report


@transaction.atomic
def open_certificate(*, actor: Actor, report_id: UUID) -> str:
    """The reference of the act, sealed, for whoever decides; journalled, empty when none was given.

    Raises NotFound, Forbidden.
    """
    report = death_in(actor, report_id)
    check_may(actor, Permission.DEATH_CONFIRM, report.practice_id)
    audit.record(
        actor=actor,
        action=Action.DEATH_CERTIFICATE_OPENED,
        practice_id=report.practice_id,
        entity=("privacy.death", report.id),
        patient_id=report.patient_id,
    )
    return "" if report.certificate is None else report.certificate.open()


def waiting_report(actor: Actor, practice_id: UUID, patient_id: UUID) -> UUID | None:
    """The report of this person that can still be stopped. The caller journals. Raises NotFound, Forbidden."""
    check_may(actor, Permission.DEATH_REPORT, practice_id)
    rows = DeathReport.objects.filter(practice_id=practice_id, patient_id=patient_id, state=DeathState.REPORTED.value)
    return rows.values_list("id", flat=True).first()


def persons_of(actor: Actor, reports: Iterable[DeathReport]) -> dict[UUID, Patient]:
    """Who they are, while the records exist: nobody confirms a death blindly. The caller journalled the reports."""
    ids = [report.patient_id for report in reports]
    places = practices_where(actor, Permission.DEATH_CONFIRM)
    known = Patient.objects.filter(practice_id__in=places, id__in=ids)
    return {patient.id: patient for patient in known.only("practice_id", "used_name", "given_names", "birth_date")}


def counted_for(report: DeathReport, rooms: Iterable[Belongings]) -> dict[str, int]:
    """How many rows hang from the person, by "table.column"; nothing once they are gone."""
    counts: dict[str, int] = {}
    for room in rooms:
        counts |= {
            column: count for column, count in room.counted(report.practice_id, report.patient_id).items() if count
        }
    return counts
