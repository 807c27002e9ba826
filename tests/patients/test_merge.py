"""Two records of one person become one and come apart again: nothing lost, nothing silent, nothing half done."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, OperationalError, connection, transaction

from audit.actions import Action
from audit.services import Event
from booking import queries as agenda
from booking import services as booking
from booking.models import Appointment, Occupancy
from consent.models import NoticeRecord
from core.errors import Forbidden, InvalidInput, NotFound, VersionMismatch
from core.scoping import Actor, acting_as
from patients import merges, services
from patients.contact import Address, Contact
from patients.errors import (
    ChoicesNeeded,
    LaterMerge,
    MergeAlreadyUndone,
    MergeRefused,
    NirAlreadyKnown,
    PatientMerged,
    ProbableDuplicate,
)
from patients.merge_fields import Standing
from patients.models import Disclosure, Patient, PatientMerge, RelatedPerson, SearchToken
from patients.queries import open_patient, patient_lines
from patients.search import SearchTerms, search
from patients.services import PatientChanges
from tests.factories.booking import NOW
from tests.factories.patients import BIRTH, identity, make_patient, nir_for, notice_in_force
from tests.factories.practices import House, World, make_role, make_visit_reason
from tests.patients.merging import furnish, open_all_day, picture, settle, visit, whose
from tests.personas import NADIA

pytestmark = pytest.mark.requirement("ST-22")


@pytest.fixture(autouse=True)
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def kept(ours: House, camille: Actor) -> Patient:
    """The record that stays: telephone, no NIR."""
    open_all_day(ours)
    return make_patient(ours.practice, phones=("+33199000001",))


@pytest.fixture
def other(ours: House, camille: Actor) -> Patient:
    """The same person recorded again, with a NIR, an e-mail and a mobile."""
    contact = Contact(phones=("+33639980002", "+33199000001"), email="camille@example.fr")
    return make_patient(ours.practice, contact=contact, nir=nir_for(order=7))


@pytest.fixture
def third(ours: House, camille: Actor) -> Patient:
    return make_patient(ours.practice, "Morin", "Ana")


def merge(actor: Actor, kept: Patient, other: Patient, **choices: str) -> PatientMerge:
    settle()
    return services.merge_patients(actor=actor, survivor_id=kept.id, merged_id=other.id, choices=choices)


def fresh(patient: Patient) -> Patient:
    return Patient.objects.get(id=patient.id)


def test_the_survivor_receives_everything_the_other_record_held(
    camille: Actor, ours: House, kept: Patient, other: Patient, third: Patient
) -> None:
    furnish(camille, ours, kept, ("09:00",), None)
    furnish(camille, ours, other, ("10:00", "10:30", "11:00"), third)
    merge(camille, kept, other, medical_note="both")
    assert [whose(model, kept.id) for model in (Appointment, Occupancy, RelatedPerson, Disclosure)] == [4, 3, 2, 2]
    assert [whose(model, other.id) for model in (Appointment, Occupancy, RelatedPerson, Disclosure)] == [0, 0, 0, 0]
    assert whose(NoticeRecord, kept.id) == 2 and whose(NoticeRecord, other.id) == 0
    assert RelatedPerson.objects.get(patient=third).related_patient_id == kept.id
    now = open_patient(camille, kept.id)
    assert [phone.e164 for phone in now.phones.order_by("position")] == ["+33199000001", "+33639980002"]
    assert now.email == "camille@example.fr"
    assert now.nir is not None and now.nir.open() == nir_for(order=7)
    assert now.medical_note is not None and now.medical_note.open() == "Vient vers 09:00.\n\nVient vers 10:00."


def test_sealed_texts_open_under_the_survivor_s_key_and_no_longer_under_the_other_s(
    camille: Actor, ours: House, kept: Patient, other: Patient
) -> None:
    made = visit(camille, ours, other.id, "10:00", note="Venir à jeun")
    before = Appointment.objects.get(id=made.id).note
    merge(camille, kept, other)
    after = Appointment.objects.get(id=made.id)
    assert after.note is not None and after.note.open() == "Venir à jeun" and after.note.patient_id == kept.id
    assert before is not None and before.patient_id == other.id and before.digest != after.note.digest
    assert agenda.open_note(camille, made.id) == "Venir à jeun"
    assert after.version == made.version, "a confirmation that waits to be sent is still the right one"


def test_the_merged_record_is_a_redirect_that_no_search_shows(
    camille: Actor, ours: House, kept: Patient, other: Patient
) -> None:
    merge(camille, kept, other)
    for terms in (
        {"birth_date": BIRTH},
        {"name": "lefe cam"},
        {"phone": "06 39 98 00 02"},
        {"nir": nir_for(order=7)},
    ):
        found = search(camille, SearchTerms(practice_id=ours.practice.id, **terms))  # type: ignore[arg-type]
        assert [line.id for line in found] == [kept.id], terms
    assert merges.current_record(camille, other.id) == kept.id == merges.current_record(camille, kept.id)
    with pytest.raises(PatientMerged) as refusal:
        open_patient(camille, other.id)
    assert refusal.value.extra == {"merged_into": str(kept.id)}
    for act in (
        lambda: services.set_medical_note(actor=camille, patient_id=other.id, text="x"),
        lambda: services.update_patient(actor=camille, patient_id=other.id, changes=PatientChanges(email="a@b.fr")),
        lambda: visit(camille, ours, other.id, "09:00"),
        lambda: merge(camille, kept, other),
    ):
        with pytest.raises(PatientMerged), transaction.atomic():
            act()
    with pytest.raises(ProbableDuplicate) as duplicate:
        services.create_patient(
            actor=camille, practice_id=ours.practice.id, identity=identity(), notice_channel="phone",
            notice_version=notice_in_force(ours.practice),
        )  # fmt: skip
    assert duplicate.value.extra == {"candidates": [str(kept.id)]}


def test_a_visit_prepared_before_the_merge_cannot_reach_the_redirect(
    camille: Actor, ours: House, kept: Patient, other: Patient
) -> None:
    """Whoever read the record before the merge and writes after it is stopped by the database itself."""
    made = visit(camille, ours, kept.id, "09:00")
    merge(camille, kept, other)
    with pytest.raises(OperationalError, match="takes no visit"), transaction.atomic():
        Appointment.objects.filter(id=made.id).update(patient=other)


def test_differences_are_chosen_never_guessed(camille: Actor, ours: House, kept: Patient) -> None:
    other = make_patient(
        ours.practice, "Lefebvre", "Camille Rose", date(1984, 12, 3), nir=nir_for(order=9),
        contact=Contact(address=Address("1 rue des Tilleuls", "54000", "Nancy")), sex="unknown",
    )  # fmt: skip
    services.update_patient(actor=camille, patient_id=kept.id, changes=PatientChanges(nir=nir_for(order=8)))
    with pytest.raises(ChoicesNeeded) as refusal:
        merge(camille, kept, other)
    asked = [error.field for error in refusal.value.errors]
    assert asked == ["birth_name", "family_name", "given_names", "birth_date", "nir"]
    assert "Lefebvre" not in repr(refusal.value.errors)
    for wrong in ({"colour": "merged"}, {"nir": "both"}, {"nir": "his"}):
        with pytest.raises(InvalidInput) as invalid:
            merge(camille, kept, other, **wrong)
        assert [error.field for error in invalid.value.errors] == list(wrong)
    choices = dict.fromkeys(asked, "survivor") | {"birth_date": "merged", "family_name": "merged", "nir": "merged"}
    merge(camille, kept, other, **choices)
    now = fresh(kept)
    assert (now.used_name, now.birth_name, now.birth_date) == ("Lefebvre", "Lefèvre", date(1984, 12, 3))
    assert (now.search_used_name, now.city, now.sex) == ("lefebvre", "Nancy", "female")
    assert now.nir is not None and now.nir.open() == nir_for(order=9)
    assert [row.patient_id for row in SearchToken.objects.all()] == [kept.id]
    assert [line.id for line in search(camille, SearchTerms(nir=nir_for(order=9)))] == [kept.id]
    assert search(camille, SearchTerms(nir=nir_for(order=8))) == []


def test_overlapping_visits_are_refused_with_their_ids(
    camille: Actor, ours: House, kept: Patient, other: Patient
) -> None:
    colleague = make_role(ours.practice, ours.location)
    elsewhere = replace(ours, role=colleague, visit_reason=make_visit_reason(ours.practice, [colleague], "Ailleurs"))
    open_all_day(elsewhere)
    one = visit(camille, ours, kept.id, "09:00")
    two = visit(camille, elsewhere, other.id, "09:00")
    with pytest.raises(MergeRefused) as refusal:
        merge(camille, kept, other)
    (obstacle,) = refusal.value.extra["obstacles"]
    assert obstacle["code"] == "appointments-overlap" and set(obstacle["ids"]) == {str(one.id), str(two.id)}
    assert fresh(other).merged_into_id is None
    booking.cancel_appointment(actor=camille, appointment_id=two.id, by="practice", reason="")
    assert merge(camille, kept, other).id


def test_records_known_as_relatives_of_each_other_are_refused_until_that_ends(
    camille: Actor, kept: Patient, other: Patient
) -> None:
    relative = services.add_relative(
        actor=camille, patient_id=kept.id, relation="spouse", scope="contact", related_patient_id=other.id
    )
    with pytest.raises(MergeRefused) as refusal:
        merge(camille, kept, other)
    assert [one["code"] for one in refusal.value.extra["obstacles"]] == ["relatives-of-each-other"]
    services.end_relative(actor=camille, patient_id=kept.id, relative_id=relative.id)
    merge(camille, kept, other)
    assert RelatedPerson.objects.get(id=relative.id).related_patient_id == other.id


def test_more_numbers_than_one_record_holds_are_refused(camille: Actor, ours: House, kept: Patient) -> None:
    many = tuple(f"+3319900010{n}" for n in range(5))
    other = make_patient(ours.practice, phones=many)
    with pytest.raises(MergeRefused) as refusal:
        merge(camille, kept, other)
    assert [one["code"] for one in refusal.value.extra["obstacles"]] == ["too-many-phones"]


def test_only_two_records_of_one_practice_that_one_may_merge(
    camille: Actor, charlie: Actor, world: World, kept: Patient, other: Patient
) -> None:
    with pytest.raises(InvalidInput):
        merge(camille, kept, kept)
    stranger = make_patient(world.theirs.practice)
    with acting_as(charlie), pytest.raises(NotFound):
        merge(charlie, kept, other)
    with pytest.raises(NotFound):
        merge(camille, kept, stranger)
    nadia = world.actor(NADIA)
    with acting_as(nadia), pytest.raises(Forbidden):
        merge(nadia, kept, other)
    settle()
    with pytest.raises(VersionMismatch):
        services.merge_patients(actor=camille, survivor_id=kept.id, merged_id=other.id, versions=(1, 2))
    assert services.merge_patients(actor=camille, survivor_id=kept.id, merged_id=other.id, versions=(1, 1)).id


def test_both_records_journal_names_the_other(
    camille: Actor, kept: Patient, other: Patient, journal: list[Event]
) -> None:
    made = merge(camille, kept, other)
    services.undo_merge(actor=camille, merge_id=made.id)
    for action in (Action.PATIENT_MERGED, Action.PATIENT_SEPARATED):
        events = [event for event in journal if event.action == action]
        assert {event.patient_id for event in events} == {kept.id, other.id}
        assert all({event.details["survivor"], event.details["merged"]} == {kept.id, other.id} for event in events)
    told = next(event for event in journal if event.action == Action.PATIENT_MERGED)
    assert told.details["consent_noticerecord_subject_id"] == 1


def test_undoing_gives_back_exactly_the_former_state(
    camille: Actor, ours: House, kept: Patient, other: Patient, third: Patient
) -> None:
    furnish(camille, ours, kept, ("09:00", "09:30"), third)
    furnish(camille, ours, other, ("10:00", "10:30", "11:00"), third)
    before = picture(kept.id, other.id, third.id)
    made = merge(camille, kept, other, medical_note="merged")
    assert picture(kept.id, other.id, third.id) != before
    undone = services.undo_merge(actor=camille, merge_id=made.id)
    assert picture(kept.id, other.id, third.id) == before
    assert undone.is_undone and undone.undone_by_id == camille.user_id
    with pytest.raises(MergeAlreadyUndone):
        services.undo_merge(actor=camille, merge_id=made.id)
    assert merge(camille, other, kept, medical_note="both").survivor_id == other.id, "and the other way round"


def test_what_happened_since_the_merge_stays_where_it_happened(
    camille: Actor, ours: House, kept: Patient, other: Patient
) -> None:
    moved = visit(camille, ours, other.id, "10:00", note="Avant")
    made = merge(camille, kept, other)
    since = visit(camille, ours, kept.id, "11:00")
    booking.cancel_appointment(actor=camille, appointment_id=moved.id, by="patient", reason="Depuis")
    changes = PatientChanges(email="neuf@example.fr", phones=("+33199000001", "+33639980002", "+33199000044"))
    services.update_patient(actor=camille, patient_id=kept.id, changes=changes)
    services.undo_merge(actor=camille, merge_id=made.id)
    assert Appointment.objects.get(id=since.id).patient_id == kept.id
    back = Appointment.objects.get(id=moved.id)
    assert (back.patient_id, back.status) == (other.id, "cancelled")
    assert back.note is not None and back.note.open() == "Avant"
    assert back.cancel_reason is not None and back.cancel_reason.open() == "Depuis"
    assert fresh(kept).email == "neuf@example.fr", "a correction made since is nobody's to take back"
    assert fresh(other).email == "camille@example.fr"
    assert [line.phones for line in patient_lines(camille, [kept.id]).values()] == [("+33199000001", "+33199000044")]
    assert set(patient_lines(camille, [other.id])[other.id].phones) == {"+33639980002", "+33199000001"}


def test_a_nir_given_to_somebody_else_meanwhile_refuses_the_undo_whole(
    camille: Actor, ours: House, kept: Patient, other: Patient, third: Patient
) -> None:
    services.update_patient(actor=camille, patient_id=kept.id, changes=PatientChanges(nir=nir_for(order=8)))
    made = merge(camille, kept, other, nir="survivor")
    services.update_patient(actor=camille, patient_id=third.id, changes=PatientChanges(nir=nir_for(order=7)))
    merged = picture(kept.id, other.id, third.id)
    with pytest.raises(NirAlreadyKnown):
        services.undo_merge(actor=camille, merge_id=made.id)
    assert picture(kept.id, other.id, third.id) == merged
    services.update_patient(actor=camille, patient_id=third.id, changes=PatientChanges(nir=""))
    services.undo_merge(actor=camille, merge_id=made.id)
    assert [line.id for line in search(camille, SearchTerms(nir=nir_for(order=7)))] == [other.id]
    assert [line.id for line in search(camille, SearchTerms(nir=nir_for(order=8)))] == [kept.id]


def test_merges_are_undone_from_the_latest_to_the_first(
    camille: Actor, ours: House, kept: Patient, other: Patient, travel: time_machine.Traveller
) -> None:
    another = make_patient(ours.practice, phones=("+33199000009",))
    before = picture(kept.id, other.id, another.id)
    first = merge(camille, other, another)
    travel.shift(60)
    second = merge(camille, kept, other)
    assert merges.current_record(camille, another.id) == kept.id
    with pytest.raises(LaterMerge) as refusal:
        services.undo_merge(actor=camille, merge_id=first.id)
    assert refusal.value.extra == {"later": str(second.id)}
    services.undo_merge(actor=camille, merge_id=second.id)
    services.undo_merge(actor=camille, merge_id=first.id)
    assert picture(kept.id, other.id, another.id) == before


def test_a_comparison_says_what_agrees_what_completes_and_what_moves(
    camille: Actor, ours: House, kept: Patient, other: Patient, journal: list[Event]
) -> None:
    visit(camille, ours, other.id, "10:00")
    seen = merges.compare_records(camille, kept.id, other.id)
    standing = {one.fact.name: one.standing for one in seen.facts}
    assert standing["birth_date"] is Standing.SAME and standing["nir"] is Standing.ONLY_MERGED
    assert seen.moving["booking_appointment.patient"] == 1 and seen.obstacles == []
    assert {event.patient_id for event in journal if event.action == Action.PATIENT_READ} == {kept.id, other.id}
    assert nir_for(order=7) not in repr(seen)


@pytest.mark.requirement("ST-41")
def test_rows_change_hands_by_a_merge_alone(camille: Actor, ours: House, kept: Patient, other: Patient) -> None:
    services.disclose_medical_note(actor=camille, patient_id=other.id, reason="Un essai")
    settle()
    for statement in (
        "UPDATE consent_noticerecord SET subject_id = %s WHERE subject_id = %s",
        "UPDATE patients_searchtoken SET patient_id = %s WHERE patient_id = %s",
        "UPDATE patients_disclosure SET patient_id = %s WHERE patient_id = %s",
    ):
        with (
            pytest.raises(IntegrityError, match="without a merge"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [kept.id, other.id])
            connection.check_constraints()
    made = merge(camille, kept, other)
    connection.check_constraints()
    services.undo_merge(actor=camille, merge_id=made.id)
    connection.check_constraints()
    with pytest.raises(IntegrityError, match="not rewritten"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE patients_disclosure SET reason = reason WHERE patient_id = %s", [other.id])
