"""The three branches of a death: destroyed, kept as the person wished, held; and the scan that proves it."""

from datetime import timedelta

import pytest
from django.db import transaction

from booking.models import Appointment
from core.scoping import acting_as
from outbox.models import OutboxRow
from patients.erasable import Part
from privacy.models import AccountDirective, DeathReport, DeathState, ErasureEntry, RightsRequest
from privacy.plans import Branch, plan_for, plan_of
from privacy.services.account_directives import give_account_directive
from privacy.services.deaths import finish_confirmed
from privacy.services.decide import decide_request
from privacy.services.directives import open_directive
from privacy.services.export import export_request
from privacy.services.holds import lift_hold
from privacy.services.identity import prove_identity
from privacy.services.letters import answer_request
from tests.factories.booking import MONDAY
from tests.factories.plans import never_quiet
from tests.notifications.told import say_everything, told
from tests.personas import CAMILLE, DR_MARTIN, INES
from tests.privacy.dying_stage import CERTIFICATE, EXECUTOR, WISH, Stage
from tests.privacy.remains import betrayals
from tests.privacy.requests import ask

LATER_TABLES = {"patients_shareditem", "consent_guardianconsent", "privacy_rightsrequest", "privacy_identitycopy",
                "privacy_rightsletter", "calls_callsession", "calls_practitionermessage", "instructions_urgencyrun",
                "notifications_delivery", "notifications_reply", "notifications_followup", "online_appointmentlink",
                "online_bookingdraft", "online_earlierwish", "calls_callrecording", "calls_messagestep",
                "notifications_stoppednumber"}  # fmt: skip


# Where the scan looks beside the tables; nothing of anybody may lie there.
OUTSIDE = {"celery", "files"}


@pytest.mark.requirement("ST-30")
def test_without_a_directive_everything_is_destroyed_and_nobody_is_told(dying: Stage) -> None:
    dying.leave_files()
    # An account is no patient's: what its person wants after death stays, and would betray whomever it named.
    dying.act(CAMILLE, give_account_directive, wish="usual", text="Prévenir ma sœur")
    marks, others = dying.marks(dying.dead), dying.marks(dying.other)
    others_before = dying.found(others)
    report = dying.report()
    assert CERTIFICATE not in repr(report)
    seen = dying.found(marks)
    assert {"token", "key 0"} <= {mark for found in seen.values() for mark in found}
    assert seen.keys() >= LATER_TABLES, "positive control: the scan sees each of them while the person is known"
    with acting_as(dying.actors[DR_MARTIN]), transaction.atomic():
        plan = plan_of(dying.actors[DR_MARTIN], report.id)
    assert (plan.branch, plan.keep, plan.directive_kind) == (Branch.DESTROY, frozenset(), None)
    assert plan.counts["booking_appointment.patient"] == 3

    done = dying.confirm(report)

    assert done.state == DeathState.DONE
    assert list(betrayals(dying.found(marks))) == []
    assert dying.found(others) == others_before
    with acting_as(dying.product), transaction.atomic():
        row = DeathReport.objects.get()
        assert (row.died_on, row.certificate, row.entry_id) == (None, None, ErasureEntry.objects.get().id)
    assert AccountDirective.objects.count() == 1
    practice_id = dying.house.practice.id
    never_quiet(practice_id)
    say_everything()
    assert not set(dying.dead.row_ids) & told(practice_id)
    assert set(dying.other.row_ids) & told(practice_id)


@pytest.mark.requirement("ST-30")
@pytest.mark.requirement("K5")
def test_a_contrary_directive_keeps_what_it_says_and_the_rest_goes(dying: Stage) -> None:
    directive = dying.direct(keep=[Part.VISITS])
    assert dying.act(INES, open_directive, directive_id=directive.id) == (WISH, EXECUTOR)
    dying.leave_files()
    marks = dying.marks(dying.dead)
    report = dying.report()
    done = dying.confirm(report)
    assert (done.state, done.kept) == (DeathState.DONE, ["record", "visits"])
    places = dying.found(marks)
    assert not [place for place in places if place in OUTSIDE]
    found = {mark for marks_found in places.values() for mark in marks_found}
    assert not any(mark.startswith(("token", "NIR", "+33639980041", "12 allée", "Souffre", "Tante")) for mark in found)
    kept = dying.patient(dying.dead)
    assert kept is not None
    assert (kept.used_name, kept.nir, kept.medical_note, kept.email) == ("Quémeneur-Odonnat", None, None, "")
    assert dying.expected(dying.dead) == 0
    with acting_as(dying.product), transaction.atomic():
        assert Appointment.objects.filter(patient=kept).exists()
        assert not OutboxRow.objects.filter(entity_id__in=dying.dead.row_ids, state="pending").exists()
    assert dying.act(INES, open_directive, directive_id=directive.id) == (WISH, EXECUTOR)


