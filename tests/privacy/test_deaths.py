"""A death reported, confirmed by a second person, carried out: destroyed, kept as the person wished, or held."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from booking import services as booking
from booking.models import Appointment
from core.errors import Forbidden, InvalidInput, NotFound, StepUpRequired
from core.scoping import Actor, acting_as, system_actor
from notifications.sender import send_due
from outbox.models import OutboxRow
from patients import services as patients
from patients.erasable import Part
from patients.errors import ChoicesNeeded, DeathReported, MergeRefused
from patients.models import Patient
from privacy import errors
from privacy.deaths import deaths_of
from privacy.models import DeathReport, DeathState, DirectiveKind, ErasureEntry, HoldGround, PostMortemDirective
from privacy.plans import Branch, plan_of
from privacy.services.deaths import confirm_death, finish_confirmed, report_death, stop_report
from privacy.services.directives import give_directive, open_directive, revoke_directive
from privacy.services.holds import lift_hold, place_hold
from tests.factories.booking import MONDAY, NOW, at, open_every_week
from tests.factories.patients import make_patient
from tests.factories.practices import House, make_world
from tests.patients.merging import picture
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, INES, NADIA
from tests.privacy.conftest import fresh
from tests.privacy.files import beside, hand_out, send_every_task
from tests.privacy.lives import Life, live
from tests.privacy.remains import betrayals, found_where, marks_of

WISH = "Je souhaite que mes rendez-vous soient gardés pour mon fils Éwen"
EXECUTOR = "Me Quintric-Abalan, notaire à Laxou"
CERTIFICATE = "Acte n° 2041/118 de Laxou"


# Where the scan looks beside the tables; nothing of anybody may lie there.
OUTSIDE = {"celery", "files"}


@dataclass
class Stage:
    house: House
    product: Actor
    actors: dict[str, Actor]
    dead: Life
    other: Life
    outside: Path

    def act(self, name: str, what: Any, **options: Any) -> Any:
        """`what` done by that persona, in a committed transaction of their own."""
        actor = self.actors[name]
        with acting_as(actor):
            return what(actor=actor, **options)

    def report(self, name: str = CAMILLE, **options: Any) -> DeathReport:
        terms = {"source": "registry", "died_on": MONDAY - timedelta(days=2), "certificate": CERTIFICATE, **options}
        found: DeathReport = self.act(
            name, report_death, practice_id=self.house.practice.id, patient_id=self.dead.patient.id, **terms
        )
        return found

    def confirm(self, report: DeathReport, name: str = DR_MARTIN, **options: Any) -> DeathReport:
        found: DeathReport = self.act(name, confirm_death, report_id=report.id, **options)
        return found

    def direct(self, **options: Any) -> Any:
        terms = {"kind": DirectiveKind.PARTICULAR, "text": WISH, "executor": EXECUTOR, **options}
        return self.act(
            DR_MARTIN, give_directive, practice_id=self.house.practice.id, patient_id=self.dead.patient.id, **terms
        )

    def hold(self) -> Any:
        return self.act(
            INES, place_hold, practice_id=self.house.practice.id, patient_id=self.dead.patient.id,
            ground=HoldGround.LIABILITY, reason="Mise en cause reçue", review_date=MONDAY + timedelta(days=300),
        )  # fmt: skip

    def marks(self, life: Life) -> dict[str, bytes]:
        with acting_as(self.product), transaction.atomic():
            return marks_of(life.patient, (*life.texts, WISH, EXECUTOR, CERTIFICATE), life.nir, life.row_ids)

    def found(self, marks: dict[str, bytes]) -> dict[str, set[str]]:
        """In the database, in the queues of the workers, in the files of exports, in the copy of the ledger."""
        places = [self.outside / name for name in ("celery", "files", "erasures.jsonl")]
        return found_where(marks, self.house.practice.id, beside=beside(*places))

    def leave_files(self) -> list[bytes]:
        """The person's data were handed out, and the workers have their messages."""
        send_every_task(self.outside)
        return hand_out(self.actors[INES], self.house, self.dead.patient, self.outside / "files")

    def patient(self, life: Life) -> Patient | None:
        with acting_as(self.product), transaction.atomic():
            return Patient.objects.filter(id=life.patient.id).first()

    def expected(self, life: Life) -> int:
        """How many visits of the person are still expected."""
        with acting_as(self.product), transaction.atomic():
            return Appointment.objects.filter(patient=life.patient.id, status="booked").count()


