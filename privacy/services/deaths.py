"""A death: reported by one person, confirmed by another, then all is destroyed but what something keeps (ST-30, R-20).

Between the report and the confirmation nothing new is written about the person and no message leaves. A report can be
stopped until it is confirmed, never after.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.permissions import check_fresh_step_up
from audit import services as audit
from audit.actions import Action
from audit.details import Scalar
from booking.locks import in_one_transaction
from booking.services import withdraw_visits
from core import clock
from core.errors import InvalidInput, NotFound
from core.plain_text import clean_reason
from core.scoping import Actor
from outbox import services as outbox
from patients.erasable import Part, keepers
from patients.local_day import local_day
from patients.models import Patient
from patients.queries import check_is_current
from patients.services import mark_death_reported, unmark_death_reported
from practices.permissions import Permission, check_may
from privacy.errors import AlreadyReported, DeathSettled, SamePerson
from privacy.models import DeathReport, DeathSource, DeathState, ErasureCause, ErasureEntry
from privacy.plans import asked_by_the_living, kept_by, plan_for
from privacy.rights_erasable import rows_of
from privacy.services.erase import erase_person, lock_person

MAX_CERTIFICATE = 120
_SETTLED = [DeathState.CONFIRMED.value, DeathState.DONE.value]


@in_one_transaction
def report_death(
    *,
    actor: Actor,
    practice_id: UUID,
    patient_id: UUID,
    source: str,
    died_on: date | None = None,
    certificate: str = "",
) -> DeathReport:
    """Somebody says that this person died; `certificate` is the reference of the act, if it is known.

    Raises NotFound, Forbidden, PatientMerged, AlreadyReported, InvalidInput naming `source`, `died_on` or
    `certificate`.
    """
    check_may(actor, Permission.DEATH_REPORT, practice_id)
    if source not in DeathSource.values:
        raise InvalidInput.at("source", "unknown-value", "Cette valeur n'est pas dans la liste.")
    reference = clean_reason(certificate, "certificate", MAX_CERTIFICATE) if certificate.strip() else None
    patient = mark_death_reported(actor=actor, practice_id=practice_id, patient_id=patient_id)
    check_is_current(patient)
    _check_day(actor, patient, died_on)
    if _standing(practice_id, patient_id) is not None:
        raise AlreadyReported()
    report = DeathReport(
        practice_id=practice_id,
        patient_id=patient_id,
        source=source,
        died_on=died_on,
        certificate=reference,
        reported_by_id=actor.user_id,
        reported_at=clock.now(),
    )
    report.save(force_insert=True)
    _record(actor, report, Action.DEATH_REPORTED, source=source)
    return report


@in_one_transaction
def stop_report(*, actor: Actor, report_id: UUID, reason: str) -> DeathReport:
    """The person lives, or is somebody else: everything is as before. Raises NotFound, Forbidden, DeathSettled,
    InvalidInput naming `reason`."""
    report = _lock(actor, report_id, Permission.DEATH_REPORT)
    report.stop_reason = clean_reason(reason)
    report.state, report.stopped_at, report.stopped_by_id = DeathState.STOPPED.value, clock.now(), actor.user_id
    report.save(update_fields=["state", "stop_reason", "stopped_at", "stopped_by"])
    unmark_death_reported(actor=actor, practice_id=report.practice_id, patient_id=report.patient_id)
    _record(actor, report, Action.DEATH_STOPPED)
    return report


@in_one_transaction
def confirm_death(*, actor: Actor, report_id: UUID, keep: Iterable[str] | None = None) -> DeathReport:
    """A second person confirms: visits are cancelled in silence, queues emptied, and the plan is carried out.

    `keep` is what general directives keep, read at the third party (an empty list: nothing); refused otherwise.
    Raises NotFound, Forbidden, StepUpRequired, DeathSettled, SamePerson, DirectiveToConsult, InvalidInput (`keep`).
    """
    report = _lock(actor, report_id, Permission.DEATH_CONFIRM)
    check_fresh_step_up(actor)
    if actor.user_id is None or actor.user_id == report.reported_by_id:
        raise SamePerson()
    kept = kept_by(report, keep)
    report.state, report.confirmed_at, report.confirmed_by_id = DeathState.CONFIRMED.value, clock.now(), actor.user_id
    report.kept = sorted(part.value for part in kept)
    report.save(update_fields=["state", "confirmed_at", "confirmed_by", "kept"])
    _record(actor, report, Action.DEATH_CONFIRMED, kept=len(kept))
    _silence(actor, report)
    if not plan_for(report).is_held:
        _carry_out(actor, report)
    return report


def finish_confirmed(*, actor: Actor, practice_id: UUID) -> list[DeathReport]:
    """Carry out what a hold kept back, now that it is lifted: the nightly run (R-20, R-21). One transaction each."""
    with transaction.atomic():
        waiting = DeathReport.objects.filter(practice_id=practice_id, state=DeathState.CONFIRMED.value)
        ids = list(waiting.order_by("confirmed_at", "id").values_list("id", flat=True))
    done = (finish_death(actor=actor, practice_id=practice_id, report_id=report_id) for report_id in ids)
    return [report for report in done if report is not None]


@in_one_transaction
def finish_death(*, actor: Actor, practice_id: UUID, report_id: UUID) -> DeathReport | None:
    """The same for one death; None while something still keeps it. Raises NotFound, Forbidden, Busy."""
    check_may(actor, Permission.DEATH_CONFIRM, practice_id)
    report = DeathReport.objects.filter(practice_id=practice_id, id=report_id).first()
    if report is None:
        return None
    lock_person(practice_id, report.patient_id)
    report.refresh_from_db()
    if report.state != DeathState.CONFIRMED.value or plan_for(report).is_held:
        return None
    _carry_out(actor, report)
    return report


def _carry_out(actor: Actor, report: DeathReport) -> None:
    """Destroy what nothing keeps; the line of the ledger says what was kept."""
    done = erase_person(
        actor=actor,
        practice_id=report.practice_id,
        patient_id=report.patient_id,
        cause=ErasureCause.DEATH,
        keep=frozenset(Part(part) for part in report.kept),
    )
    report.refresh_from_db()
    report.state = DeathState.DONE.value
    report.entry = ErasureEntry.objects.get(practice_id=report.practice_id, id=done.entry_id)
    report.save(update_fields=["state", "entry"])


def _silence(actor: Actor, report: DeathReport) -> None:
    """Nobody is expected any more and nothing that waits is sent, whatever is kept; but to the living who asked."""
    withdraw_visits(actor=actor, practice_id=report.practice_id, patient_id=report.patient_id)
    person = lock_person(report.practice_id, report.patient_id)
    ids = {row_id for keeper in keepers() for row_id in keeper.row_ids(person)}
    outbox.forget(report.practice_id, ids.difference(rows_of(asked_by_the_living(report))))


def _standing(practice_id: UUID, patient_id: UUID) -> DeathReport | None:
    rows = DeathReport.objects.filter(practice_id=practice_id, patient_id=patient_id)
    return rows.exclude(state=DeathState.STOPPED.value).first()


def _lock(actor: Actor, report_id: UUID, permission: Permission) -> DeathReport:
    """The report, still waiting, its person locked first: a visit, a hold or a second click waits."""
    found = DeathReport.objects.filter(practice_id__in=actor.practice_ids, id=report_id).first()
    if found is None:
        raise NotFound()
    check_may(actor, permission, found.practice_id)
    if found.state in _SETTLED:
        raise DeathSettled()
    lock_person(found.practice_id, found.patient_id)
    found.refresh_from_db()
    if found.state != DeathState.REPORTED.value:
        raise DeathSettled()
    return found


def _check_day(actor: Actor, patient: Patient, died_on: date | None) -> None:
    if died_on is None:
        return
    if died_on > local_day(actor, patient.practice_id):
        raise InvalidInput.at("died_on", "in-the-future", "Cette date est à venir.")
    if died_on < patient.birth_date:
        raise InvalidInput.at("died_on", "before-birth", "Cette date précède la naissance.")


def _record(actor: Actor, report: DeathReport, action: Action, **details: Scalar) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=report.practice_id,
        entity=("privacy.death", report.id),
        patient_id=report.patient_id,
        details=details,
    )