@pytest.mark.requirement("ST-30")
@pytest.mark.requirement("ST-34")
def test_a_legal_hold_keeps_everything_and_the_rest_resumes_when_it_is_lifted(dying: Stage) -> None:
    dying.leave_files()
    marks, hold = dying.marks(dying.dead), dying.hold()
    report = dying.confirm(dying.report())
    assert report.state == DeathState.CONFIRMED
    assert dying.expected(dying.dead) == 0
    with acting_as(dying.product), transaction.atomic():
        assert not OutboxRow.objects.filter(entity_id__in=dying.dead.row_ids, state="pending").exists()
    before = dying.found(marks)
    assert {"token", "key 0", "NIR 15 plain"} & {mark for found in before.values() for mark in found} == {
        "token",
        "key 0",
    }
    with acting_as(dying.product):
        assert finish_confirmed(actor=dying.product, practice_id=dying.house.practice.id) == []
    assert dying.found(marks) == before
    dying.act(INES, lift_hold, hold_id=hold.id, reason="Décision définitive")
    with acting_as(dying.product):
        (done,) = finish_confirmed(actor=dying.product, practice_id=dying.house.practice.id)
        assert finish_confirmed(actor=dying.product, practice_id=dying.house.practice.id) == []
    assert done.state == DeathState.DONE
    assert list(betrayals(dying.found(marks))) == []
    assert dying.patient(dying.other) is not None


@pytest.mark.requirement("ST-30")
@pytest.mark.requirement("ST-34")
def test_an_heir_who_waits_for_an_answer_gets_it_before_everything_goes(dying: Stage) -> None:
    """What the dead asked for themselves ends with them; the living are answered first."""
    practice, dead, marks = dying.house.practice, dying.dead.patient, dying.marks(dying.dead)
    report = dying.report()
    terms = {
        "kind": "access",
        "intake": "email",
        "requester": "heir",
        "requester_name": "Éwen Le Bars",
        "data_concerned": "",
    }
    with acting_as(dying.actors[INES]), transaction.atomic():
        asked = ask(dying.actors[INES], practice, dead, **terms, received_on=MONDAY - timedelta(days=3))
        letters = set(asked.letters.filter(way="outbox").values_list("id", flat=True))
    report = dying.confirm(report)
    assert report.state == DeathState.CONFIRMED and dying.expected(dying.dead) == 0
    with acting_as(dying.product), transaction.atomic():
        assert (plan_for(report).branch, plan_for(report).awaited) == (Branch.HOLD, 1)
        queued = set(OutboxRow.objects.values_list("entity_id", flat=True)) & {*dying.dead.row_ids, *letters}
        assert queued == letters != set(), "what waits to be told of the heir's request still leaves, and nothing else"
        assert finish_confirmed(actor=dying.product, practice_id=practice.id) == []
    dying.act(INES, prove_identity, request_id=asked.id, proof="on_the_spot")
    dying.act(INES, decide_request, request_id=asked.id, outcome="grant")
    made = dying.act(INES, export_request, request_id=asked.id, shape="json", reason="Succession", way="post")
    assert dead.used_name in made.content.decode()
    dying.act(INES, answer_request, request_id=asked.id, way="print")
    with acting_as(dying.product):
        (done,) = finish_confirmed(actor=dying.product, practice_id=practice.id)
    assert done.state == DeathState.DONE
    assert list(betrayals(dying.found(marks))) == []
    with acting_as(dying.product), transaction.atomic():
        assert not RightsRequest.objects.filter(id=asked.id).exists()


@pytest.mark.requirement("ST-30")
def test_the_scan_reads_the_queues_and_the_files_of_exports(dying: Stage) -> None:
    marks, exports = dying.marks(dying.dead), dying.leave_files()
    assert list((dying.outside / "celery" / "queue").iterdir())
    assert not set(dying.found(marks)) & OUTSIDE
    (dying.outside / "files" / "export.json").write_bytes(exports[0])
    (dying.outside / "celery" / "queue" / "late.msg").write_text(f'{{"args": ["{dying.dead.patient.id}"]}}')
    assert set(dying.found(marks)) >= OUTSIDE