@pytest.fixture
def stage(committed: None, tmp_path: Path, settings: Any) -> Iterator[Stage]:
    settings.ERASURE_LEDGER = tmp_path / "erasures.jsonl"
    with time_machine.travel(NOW, tick=True):
        world = make_world()
        open_every_week(world.ours.role)
        product = system_actor(world.ours.practice.id)
        with acting_as(product), transaction.atomic():
            dead = live(product, world.ours, "Quémeneur-Odonnat", "+33639980041")
            other = live(
                product, world.ours, "Tréhoret-Zwingelstein", "+33639980042",
                hours=("10:00", "10:30"), over_hour="11:30",
            )  # fmt: skip
        actors = {name: fresh(world.actor(name)) for name in (CAMILLE, DR_MARTIN, INES, NADIA, CHARLIE)}
        yield Stage(world.ours, product, actors, dead, other, tmp_path)


class Post:
    """Counts what would be said."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def send(self, confirmation: Any) -> None:
        self.told.append(confirmation.appointment_id)


# The three branches -------------------------------------------------------------------------------


@pytest.mark.requirement("ST-30")
def test_without_a_directive_everything_is_destroyed_and_nobody_is_told(stage: Stage) -> None:
    stage.leave_files()
    marks, others = stage.marks(stage.dead), stage.marks(stage.other)
    others_before = stage.found(others)
    report = stage.report()
    assert CERTIFICATE not in repr(report)
    assert {"token", "key 0"} <= {mark for found in stage.found(marks).values() for mark in found}
    with acting_as(stage.actors[DR_MARTIN]), transaction.atomic():
        plan = plan_of(stage.actors[DR_MARTIN], report.id)
    assert (plan.branch, plan.keep, plan.directive_kind) == (Branch.DESTROY, frozenset(), None)
    assert plan.counts["booking_appointment.patient"] == 3

    done = stage.confirm(report)

    assert done.state == DeathState.DONE
    assert list(betrayals(stage.found(marks))) == []
    assert stage.found(others) == others_before
    with acting_as(stage.product), transaction.atomic():
        row = DeathReport.objects.get()
        assert (row.died_on, row.certificate, row.entry_id) == (None, None, ErasureEntry.objects.get().id)
    post = Post()
    while send_due(post):  # type: ignore[arg-type]
        pass
    assert not set(stage.dead.row_ids) & set(post.told)
    assert set(stage.other.row_ids) & set(post.told)


@pytest.mark.requirement("ST-30")
@pytest.mark.requirement("K5")
def test_a_contrary_directive_keeps_what_it_says_and_the_rest_goes(stage: Stage) -> None:
    directive = stage.direct(keep=[Part.VISITS])
    assert stage.act(INES, open_directive, directive_id=directive.id) == (WISH, EXECUTOR)
    stage.leave_files()
    marks = stage.marks(stage.dead)
    report = stage.report()
    done = stage.confirm(report)
    assert (done.state, done.kept) == (DeathState.DONE, ["record", "visits"])
    places = stage.found(marks)
    assert not [place for place in places if place in OUTSIDE]
    found = {mark for marks_found in places.values() for mark in marks_found}
    assert not any(mark.startswith(("token", "NIR", "+33639980041", "12 allée", "Souffre", "Tante")) for mark in found)
    kept = stage.patient(stage.dead)
    assert kept is not None
    assert (kept.used_name, kept.nir, kept.medical_note, kept.email) == ("Quémeneur-Odonnat", None, None, "")
    assert stage.expected(stage.dead) == 0
    with acting_as(stage.product), transaction.atomic():
        assert Appointment.objects.filter(patient=kept).exists()
        assert not OutboxRow.objects.filter(entity_id__in=stage.dead.row_ids, state="pending").exists()
    assert stage.act(INES, open_directive, directive_id=directive.id) == (WISH, EXECUTOR)


@pytest.mark.requirement("ST-30")
@pytest.mark.requirement("ST-34")
def test_a_legal_hold_keeps_everything_and_the_rest_resumes_when_it_is_lifted(stage: Stage) -> None:
    stage.leave_files()
    marks, hold = stage.marks(stage.dead), stage.hold()
    report = stage.confirm(stage.report())
    assert report.state == DeathState.CONFIRMED
    assert stage.expected(stage.dead) == 0
    before = stage.found(marks)
    assert {"token", "key 0", "NIR 15 plain"} & {mark for found in before.values() for mark in found} == {
        "token",
        "key 0",
    }
    with acting_as(stage.product):
        assert finish_confirmed(actor=stage.product, practice_id=stage.house.practice.id) == []
    assert stage.found(marks) == before
    stage.act(INES, lift_hold, hold_id=hold.id, reason="Décision définitive")
    with acting_as(stage.product):
        (done,) = finish_confirmed(actor=stage.product, practice_id=stage.house.practice.id)
        assert finish_confirmed(actor=stage.product, practice_id=stage.house.practice.id) == []
    assert done.state == DeathState.DONE
    assert list(betrayals(stage.found(marks))) == []
    assert stage.patient(stage.other) is not None


@pytest.mark.requirement("ST-30")
def test_the_scan_reads_the_queues_and_the_files_of_exports(stage: Stage) -> None:
    marks, exports = stage.marks(stage.dead), stage.leave_files()
    assert list((stage.outside / "celery" / "queue").iterdir())
    assert not set(stage.found(marks)) & OUTSIDE
    (stage.outside / "files" / "export.json").write_bytes(exports[0])
    (stage.outside / "celery" / "queue" / "late.msg").write_text(f'{{"args": ["{stage.dead.patient.id}"]}}')
    assert set(stage.found(marks)) >= OUTSIDE


# Two persons --------------------------------------------------------------------------------------


@pytest.mark.requirement("ST-30")
def test_whoever_reported_does_not_confirm_and_confirming_needs_the_right_and_a_code(stage: Stage) -> None:
    report = stage.report(DR_MARTIN)
    with pytest.raises(errors.SamePerson):
        stage.confirm(report, DR_MARTIN)
    for name, refusal in ((CAMILLE, Forbidden), (NADIA, Forbidden), (CHARLIE, NotFound)):
        with pytest.raises(refusal):
            stage.confirm(report, name)
    ines = stage.actors[INES]
    stage.actors["stale"] = Actor(user_id=ines.user_id, grants=ines.grants)
    with pytest.raises(StepUpRequired):
        stage.confirm(report, "stale")
    assert stage.patient(stage.dead) is not None
    assert stage.confirm(report, INES).state == DeathState.DONE


def test_the_database_knows_that_two_persons_are_needed(stage: Stage) -> None:
    report = stage.report()
    forge = "UPDATE privacy_deathreport SET state = 'confirmed', confirmed_at = now(), confirmed_by_id = reported_by_id"
    with acting_as(stage.product), pytest.raises(IntegrityError, match="somebody_else"):
        run(forge)
    assert DeathState(report.state) is DeathState.REPORTED


@pytest.mark.requirement("ST-30")
def test_a_wrong_report_is_stopped_until_it_is_confirmed_and_never_after(stage: Stage) -> None:
    wrong = stage.report()
    stage.act(CAMILLE, stop_report, report_id=wrong.id, reason="Homonyme : la fille de la personne a rappelé")
    patient = stage.patient(stage.dead)
    assert patient is not None
    assert patient.death_reported_at is None
    assert book(stage)
    for verb in (
        lambda: stage.confirm(wrong),
        lambda: stage.act(CAMILLE, stop_report, report_id=wrong.id, reason="X y"),
    ):
        with pytest.raises(errors.DeathSettled):
            verb()
    right = stage.report()
    stage.hold()
    assert stage.confirm(right).state == DeathState.CONFIRMED
    with pytest.raises(errors.DeathSettled):
        stage.act(DR_MARTIN, stop_report, report_id=right.id, reason="Trop tard")
    back = "UPDATE privacy_deathreport SET state = 'stopped', confirmed_at = NULL, stopped_at = now()"
    with acting_as(stage.product), pytest.raises(IntegrityError, match="goes from reported"):
        run(f"{back} WHERE state = 'confirmed'")


def run(statement: str) -> None:
    """Raw SQL, as somebody who took a web process would."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# In between ---------------------------------------------------------------------------------------


