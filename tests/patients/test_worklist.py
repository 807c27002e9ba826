"""The work list of probable duplicates: who is proposed, who is not any more, and who sees it."""

from datetime import date

import pytest

from audit.actions import Action
from audit.services import Event
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import Actor, acting_as
from patients import services
from patients.models import NotDuplicate, Patient
from patients.worklist import duplicate_work_list, probable_pairs
from tests.factories.patients import make_patient
from tests.factories.practices import House, World
from tests.patients.merging import settle
from tests.personas import NADIA

pytestmark = pytest.mark.requirement("ST-22")


def pairs(practice_id: object) -> set[frozenset[object]]:
    return {frozenset(pair) for pair in probable_pairs(practice_id)[0]}  # type: ignore[arg-type]


def test_the_list_proposes_what_one_slip_explains_and_nothing_else(camille: Actor, ours: House) -> None:
    born = date(1984, 3, 12)
    known = make_patient(ours.practice, "Lefèvre", "Camille", born)
    misspelt = make_patient(ours.practice, "Lefebvre", "Camille", born)
    exchanged = make_patient(ours.practice, "Lefèvre", "Camille", date(1984, 12, 3))
    decade = make_patient(ours.practice, "Lefèvre", "Camille", date(1974, 3, 12))
    make_patient(ours.practice, "Lefèvre", "Camille", date(1961, 7, 30))  # a namesake
    make_patient(ours.practice, "Lefèvre", "Zoé", born)  # a twin
    make_patient(ours.practice, "Zidane", "Ana", born)  # somebody born that day
    expected = {frozenset({known.id, other.id}) for other in (misspelt, exchanged, decade)}
    assert pairs(ours.practice.id) == expected


def test_a_family_s_shared_number_helps_and_a_married_name_is_found(camille: Actor, ours: House) -> None:
    one = make_patient(ours.practice, "Morin", "Ana", phones=("+33199000031",))
    other = make_patient(ours.practice, "Petit", "Ana", phones=("+33199000031",))
    married = make_patient(ours.practice, "Roux", "Ana", birth_name="Morin")
    assert pairs(ours.practice.id) == {frozenset({one.id, other.id}), frozenset({one.id, married.id})}


def test_who_was_told_apart_does_not_come_back_and_namesakes_are_flagged(
    camille: Actor, ours: House, journal: list[Event]
) -> None:
    one, other = (make_patient(ours.practice, birth_date=date(1984, 3, day)) for day in (12, 13))
    decision = services.tell_apart(actor=camille, one_id=other.id, other_id=one.id)
    assert decision.decided_by_id == camille.user_id and decision.decided_at is not None
    assert services.tell_apart(actor=camille, one_id=one.id, other_id=other.id).id == decision.id
    assert pairs(ours.practice.id) == set() and NotDuplicate.objects.count() == 1
    assert all(patient.is_namesake for patient in Patient.objects.filter(id__in=[one.id, other.id]))
    told = [event for event in journal if event.action == Action.DUPLICATE_DISMISSED]
    assert {event.patient_id for event in told} == {one.id, other.id}


def test_a_merged_record_leaves_the_list_and_comes_back_with_the_undo(camille: Actor, ours: House) -> None:
    one, other = make_patient(ours.practice), make_patient(ours.practice)
    settle()
    merge = services.merge_patients(actor=camille, survivor_id=one.id, merged_id=other.id)
    assert pairs(ours.practice.id) == set()
    services.undo_merge(actor=camille, merge_id=merge.id)
    assert pairs(ours.practice.id) == {frozenset({one.id, other.id})}


def test_the_list_is_journalled_and_cut(camille: Actor, ours: House, journal: list[Event]) -> None:
    for _ in range(3):
        make_patient(ours.practice)
    journal.clear()
    shown = duplicate_work_list(camille, ours.practice.id, limit=2)
    assert len(shown.pairs) == 2 and not shown.is_complete
    (listed,) = [event for event in journal if event.action == Action.DUPLICATES_LISTED]
    assert listed.details == {"found": 2}
    assert {event.patient_id for event in journal if event.action == Action.PATIENT_FOUND} == {
        line.id for pair in shown.pairs for line in (pair.one, pair.other)
    }


def test_only_those_who_may_see_the_list_or_decide(camille: Actor, charlie: Actor, world: World, ours: House) -> None:
    one, other = make_patient(ours.practice), make_patient(ours.practice)
    stranger = make_patient(world.theirs.practice)
    with pytest.raises(InvalidInput):
        services.tell_apart(actor=camille, one_id=one.id, other_id=one.id)
    with pytest.raises(NotFound):
        services.tell_apart(actor=camille, one_id=one.id, other_id=stranger.id)
    with acting_as(charlie), pytest.raises(NotFound):
        duplicate_work_list(charlie, ours.practice.id)
    nadia = world.actor(NADIA)
    with acting_as(nadia), pytest.raises(Forbidden):
        duplicate_work_list(nadia, ours.practice.id)
    assert len(duplicate_work_list(camille, ours.practice.id).pairs) == 1 and other.id
