"""A legal hold: placed with a ground and a reason, looked at again, lifted; while it stands nothing is destroyed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from audit import services as audit
from audit.actions import Action
from core.errors import Forbidden, InvalidInput, NotFound, StepUpRequired
from core.scoping import Actor, acting_as
from patients import services as patients
from patients.errors import PatientMerged
from patients.models import Patient
from privacy import queries
from privacy.errors import HoldLifted
from privacy.models import HoldGround, LegalHold
from privacy.services.holds import lift_hold, open_hold, place_hold, review_hold
from tests.factories.accounts import signed_in
from tests.factories.booking import MONDAY, NOW
from tests.factories.patients import make_patient
from tests.factories.practices import House, World
from tests.personas import INES

REASON = "Assignation reçue pour la consultation du 3 mars"
REVIEW = MONDAY + timedelta(days=180)


def hold(actor: Actor, patient: Patient, **changes: object) -> LegalHold:
    terms = {"ground": HoldGround.LITIGATION.value, "reason": REASON, "review_date": REVIEW, **changes}
    return place_hold(actor=actor, practice_id=patient.practice_id, patient_id=patient.id, **terms)  # type: ignore[arg-type]


@pytest.mark.requirement("ST-34")
def test_a_hold_keeps_one_patient_until_it_is_lifted(ines: Actor, ours: House, patient: Patient) -> None:
    neighbour = make_patient(ours.practice, "Durand", "Paul")
    assert not queries.held_among(patient.practice_id, [patient.id])
    placed = hold(ines, patient)
    assert queries.held_among(patient.practice_id, [patient.id])
    assert queries.held_among(patient.practice_id, [patient.id, neighbour.id]) == {patient.id}
    lift_hold(actor=ines, hold_id=placed.id, reason="Décision définitive rendue")
    assert not queries.held_among(patient.practice_id, [patient.id])


def test_two_holds_are_two_disputes(ines: Actor, patient: Patient) -> None:
    first, second = hold(ines, patient), hold(ines, patient, ground=HoldGround.AUTHORITY.value)
    lift_hold(actor=ines, hold_id=first.id, reason="Décision rendue")
    assert queries.held_among(patient.practice_id, [patient.id])
    lift_hold(actor=ines, hold_id=second.id, reason="Demande retirée")
    assert not queries.held_among(patient.practice_id, [patient.id])


@pytest.mark.requirement("CH-11")
def test_a_hold_says_who_why_and_until_when_it_is_looked_at(
    ines: Actor, patient: Patient, journal: list[audit.Event]
) -> None:
    placed = LegalHold.objects.get(id=hold(ines, patient).id)
    assert (placed.placed_by_id, placed.review_date, placed.ground) == (ines.user_id, REVIEW, "litigation")
    assert str(placed.reason) == "•••"
    assert open_hold(actor=ines, hold_id=placed.id) == (REASON, None)
    assert [(event.action, event.patient_id) for event in journal] == [
        (Action.HOLD_PLACED, patient.id),
        (Action.HOLD_OPENED, patient.id),
    ]
    assert REASON not in str(journal)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ground": "convenience"}, "ground"),
        ({"reason": " ... "}, "reason"),
        ({"review_date": MONDAY}, "review_date"),
        ({"review_date": MONDAY + timedelta(days=732)}, "review_date"),
    ],
)
def test_a_hold_without_ground_reason_or_review_is_refused(
    ines: Actor, patient: Patient, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        hold(ines, patient, **changes)
    assert [error.field for error in refusal.value.errors] == [field]
    assert not LegalHold.objects.exists()
    hold(ines, patient, review_date=MONDAY + timedelta(days=1))
    hold(ines, patient, review_date=MONDAY + timedelta(days=731))


def test_a_day_of_review_that_has_come_lifts_nothing(
    ines: Actor, patient: Patient, travel: object, journal: list[audit.Event]
) -> None:
    placed = hold(ines, patient, review_date=MONDAY + timedelta(days=1))
    travel.shift(timedelta(days=30))  # type: ignore[attr-defined]
    assert queries.held_among(patient.practice_id, [patient.id])
    later = MONDAY + timedelta(days=200)
    assert review_hold(actor=ines, hold_id=placed.id, review_date=later).review_date == later
    assert journal[-1].action == Action.HOLD_REVIEWED


def test_lifting_wants_a_fresh_code_a_reason_and_a_hold_in_force(ines: Actor, world: World, patient: Patient) -> None:
    placed = hold(ines, patient)
    with pytest.raises(StepUpRequired):
        lift_hold(actor=world.actor("ines"), hold_id=placed.id, reason="Décision rendue")
    with pytest.raises(InvalidInput):
        lift_hold(actor=ines, hold_id=placed.id, reason="")
    lift_hold(actor=ines, hold_id=placed.id, reason="Décision rendue")
    for again in (
        lambda: lift_hold(actor=ines, hold_id=placed.id, reason="Encore"),
        lambda: review_hold(actor=ines, hold_id=placed.id, review_date=REVIEW),
    ):
        with pytest.raises(HoldLifted):
            again()


def test_only_the_practice_s_officer_and_practitioners_hold(
    ines: Actor, dr_martin: Actor, camille: Actor, charlie: Actor, world: World, patient: Patient
) -> None:
    placed = hold(dr_martin, patient)
    with pytest.raises(Forbidden):
        hold(camille, patient)
    with pytest.raises(Forbidden):
        queries.holds_of(camille, patient.practice_id)
    with acting_as(charlie):
        with pytest.raises(NotFound):
            hold(charlie, patient)
        with pytest.raises(NotFound):
            open_hold(actor=charlie, hold_id=placed.id)
    with pytest.raises(NotFound):  # a patient of another practice under the name of ours
        place_hold(
            actor=ines, practice_id=patient.practice_id, patient_id=make_patient(world.theirs.practice).id,
            ground="claim", reason=REASON, review_date=REVIEW,
        )  # fmt: skip


def test_the_list_shows_what_is_in_force_first_and_is_journalled(
    ines: Actor, ours: House, patient: Patient, journal: list[audit.Event]
) -> None:
    old = hold(ines, patient, review_date=date(2041, 2, 1))
    lift_hold(actor=ines, hold_id=old.id, reason="Décision rendue")
    late = hold(ines, patient, review_date=date(2041, 6, 1))
    soon = hold(ines, make_patient(ours.practice, "Durand", "Paul"), review_date=date(2041, 3, 1))
    journal.clear()
    assert [one.id for one in queries.holds_of(ines, ours.practice.id)] == [soon.id, late.id, old.id]
    assert {event.patient_id for event in journal} == {patient.id, soon.patient_id}


def test_a_hold_follows_the_patient_into_a_merge_and_back(ines: Actor, dr_martin: Actor, patient: Patient) -> None:
    twin = make_patient(Patient.objects.get(id=patient.id).practice, "Lefèvre", "Camille")
    placed = hold(ines, twin)
    connection.check_constraints()  # recorded before they are merged, as in two transactions
    with acting_as(dr_martin):
        merge = patients.merge_patients(actor=dr_martin, survivor_id=patient.id, merged_id=twin.id)
        connection.check_constraints()
        assert queries.held_among(patient.practice_id, [patient.id])
        assert open_hold(actor=dr_martin, hold_id=placed.id) == (REASON, None)
        with pytest.raises(PatientMerged):
            hold(dr_martin, twin)
        patients.undo_merge(actor=dr_martin, merge_id=merge.id)
        assert not queries.held_among(patient.practice_id, [patient.id])
        assert queries.held_among(twin.practice_id, [twin.id])
        assert open_hold(actor=dr_martin, hold_id=placed.id) == (REASON, None)


def test_a_restricted_and_even_a_locked_record_can_be_held(ines: Actor, patient: Patient) -> None:
    """Whoever answers for the data still reaches what nobody else sees."""
    Patient.objects.filter(id=patient.id).update(restricted_at=NOW)
    first = hold(ines, patient)
    Patient.objects.filter(id=patient.id).update(locked_at=NOW)
    assert hold(ines, patient).id != first.id


def test_the_database_itself_deletes_no_hold_in_force(ines: Actor, patient: Patient) -> None:
    placed = hold(ines, patient)
    with pytest.raises(IntegrityError, match="lifted, never deleted"), transaction.atomic():
        LegalHold.objects.filter(id=placed.id).delete()
    lift_hold(actor=ines, hold_id=placed.id, reason="Décision rendue")
    assert LegalHold.objects.filter(id=placed.id).delete()[0] == 1


def test_whose_data_are_kept_is_chosen_by_a_search_and_stays_chosen_after_a_refusal(
    world: World, ines: Actor, patient: Patient
) -> None:
    officer, page = signed_in(Client(), world.people[INES]), "/registre/conservations/"
    assert "36 caractères" not in officer.get(page).content.decode()
    terms = {"termes": f"{patient.birth_date:%d%m%Y} {patient.used_name[:3]}"}
    found = officer.post(f"{page}chercher/", terms).content.decode()
    assert f'value="{patient.id}" required checked' in found
    assert "Personne ne correspond" in officer.post(f"{page}chercher/", {"termes": "02022000 zzz"}).content.decode()
    chosen = {"patient": str(patient.id), "ground": "litigation", "review_date": REVIEW.isoformat()}
    refused = officer.post(page, {**chosen, "reason": " "})
    assert refused.status_code == 400 and f'value="{patient.id}" required checked' in refused.content.decode()
    assert officer.post(page, {**chosen, "reason": REASON}).status_code == 302
    assert queries.held_among(patient.practice_id, [patient.id])