def book(stage: Stage) -> Appointment:
    return booking_at(stage, "11:45")


def booking_at(stage: Stage, hour: str) -> Appointment:
    found: Appointment = stage.act(
        CAMILLE, booking.book_appointment, patient_id=stage.dead.patient.id,
        visit_reason_id=stage.house.visit_reason.id, practitioner_role_id=stage.house.role.id, start=at(hour),
    )  # fmt: skip
    return found


@pytest.mark.requirement("ST-30")
def test_between_report_and_confirmation_nothing_is_booked_changed_nor_said(stage: Stage) -> None:
    stage.report()
    with pytest.raises(DeathReported, match="death-reported"):
        book(stage)
    with pytest.raises(DeathReported):
        stage.act(DR_MARTIN, patients.set_medical_note, patient_id=stage.dead.patient.id, text="Rien")
    with pytest.raises(errors.AlreadyReported):
        stage.report()
    with pytest.raises(DeathReported):
        stage.act(
            DR_MARTIN, patients.merge_patients, survivor_id=stage.dead.patient.id, merged_id=stage.other.patient.id
        )
    with acting_as(stage.product), pytest.raises(Exception, match="takes no visit"), transaction.atomic():
        visit = Appointment.objects.filter(patient=stage.other.patient.id, status="booked").first()
        assert visit is not None
        visit.starts_at += timedelta(minutes=1)
        Appointment.objects.filter(id__in=[stage.dead.row_ids[2]]).update(starts_at=visit.starts_at)
    post = Post()
    while send_due(post):  # type: ignore[arg-type]
        pass
    assert not set(stage.dead.row_ids) & set(post.told)
    assert set(stage.other.row_ids) & set(post.told), "positive control: the other person is told"
    with acting_as(stage.product), transaction.atomic():
        silenced = OutboxRow.objects.filter(entity_id__in=stage.dead.row_ids, state="void")
        assert "death-reported" in set(silenced.values_list("last_outcome", flat=True))


