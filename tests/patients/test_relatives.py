"""Relatives: a patient of the practice or a name, with a scope and dates."""

from datetime import date
from uuid import uuid4

import pytest

from audit import services as audit
from audit.actions import Action
from core.errors import InvalidInput, NotFound
from core.scoping import Actor, acting_as, system_actor
from patients import queries, services
from patients.models import Patient, RelatedPerson
from tests.factories.patients import make_patient
from tests.factories.practices import House, World


@pytest.fixture
def patient(ours: House, camille: Actor) -> Patient:
    return make_patient(ours.practice)


@pytest.fixture
def spouse(ours: House, patient: Patient) -> Patient:
    return make_patient(ours.practice, "Lefèvre", "Paul", date(1980, 1, 1))


@pytest.mark.requirement("ST-16")
def test_a_relative_is_added_with_a_scope_and_ended(
    camille: Actor, patient: Patient, spouse: Patient, journal: list[audit.Event]
) -> None:
    relative = services.add_relative(
        actor=camille,
        patient_id=patient.id,
        relation="spouse",
        scope="booking",
        related_patient_id=spouse.id,
        starts_on=date(2020, 1, 1),
    )
    ended = services.end_relative(
        actor=camille, patient_id=patient.id, relative_id=relative.id, ends_on=date(2021, 1, 1)
    )
    assert [r.id for r in queries.relatives_of(camille, patient.id)] == [relative.id]
    assert (ended.starts_on, ended.ends_on) == (date(2020, 1, 1), date(2021, 1, 1))
    assert [event.action for event in journal] == [Action.RELATIVE_ADDED, Action.RELATIVE_ENDED]
    assert {event.patient_id for event in journal} == {patient.id}


def test_somebody_who_is_no_patient_is_known_by_name_and_number(camille: Actor, patient: Patient) -> None:
    relative = services.add_relative(
        actor=camille,
        patient_id=patient.id,
        relation="parent",
        scope="contact",
        name="Anne  Lefèvre",
        phone="0639980002",
    )
    assert (relative.name, relative.phone, relative.related_patient_id) == ("Anne Lefèvre", "+33639980002", None)


def test_wrong_relatives_are_refused_by_the_name_of_the_field(camille: Actor, patient: Patient, world: World) -> None:
    elsewhere = make_patient(world.theirs.practice)
    for told, field in [
        ({"name": ""}, "name"),
        ({"name": "<script>"}, "name"),
        ({"name": "Anne", "phone": "12"}, "phone"),
        ({"name": "Anne", "relation": "cousin"}, "relation"),
        ({"name": "Anne", "scope": "all"}, "scope"),
        ({"related_patient_id": patient.id}, "related_patient"),
        ({"related_patient_id": elsewhere.id}, "related_patient"),
        ({"related_patient_id": uuid4()}, "related_patient"),
        ({"related_patient_id": elsewhere.id, "name": "Anne"}, "name"),
    ]:
        usual = {"relation": "parent", "scope": "contact"}
        with pytest.raises(InvalidInput) as refused:
            services.add_relative(actor=camille, patient_id=patient.id, **{**usual, **told})  # type: ignore[arg-type]
        assert field in [error.field for error in refused.value.errors]
    assert not RelatedPerson.objects.exists()


def test_an_end_before_the_start_or_an_unknown_relative_is_refused(camille: Actor, patient: Patient) -> None:
    relative = services.add_relative(
        actor=camille,
        patient_id=patient.id,
        relation="parent",
        scope="contact",
        name="Anne",
        starts_on=date(2025, 1, 2),
    )
    with pytest.raises(InvalidInput) as refused:
        services.end_relative(actor=camille, patient_id=patient.id, relative_id=relative.id, ends_on=date(2025, 1, 1))
    assert refused.value.errors[0].field == "ends_on"
    with pytest.raises(NotFound):
        services.end_relative(actor=camille, patient_id=patient.id, relative_id=uuid4())


def test_another_practice_sees_no_relative(camille: Actor, charlie: Actor, patient: Patient) -> None:
    with acting_as(charlie), pytest.raises(NotFound):
        queries.relatives_of(charlie, patient.id)
    with acting_as(system_actor(*camille.practice_ids)):
        assert queries.relatives_of(camille, patient.id) == []
