"""The urgency protocol: fit to be signed, followed question by question, sealed and never changed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from core import clock
from core.errors import Forbidden, InvalidInput, NotFound
from core.ids import new_id
from core.scoping import Actor, acting_as, system_actor
from instructions import services
from instructions.enums import Outcome
from instructions.errors import ForbiddenStep, NoProtocol, ProtocolUnfit, RunOver
from instructions.models import UrgencyRun, UrgencyStep
from instructions.runs import protocol_in_force, run_of
from instructions.services.retention import purge_runs, runs_due
from instructions.urgency import Branch, Step, checked, steps_of, stored, walk
from patients.models import Patient
from tests.factories.consignes import STEPS, make_protocol
from tests.factories.practices import House

YES_NO = (Branch("oui", "Oui", outcome="transfer"), Branch("non", "Non", outcome="ordinary"))


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ((), "out-of-range"),
        ((Step("a", "Quoi ?", YES_NO[:1]),), "out-of-range"),
        ((Step("A!", "Quoi ?", YES_NO),), "invalid-code"),
        ((Step("a", "Quoi ?", YES_NO), Step("a", "Quoi ?", YES_NO)), "invalid-code"),
        ((Step("a", "", YES_NO),), "blank"),
        ((Step("a", "Rappeler le 06 39 98 00 01 ?", YES_NO),), "looks-like-a-phone"),
        ((Step("a", "Quoi ?", (YES_NO[0], replace(YES_NO[1], code="oui"))),), "invalid-code"),
        ((Step("a", "Quoi ?", (YES_NO[0], Branch("non", "Non"))),), "next-or-outcome"),
        ((Step("a", "Quoi ?", (YES_NO[0], Branch("non", "Non", next="b", outcome="ordinary"))),), "next-or-outcome"),
        ((Step("a", "Quoi ?", (YES_NO[0], Branch("non", "Non", next="b"))),), "unknown-value"),
        ((Step("a", "Quoi ?", (YES_NO[0], Branch("non", "Non", outcome="hope"))),), "unknown-value"),
        ((Step("a", "Quoi ?", (YES_NO[0], Branch("non", "Non", next="a"))),), "loop"),
        ((Step("a", "Quoi ?", YES_NO), Step("b", "Et ?", YES_NO)), "unreached"),
    ],
)
def test_a_protocol_that_does_not_hold_names_what_is_wrong(steps: tuple[Step, ...], code: str) -> None:
    with pytest.raises(ProtocolUnfit) as refusal:
        checked(steps)
    assert code in {error.code for error in refusal.value.errors}


def test_every_walk_ends_in_an_outcome() -> None:
    assert steps_of(stored(checked(STEPS))) == STEPS
    here = walk(STEPS, [("douleur", "non")])
    assert isinstance(here, Step)
    assert here.code == "fievre"
    ends = [walk(STEPS, [("douleur", "non"), ("fievre", branch.code)]) for branch in here.choices]
    assert [end.outcome for end in ends if isinstance(end, Branch)] == ["same_day", "urgent_message", "ordinary"]
    for wrong in ([("fievre", "plus")], [("douleur", "oui"), ("fievre", "plus")], [("douleur", "peut-etre")]):
        with pytest.raises(ValueError, match=r"belong|ended"):
            walk(STEPS, wrong)


def test_only_a_practitioner_signs_and_only_what_is_signed_is_followed(
    camille: Actor, dr_martin: Actor, ours: House
) -> None:
    draft = services.write_protocol(actor=camille, practice_id=ours.practice.id, steps=STEPS)
    with pytest.raises(NoProtocol):
        services.begin_urgency(actor=camille, practice_id=ours.practice.id)
    with pytest.raises(Forbidden):
        services.sign_protocol(actor=camille, protocol_id=draft.id)
    with acting_as(dr_martin):
        services.sign_protocol(actor=dr_martin, protocol_id=draft.id)
        with pytest.raises(ForbiddenStep):
            services.sign_protocol(actor=dr_martin, protocol_id=draft.id)
    services.write_protocol(actor=camille, practice_id=ours.practice.id, steps=STEPS[1:])
    in_force = protocol_in_force(ours.practice.id)
    assert in_force is not None
    assert in_force.version == 1


def test_a_run_is_answered_in_order_once_and_stays(camille: Actor, ours: House, patient: Patient) -> None:
    make_protocol(ours.practice)
    call = new_id()
    run = services.begin_urgency(actor=camille, practice_id=ours.practice.id, call_id=call, patient_id=patient.id)
    for question, choice, refusal in (
        ("fievre", "plus", RunOver),
        ("douleur", "peut-etre", InvalidInput),
    ):
        with pytest.raises(refusal):
            services.answer_urgency(actor=camille, run_id=run.id, question=question, choice=choice)
    assert services.answer_urgency(actor=camille, run_id=run.id, question="douleur", choice="non").outcome == ""
    done = services.answer_urgency(actor=camille, run_id=run.id, question="fievre", choice="plus")
    assert done.outcome == "urgent_message"
    for question in ("douleur", "fievre"):
        with pytest.raises(RunOver):
            services.answer_urgency(actor=camille, run_id=run.id, question=question, choice="non")
    read = run_of(camille, run.id)
    assert (read.call_id, read.patient_id, read.outcome) == (call, patient.id, "urgent_message")
    assert [said.label for said in read.said] == ["Non", "Plus longtemps"]


@pytest.mark.requirement("ST-05")
def test_answers_lie_sealed_and_cannot_be_rewritten(camille: Actor, ours: House) -> None:
    make_protocol(ours.practice)
    run = services.begin_urgency(actor=camille, practice_id=ours.practice.id)
    services.answer_urgency(actor=camille, run_id=run.id, question="douleur", choice="oui")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer, s::text FROM instructions_urgencystep s WHERE run_id = %s", [run.id])
        ((kept, row),) = cursor.fetchall()
    assert b"douleur" not in bytes(kept)
    # Where it ended would tell what is the matter.
    assert not [word for word in Outcome.values if word in row]
    for statement in (
        "UPDATE instructions_urgencystep SET ends = false",
        "DELETE FROM instructions_urgencystep",
        "UPDATE instructions_urgencyrun SET begun_at = now()",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_another_practice_knows_nothing_of_it(camille: Actor, charlie: Actor, ours: House) -> None:
    protocol = make_protocol(ours.practice)
    run = services.begin_urgency(actor=camille, practice_id=ours.practice.id)
    with acting_as(charlie):
        with pytest.raises(NotFound):
            run_of(charlie, run.id)
        with pytest.raises(NotFound):
            services.answer_urgency(actor=charlie, run_id=run.id, question="douleur", choice="non")
        with pytest.raises(NotFound):
            services.sign_protocol(actor=charlie, protocol_id=protocol.id)


@pytest.mark.requirement("ST-21")
@pytest.mark.parametrize("of_somebody", [True, False])
def test_a_run_goes_with_its_answers_after_its_term(
    camille: Actor, ours: House, patient: Patient, of_somebody: bool
) -> None:
    make_protocol(ours.practice)
    run = services.begin_urgency(
        actor=camille, practice_id=ours.practice.id, patient_id=patient.id if of_somebody else None
    )
    services.answer_urgency(actor=camille, run_id=run.id, question="douleur", choice="oui")
    system = system_actor(ours.practice.id)
    with acting_as(system):
        connection.check_constraints()
        assert runs_due(ours.practice.id, clock.now() - timedelta(seconds=1)) == (0, 0, run.begun_at)
        assert runs_due(ours.practice.id, clock.now())[0] == 1
        assert purge_runs(actor=system, practice_id=ours.practice.id, before=clock.now()) == 1
        assert not UrgencyRun.objects.filter(practice_id=ours.practice.id).exists()
        assert not UrgencyStep.objects.filter(practice_id=ours.practice.id).exists()