def test_a_relative_keeps_their_own_record(stage: Stage) -> None:
    with acting_as(stage.product), transaction.atomic():
        child = make_patient(stage.house.practice, "Quémeneur-Odonnat", "Éwen", date(2001, 5, 4))
    stage.act(
        CAMILLE, patients.add_relative, patient_id=child.id, relation="parent", scope="booking",
        related_patient_id=stage.dead.patient.id,
    )  # fmt: skip
    with acting_as(stage.product), transaction.atomic():
        before = picture(child.id)
    stage.confirm(stage.report())
    with acting_as(stage.product), transaction.atomic():
        assert picture(child.id) == {**before, "RelatedPerson": {}}


# Directives ---------------------------------------------------------------------------------------


@pytest.mark.requirement("ST-22", "K5")
def test_two_directives_in_force_stand_in_the_way_of_a_merge_and_neither_is_revoked(stage: Stage) -> None:
    mine = stage.direct()
    stage.act(
        DR_MARTIN, give_directive, practice_id=stage.house.practice.id, patient_id=stage.other.patient.id,
        kind=DirectiveKind.PARTICULAR, text="Gardez mes visites", keep=[Part.VISITS],
    )  # fmt: skip
    ids = {"survivor_id": stage.dead.patient.id, "merged_id": stage.other.patient.id}

    with pytest.raises(MergeRefused) as refusal:
        stage.act(DR_MARTIN, patients.merge_patients, **ids)
    assert [found["code"] for found in refusal.value.extra["obstacles"]] == ["two-directives"]
    with acting_as(stage.product), transaction.atomic():
        assert PostMortemDirective.objects.filter(revoked_at__isnull=True).count() == 2
    stage.act(INES, revoke_directive, directive_id=mine.id)
    with pytest.raises(ChoicesNeeded):
        stage.act(DR_MARTIN, patients.merge_patients, **ids)  # Positive control: one last word left hinders nobody.


