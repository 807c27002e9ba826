"""A death reported, stopped until it is confirmed by a second person, and what stands still in between."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from booking import services as booking
from booking.models import Appointment
from core.errors import Forbidden, InvalidInput, NotFound, StepUpRequired
from core.scoping import Actor, acting_as
from patients import services as patients
from patients.errors import DeathReported
from privacy import errors
from privacy.deaths import deaths_of
from privacy.models import DeathState
from privacy.services.deaths import stop_report
from tests.factories.booking import MONDAY, at
from tests.factories.patients import make_patient
from tests.factories.plans import never_quiet
from tests.notifications.told import say_everything, silenced, told
from tests.patients.merging import picture
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, INES, NADIA
from tests.privacy.dying_stage import Stage


@pytest.mark.requirement("ST-30")
def test_whoever_reported_does_not_confirm_and_confirming_needs_the_right_and_a_code(dying: Stage) -> None:
    report = dying.report(DR_MARTIN)
    with pytest.raises(errors.SamePerson):
        dying.confirm(report, DR_MARTIN)
    for name, refusal in ((CAMILLE, Forbidden), (NADIA, Forbidden), (CHARLIE, NotFound)):
        with pytest.raises(refusal):
            dying.confirm(report, name)
    ines = dying.actors[INES]
    dying.actors["stale"] = Actor(user_id=ines.user_id, grants=ines.grants)
    with pytest.raises(StepUpRequired):
        dying.confirm(report, "stale")
    assert dying.patient(dying.dead) is not None
    assert dying.confirm(report, INES).state == DeathState.DONE


def test_the_database_knows_that_two_persons_are_needed(dying: Stage) -> None:
    report = dying.report()
    forge = "UPDATE privacy_deathreport SET state = 'confirmed', confirmed_at = now(), confirmed_by_id = reported_by_id"
    with acting_as(dying.product), pytest.raises(IntegrityError, match="somebody_else"):
        run(forge)
    assert DeathState(report.state) is DeathState.REPORTED


@pytest.mark.requirement("ST-30")
def test_a_wrong_report_is_stopped_until_it_is_confirmed_and_never_after(dying: Stage) -> None:
    wrong = dying.report()
    dying.act(CAMILLE, stop_report, report_id=wrong.id, reason="Homonyme : la fille de la personne a rappelé")
    patient = dying.patient(dying.dead)
    assert patient is not None
    assert patient.death_reported_at is None
    assert book(dying)
    for verb in (
        lambda: dying.confirm(wrong),
        lambda: dying.act(CAMILLE, stop_report, report_id=wrong.id, reason="X y"),
    ):
        with pytest.raises(errors.DeathSettled):
            verb()
    right = dying.report()
    dying.hold()
    assert dying.confirm(right).state == DeathState.CONFIRMED
    with pytest.raises(errors.DeathSettled):
        dying.act(DR_MARTIN, stop_report, report_id=right.id, reason="Trop tard")
    back = "UPDATE privacy_deathreport SET state = 'stopped', confirmed_at = NULL, stopped_at = now()"
    with acting_as(dying.product), pytest.raises(IntegrityError, match="goes from reported"):
        run(f"{back} WHERE state = 'confirmed'")


def run(statement: str) -> None:
    """Raw SQL, as somebody who took a web process would."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def book(dying: Stage) -> Appointment:
    return booking_at(dying, "11:45")


def booking_at(dying: Stage, hour: str) -> Appointment:
    found: Appointment = dying.act(
        CAMILLE, booking.book_appointment, patient_id=dying.dead.patient.id,
        visit_reason_id=dying.house.visit_reason.id, practitioner_role_id=dying.house.role.id, start=at(hour),
    )  # fmt: skip
    return found


@pytest.mark.requirement("ST-30")
def test_between_report_and_confirmation_nothing_is_booked_changed_nor_said(dying: Stage) -> None:
    dying.report()
    with pytest.raises(DeathReported, match="death-reported"):
        book(dying)
    with pytest.raises(DeathReported):
        dying.act(DR_MARTIN, patients.set_medical_note, patient_id=dying.dead.patient.id, text="Rien")
    with pytest.raises(errors.AlreadyReported):
        dying.report()
    with pytest.raises(DeathReported):
        dying.act(
            DR_MARTIN, patients.merge_patients, survivor_id=dying.dead.patient.id, merged_id=dying.other.patient.id
        )
    with acting_as(dying.product), pytest.raises(Exception, match="takes no visit"), transaction.atomic():
        visit = Appointment.objects.filter(patient=dying.other.patient.id, status="booked").first()
        assert visit is not None
        visit.starts_at += timedelta(minutes=1)
        Appointment.objects.filter(id__in=[dying.dead.row_ids[2]]).update(starts_at=visit.starts_at)
    practice_id = dying.house.practice.id
    never_quiet(practice_id)
    say_everything()
    assert not set(dying.dead.row_ids) & told(practice_id)
    assert set(dying.other.row_ids) & told(practice_id), "positive control: the other person is told"
    assert "death-reported" in silenced(practice_id)


def test_a_relative_keeps_their_own_record(dying: Stage) -> None:
    with acting_as(dying.product), transaction.atomic():
        child = make_patient(dying.house.practice, "Quémeneur-Odonnat", "Éwen", date(2001, 5, 4))
    dying.act(
        CAMILLE, patients.add_relative, patient_id=child.id, relation="parent", scope="booking",
        related_patient_id=dying.dead.patient.id,
    )  # fmt: skip
    with acting_as(dying.product), transaction.atomic():
        before = picture(child.id)
    dying.confirm(dying.report())
    with acting_as(dying.product), transaction.atomic():
        assert picture(child.id) == {**before, "RelatedPerson": {}}


@pytest.mark.parametrize(
    ("field", "options"),
    [
        ("source", {"source": "rumour"}),
        ("died_on", {"died_on": MONDAY + timedelta(days=1)}),
        ("died_on", {"died_on": date(1984, 3, 11)}),
        ("certificate", {"certificate": "12/5"}),
    ],
)
def test_a_report_that_cannot_be_true_is_refused(dying: Stage, field: str, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        dying.report(**options)
    assert [error.field for error in refused.value.errors] == [field]
    assert dying.report(died_on=MONDAY).died_on == MONDAY


def test_the_list_shows_what_waits_first_to_who_decides(dying: Stage) -> None:
    wrong = dying.report()
    dying.act(CAMILLE, stop_report, report_id=wrong.id, reason="Erreur de personne")
    dying.report()
    with acting_as(dying.actors[INES]), transaction.atomic():
        listed = deaths_of(dying.actors[INES], dying.house.practice.id)
    assert [report.state for report in listed] == ["reported", "stopped"]
    for name, refusal in ((CAMILLE, Forbidden), (CHARLIE, NotFound)):
        with acting_as(dying.actors[name]), transaction.atomic(), pytest.raises(refusal):
            deaths_of(dying.actors[name], dying.house.practice.id)
    with pytest.raises(NotFound):
        dying.report(CHARLIE)
