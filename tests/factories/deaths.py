"""Deaths reported and confirmed, directives given, through the room's own services."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db import connection

from core import clock
from core.scoping import Actor, acting_as, system_actor
from patients.models import Patient
from practices.models import Practice
from privacy.models import DeathReport, DirectiveKind, PostMortemDirective
from privacy.services.deaths import confirm_death, report_death
from privacy.services.directives import give_directive
from tests.factories.practices import make_person


def somebody(practice: Practice) -> Actor:
    """A person with every right at that practice, fresh from a step-up."""
    actor = system_actor(practice.id)
    return replace(actor, user_id=make_person().id, step_up_until=clock.now() + timedelta(minutes=5))


def make_directive(practice: Practice, patient: Patient, *, keep: tuple[str, ...] = ()) -> PostMortemDirective:
    actor = system_actor(practice.id)
    with acting_as(actor):
        return give_directive(
            actor=actor,
            practice_id=practice.id,
            patient_id=patient.id,
            kind=DirectiveKind.PARTICULAR,
            text="Gardez ce que je dis ici",
            keep=keep,
        )


def make_report(practice: Practice, patient: Patient, *, reporter: Actor | None = None) -> DeathReport:
    """Reported by somebody who confirms nothing else."""
    actor = reporter or somebody(practice)
    with acting_as(actor):
        return report_death(actor=actor, practice_id=practice.id, patient_id=patient.id, source="family")


def make_erased(practice: Practice, patient: Patient) -> UUID:
    """The id of a report that was confirmed and carried out."""
    report = make_report(practice, patient)
    # The database judges the newcomer now, as it does at a commit, before the person is gone.
    with acting_as(system_actor(practice.id)):
        connection.check_constraints()
    actor = somebody(practice)
    with acting_as(actor):
        return confirm_death(actor=actor, report_id=report.id).id
