"""Consignes act on bookings: refused, asked, passed over with a reason; what applied is kept with the visit."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.services import Event
from booking import services
from booking.consigne_answers import consignes_of, open_consigne_answers
from booking.consigne_preview import preview_consigne
from booking.consignes import Answer
from booking.errors import NotOffered
from booking.models import Absence, Appointment, Override
from booking.queries import explain
from booking.series import Scope
from booking.services.retention import erase_texts
from booking.services.series import book_series
from booking.services.series_changes import move_series
from booking.services.told_absences import Fate, tell_absence, withdraw_told_absence
from core.errors import Forbidden, NotFound
from core.scoping import Actor, acting_as, system_actor
from instructions.errors import AbsenceUndecided, ConsigneBlocks, ConsigneUnanswered
from instructions.services import change_consigne, withdraw_consigne
from instructions.terms import Terms
from patients.models import Patient
from practices.permissions import Permission
from tests.factories.accounts import signed_in
from tests.factories.booking import MONDAY, at, book, hold
from tests.factories.consignes import SENTENCE, make_consigne
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_role, make_visit_reason
from tests.personas import CAMILLE

YES, SEEN = Answer("yes"), Answer("seen")


def from_hold(actor: Actor, house: House, patient: Patient, start: str = "09:00", **options: Any) -> Appointment:
    held = hold(actor, house, at(start))
    return services.book_from_hold(actor=actor, patient_id=patient.id, hold_id=held.id, **options)


def directly(actor: Actor, house: House, patient: Patient, start: str = "09:00", **options: Any) -> Appointment:
    return book(actor, house, patient.id, at(start), **options)


DOORS = [from_hold, directly]


@pytest.mark.parametrize("door", DOORS)
def test_what_blocks_is_refused_with_its_own_sentence(door: Any, camille: Actor, ours: House, patient: Patient) -> None:
    version = make_consigne(ours.practice, "block", age_from=18)
    with pytest.raises(ConsigneBlocks) as refusal:
        door(camille, ours, patient)
    assert refusal.value.extra == {
        "detail": SENTENCE,
        "consigne": str(version.consigne_id),
        "consigne_version": str(version.id),
        "number": 1,
    }
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("effect", "right"), [("warn", "seen"), ("ask", "yes"), ("require", "met")])
def test_what_is_asked_is_answered_before_booking(
    door: Any, effect: str, right: str, camille: Actor, ours: House, patient: Patient
) -> None:
    version = make_consigne(ours.practice, effect)
    with pytest.raises(ConsigneUnanswered) as refusal:
        door(camille, ours, patient)
    (asked,) = refusal.value.extra["consignes"]
    assert (asked["consigne_version"], asked["effect"], asked["sentence"]) == (str(version.id), effect, SENTENCE)
    assert [error.field for error in refusal.value.errors] == [f"consignes[{version.id}]"]
    visit = door(camille, ours, patient, "09:30", answers={version.id: Answer(right, "Courrier du Dr Roux")})
    assert (visit.consigne_versions, visit.consigne_breaches) == ([version.id], [])
    (answered,) = open_consigne_answers(camille, visit.id)
    assert (answered.version_id, answered.words) == (version.id, "Courrier du Dr Roux")


@pytest.mark.parametrize(("effect", "wrong"), [("ask", "no"), ("require", "unmet")])
def test_the_wrong_answer_blocks(effect: str, wrong: str, camille: Actor, ours: House, patient: Patient) -> None:
    version = make_consigne(ours.practice, effect)
    with pytest.raises(ConsigneBlocks):
        directly(camille, ours, patient, answers={version.id: Answer(wrong)})


def test_a_number_is_looked_up_in_the_record_and_not_promised(camille: Actor, ours: House) -> None:
    make_consigne(ours.practice, "require", requirement="phone")
    silent = make_patient(ours.practice, "Muet", phones=())
    with pytest.raises(ConsigneBlocks):
        directly(camille, ours, silent)
    reachable = make_patient(ours.practice, "Joint", phones=("+33199000002",))
    assert len(directly(camille, ours, reachable).consigne_versions) == 1


def test_information_asks_for_nothing_and_is_kept_as_shown(camille: Actor, ours: House, patient: Patient) -> None:
    version = make_consigne(ours.practice, kind="info", sentence="Parking derrière le cabinet.")
    visit = from_hold(camille, ours, patient)
    assert (visit.consigne_versions, visit.consigne_answers) == ([version.id], None)


def test_only_what_concerns_the_booking_applies(camille: Actor, ours: House, patient: Patient) -> None:
    other = make_role(ours.practice, ours.location)
    reason = make_visit_reason(ours.practice, [other], "Bilan")
    for narrowed in (
        {"practitioners": (other.practitioner_id,)},
        {"visit_reasons": (reason.id,)},
        {"doors": ("web",)},
        {"from_date": MONDAY + timedelta(days=1)},
        {"until_date": MONDAY - timedelta(days=1)},
        {"weekdays": (1, 2)},
        {"age_until": 6},
        {"familiarity": "known"},
    ):
        make_consigne(ours.practice, "block", **narrowed)
    make_consigne(ours.practice, "block", approved=False)
    assert directly(camille, ours, patient).consigne_versions == []
    with pytest.raises(ConsigneBlocks):
        directly(camille, ours, patient, "10:00")  # known by now


def test_a_block_for_everybody_refuses_the_hold_already(camille: Actor, ours: House, patient: Patient) -> None:
    make_consigne(ours.practice, "block", age_until=6)
    assert hold(camille, ours, at("09:00")).id
    make_consigne(ours.practice, "block", weekdays=(0,))
    with pytest.raises(ConsigneBlocks):
        hold(camille, ours, at("09:30"))


def test_passing_over_a_consigne_takes_a_right_and_a_reason_and_enters_the_ledger(
    camille: Actor, ours: House, patient: Patient, journal: list[Event]
) -> None:
    block = make_consigne(ours.practice, "block")
    warn = make_consigne(ours.practice, "warn")
    allowed = camille.grants[ours.practice.id]
    without = replace(camille, grants={ours.practice.id: allowed - {Permission.APPOINTMENT_OVERBOOK.value}})
    with pytest.raises(Forbidden):
        directly(without, ours, patient, overbooked="Vu avec le médecin")
    visit = directly(camille, ours, patient, overbooked="Vu avec le médecin", answers={warn.id: SEEN})
    assert (set(visit.consigne_versions), visit.consigne_breaches) == ({block.id, warn.id}, [block.id])
    line = Override.objects.get(appointment=visit)
    assert (line.kind, line.lane) == ("consigne", 0)
    assert [(one.rule.version_id, one.is_breached) for one in consignes_of(visit)] == [
        (block.id, True),
        (warn.id, False),
    ]


def test_a_change_of_the_consigne_leaves_what_a_visit_kept(camille: Actor, ours: House, patient: Patient) -> None:
    version = make_consigne(ours.practice)
    visit = directly(camille, ours, patient, answers={version.id: SEEN})
    change_consigne(actor=camille, consigne_id=version.consigne_id, terms=Terms("Autre phrase."))
    withdraw_consigne(actor=camille, version_id=version.id)
    visit.refresh_from_db()
    assert [one.rule.sentence for one in consignes_of(visit)] == [SENTENCE]


def test_a_move_asks_only_what_is_new(camille: Actor, ours: House, patient: Patient) -> None:
    first = make_consigne(ours.practice, "ask")
    tuesday = make_consigne(ours.practice, "ask", weekdays=(1,))
    visit = directly(camille, ours, patient, answers={first.id: Answer("yes", "Apportera ses radios")})
    moved = services.move_appointment(actor=camille, appointment_id=visit.id, start=at("10:00"))
    assert moved.consigne_versions == [first.id]
    next_day = at("10:00", MONDAY + timedelta(days=1))
    with pytest.raises(ConsigneUnanswered) as refusal:
        services.move_appointment(actor=camille, appointment_id=visit.id, start=next_day)
    assert [one["consigne_version"] for one in refusal.value.extra["consignes"]] == [str(tuesday.id)]
    moved = services.move_appointment(actor=camille, appointment_id=visit.id, start=next_day, answers={tuesday.id: YES})
    assert set(moved.consigne_versions) == {first.id, tuesday.id}
    words = {one.version_id: one.words for one in open_consigne_answers(camille, visit.id)}
    assert words == {first.id: "Apportera ses radios", tuesday.id: ""}


def test_what_was_passed_over_once_does_not_stop_a_move(camille: Actor, ours: House, patient: Patient) -> None:
    block = make_consigne(ours.practice, "block")
    visit = directly(camille, ours, patient, overbooked="Vu avec le médecin")
    moved = services.move_appointment(actor=camille, appointment_id=visit.id, start=at("10:00"))
    assert moved.consigne_breaches == [block.id]
    make_consigne(ours.practice, "block", "Pas le lundi.", weekdays=(0,))
    with pytest.raises(ConsigneBlocks) as refusal:
        services.move_appointment(actor=camille, appointment_id=visit.id, start=at("10:30"))
    assert refusal.value.extra["detail"] == "Pas le lundi."


def test_a_series_is_asked_once_for_all_its_visits(camille: Actor, ours: House, patient: Patient) -> None:
    version = make_consigne(ours.practice, "ask")
    told: dict[str, Any] = {
        "actor": camille,
        "patient_id": patient.id,
        "visit_reason_id": ours.visit_reason.id,
        "practitioner_role_id": ours.role.id,
        "starts": [at("09:00", MONDAY + timedelta(days=7 * n)) for n in (0, 1)],
    }
    with pytest.raises(ConsigneUnanswered):
        book_series(**told)
    visits = book_series(**told, answers={version.id: YES})
    assert [visit.consigne_versions for visit in visits] == [[version.id], [version.id]]
    assert [one.answer for one in open_consigne_answers(camille, visits[1].id)] == ["Oui"]


@pytest.mark.requirement("ST-05")
def test_answers_lie_sealed_and_go_with_the_texts_of_the_visit(camille: Actor, ours: House, patient: Patient) -> None:
    version = make_consigne(ours.practice, "ask")
    visit = directly(camille, ours, patient, answers={version.id: Answer("yes", "Fièvre hier")})
    with connection.cursor() as cursor:
        cursor.execute("SELECT consigne_answers FROM booking_appointment WHERE id = %s", [visit.id])
        assert b"hier" not in bytes(cursor.fetchone()[0])
    system = system_actor(ours.practice.id)
    with acting_as(system):
        erase_texts(actor=system, practice_id=ours.practice.id, ended_before=visit.ends_at)
    assert open_consigne_answers(camille, visit.id) == []
    assert Appointment.objects.get(pk=visit.pk).consigne_versions == [version.id]


def test_the_database_refuses_a_breach_of_what_did_not_apply(camille: Actor, ours: House, patient: Patient) -> None:
    visit = directly(camille, ours, patient)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(pk=visit.pk).update(consigne_breaches=[UUID(int=1)])


def test_the_explainer_says_the_consigne_in_its_own_words(camille: Actor, ours: House, patient: Patient) -> None:
    make_consigne(ours.practice, "block", age_from=18)
    asked: dict[str, Any] = {
        "visit_reason_id": ours.visit_reason.id,
        "practitioner_role_id": ours.role.id,
        "start": at("09:00"),
    }
    assert explain(camille, **asked).is_offered
    (why,) = explain(camille, **asked, patient_id=patient.id).reasons
    assert (why.reason.value, why.sentence) == ("consigne", SENTENCE)


def test_consignes_cost_no_more_than_their_one_statement(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    versions = [make_consigne(ours.practice, "ask", f"Question {n}.") for n in range(4)]
    answers = {version.id: YES for version in versions}
    with CaptureQueriesContext(connection) as direct:
        directly(camille, ours, patient, answers=answers)
    held = hold(camille, ours, at("10:00"))
    with CaptureQueriesContext(connection) as held_first:
        services.book_from_hold(actor=camille, patient_id=other_patient.id, hold_id=held.id, answers=answers)
    for seen in (direct, held_first):
        statements = [q["sql"] for q in seen.captured_queries if "instructions_" in q["sql"]]
        assert len(statements) == 1, "\n".join(statements)


def test_desk_and_api_are_refused_alike(world: World, camille: Actor, ours: House, patient: Patient) -> None:
    """The same refusal with the same members by a service call and over HTTP."""
    version = make_consigne(ours.practice, "ask")
    api = signed_in(Client(), world.people[CAMILLE])

    def post(**more: Any) -> Any:
        body = {
            "patient": str(patient.id),
            "visit_reason": str(ours.visit_reason.id),
            "practitioner_role": str(ours.role.id),
            "start": at("09:00").isoformat(),
            **more,
        }
        return api.post("/api/v1/appointments", json.dumps(body), content_type="application/json")

    with pytest.raises(ConsigneUnanswered) as refusal:
        directly(camille, ours, patient)
    refused = post()
    assert refused.status_code == refusal.value.status == 422
    assert refused.json()["consignes"] == refusal.value.extra["consignes"]
    assert refused.json()["type"] == "/problems/consigne-unanswered"
    with pytest.raises(ConsigneBlocks) as blocked:
        directly(camille, ours, patient, answers={version.id: Answer("no")})
    told = post(consignes=[{"consigne_version": str(version.id), "choice": "no"}]).json()
    assert (told["type"], told["detail"]) == ("/problems/consigne-blocks", blocked.value.extra["detail"])
    booked = post(consignes=[{"consigne_version": str(version.id), "choice": "yes", "words": "Radios"}])
    assert booked.status_code == 201, booked.content
    shown = api.get(f"/api/v1/appointments/{booked.json()['id']}").json()
    assert [(one["consigne_version"], one["breached"]) for one in shown["consignes"]] == [(str(version.id), False)]
    opened = api.post(f"/api/v1/appointments/{booked.json()['id']}/consigne-answers", "{}", "application/json")
    assert [(one["answer"], one["words"]) for one in opened.json()["results"]] == [("Oui", "Radios")]


AWAY = {"start": at("09:00", MONDAY + timedelta(days=2)), "end": at("12:00", MONDAY + timedelta(days=3))}


def tell(actor: Actor, house: House) -> Any:
    return tell_absence(
        actor=actor,
        practice_id=house.practice.id,
        practitioner_id=house.role.practitioner_id,
        sentence="Le Dr Martin est absente mercredi et jeudi.",
        **AWAY,
    )


def test_an_absence_told_in_a_consigne_is_an_absence_in_the_agenda(
    camille: Actor, dr_martin: Actor, ours: House, patient: Patient
) -> None:
    visit = book(camille, ours, patient.id, at("09:00", MONDAY + timedelta(days=2)))
    with acting_as(dr_martin):
        version, effect = tell(dr_martin, ours)
    assert (version.state, version.approved_as) == ("approved", "practitioner")
    assert version.consigne.absence_id == effect.row.id
    assert effect.orphaned == (visit.id,)
    with pytest.raises(NotOffered) as refusal:
        book(camille, ours, patient.id, at("10:00", MONDAY + timedelta(days=2)))
    assert refusal.value.extra["reason"] == "absent"
    proposed, _ = tell(camille, ours)
    assert proposed.state == "proposed"


@pytest.mark.parametrize(("fate", "left"), [(Fate.KEPT, 1), (Fate.REMOVED, 0)])
def test_withdrawing_it_asks_what_becomes_of_the_absence(camille: Actor, ours: House, fate: Fate, left: int) -> None:
    version, _ = tell(camille, ours)
    with pytest.raises(AbsenceUndecided):
        withdraw_consigne(actor=camille, version_id=version.id)
    assert withdraw_told_absence(actor=camille, version_id=version.id, absence=fate).state == "withdrawn"
    assert Absence.objects.count() == left
    with pytest.raises(NotFound):
        withdraw_told_absence(actor=camille, version_id=make_consigne(ours.practice).id, absence=fate)


def test_a_preview_counts_the_visits_and_times_it_would_touch(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    book(camille, ours, patient.id, at("09:00"))
    book(camille, ours, other_patient.id, at("09:30", MONDAY + timedelta(days=1)))
    mondays = preview_consigne(camille, make_consigne(ours.practice, weekdays=(0,), approved=False).id)
    assert (mondays.visits, mondays.by_day) == (1, {MONDAY: 1})
    everything = preview_consigne(camille, make_consigne(ours.practice, approved=False).id)
    assert everything.visits == 2
    assert mondays.slots is not None
    assert everything.slots is not None
    assert 0 < mondays.slots < everything.slots
    children = preview_consigne(camille, make_consigne(ours.practice, age_until=6, approved=False).id)
    assert children.visits == 0


def test_another_practice_learns_nothing(camille: Actor, charlie: Actor, ours: House, patient: Patient) -> None:
    version = make_consigne(ours.practice)
    visit = directly(camille, ours, patient, answers={version.id: SEEN})
    with acting_as(charlie):
        with pytest.raises(NotFound):
            open_consigne_answers(charlie, visit.id)
        with pytest.raises(NotFound):
            preview_consigne(charlie, version.id)
        with pytest.raises(NotFound):
            tell(charlie, ours)


def test_a_series_moves_only_where_nothing_new_is_asked(camille: Actor, ours: House, patient: Patient) -> None:
    version = make_consigne(ours.practice, "ask")
    make_consigne(ours.practice, "block", "Pas le mardi.", weekdays=(1,))
    first, _ = book_series(
        actor=camille,
        patient_id=patient.id,
        visit_reason_id=ours.visit_reason.id,
        practitioner_role_id=ours.role.id,
        starts=[at("09:00", MONDAY + timedelta(days=7 * n)) for n in (0, 1)],
        answers={version.id: YES},
    )
    moved = move_series(actor=camille, appointment_id=first.id, start=at("10:00"), scope=Scope.ALL)
    assert [visit.consigne_versions for visit in moved] == [[version.id], [version.id]]
    with pytest.raises(ConsigneBlocks):
        move_series(
            actor=camille, appointment_id=first.id, start=at("10:00", MONDAY + timedelta(days=1)), scope=Scope.ALL
        )
    assert [one.answer for one in open_consigne_answers(camille, first.id)] == ["Oui"]


def test_what_the_product_moves_by_itself_keeps_what_the_visit_kept(
    camille: Actor, ours: House, patient: Patient
) -> None:
    asked = make_consigne(ours.practice, "ask")
    visit = directly(camille, ours, patient, answers={asked.id: Answer("yes", "Radio du genou")})
    system = system_actor(ours.practice.id)
    with acting_as(system):
        moved = services.move_appointment(actor=system, appointment_id=visit.id, start=at("10:00"))
        moved.refresh_from_db()
    assert moved.consigne_versions == [asked.id]
    (kept,) = open_consigne_answers(camille, visit.id)
    assert kept.words == "Radio du genou"