@pytest.mark.requirement("K5")
def test_the_last_directive_counts_and_a_revoked_one_counts_no_more(stage: Stage) -> None:
    first = stage.direct(keep=[part.value for part in Part])
    stage.direct(text="Finalement, effacez tout", keep=[])
    report = stage.report()
    with acting_as(stage.actors[INES]), transaction.atomic():
        assert plan_of(stage.actors[INES], report.id).branch is Branch.DESTROY
    last = stage.direct(keep=[Part.CONTACT])
    with acting_as(stage.actors[INES]), transaction.atomic():
        assert plan_of(stage.actors[INES], report.id).keep == {Part.RECORD, Part.CONTACT}
    for directive in (last, first, last):
        stage.act(INES, revoke_directive, directive_id=directive.id)
    assert stage.confirm(report).kept == []
    assert stage.patient(stage.dead) is None


def test_general_directives_are_read_at_the_third_party_before_anything_is_destroyed(stage: Stage) -> None:
    stage.direct(kind=DirectiveKind.GENERAL, text="Tiers de confiance Legalis, référence 77-B")
    report = stage.report()
    with pytest.raises(errors.DirectiveToConsult):
        stage.confirm(report)
    with pytest.raises(InvalidInput):
        stage.confirm(report, keep=["everything"])
    assert stage.confirm(report, keep=["nir"]).kept == ["nir", "record"]
    patient = stage.patient(stage.dead)
    assert patient is not None
    assert patient.nir is not None


@pytest.mark.parametrize(
    ("field", "options"),
    [
        ("kind", {"kind": "verbal"}),
        ("text", {"text": "…"}),
        ("keep", {"keep": ["soul"]}),
        ("keep", {"kind": "general", "keep": ["nir"]}),
        ("channel", {"channel": "pigeon"}),
    ],
)
def test_a_directive_that_says_nothing_clear_is_refused(stage: Stage, field: str, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        stage.direct(**options)
    assert [error.field for error in refused.value.errors] == [field]


@pytest.mark.parametrize(
    ("field", "options"),
    [
        ("source", {"source": "rumour"}),
        ("died_on", {"died_on": MONDAY + timedelta(days=1)}),
        ("died_on", {"died_on": date(1984, 3, 11)}),
        ("certificate", {"certificate": "12/5"}),
    ],
)
def test_a_report_that_cannot_be_true_is_refused(stage: Stage, field: str, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        stage.report(**options)
    assert [error.field for error in refused.value.errors] == [field]
    assert stage.report(died_on=MONDAY).died_on == MONDAY


def test_the_list_shows_what_waits_first_to_who_decides(stage: Stage) -> None:
    wrong = stage.report()
    stage.act(CAMILLE, stop_report, report_id=wrong.id, reason="Erreur de personne")
    stage.report()
    with acting_as(stage.actors[INES]), transaction.atomic():
        listed = deaths_of(stage.actors[INES], stage.house.practice.id)
    assert [report.state for report in listed] == ["reported", "stopped"]
    for name, refusal in ((CAMILLE, Forbidden), (CHARLIE, NotFound)):
        with acting_as(stage.actors[name]), transaction.atomic(), pytest.raises(refusal):
            deaths_of(stage.actors[name], stage.house.practice.id)
    with pytest.raises(NotFound):
        stage.report(CHARLIE)
