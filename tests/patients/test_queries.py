"""Opening a patient is an act; lines are for lists; the NIR shows masked."""

from datetime import date
from typing import Any

import pytest

from audit import services as audit
from audit.actions import Action
from core.errors import Forbidden, NotFound
from core.ids import new_id
from core.scoping import Actor, acting_as
from patients import queries
from patients.models import Patient
from tests.factories.patients import make_patient, nir_for
from tests.factories.practices import House, World


@pytest.fixture
def patient(ours: House, camille: Actor) -> Patient:
    return make_patient(ours.practice, phones=("0639980001",), nir=nir_for(order=12))


def test_opening_a_file_is_journalled(camille: Actor, patient: Patient, journal: list[audit.Event]) -> None:
    assert queries.open_patient(camille, patient.id).id == patient.id
    (event,) = journal
    assert (event.action, event.patient_id, event.practice_id) == (
        Action.PATIENT_READ,
        patient.id,
        patient.practice_id,
    )


@pytest.mark.requirement("ST-19")
def test_a_file_opens_only_within_the_practice(
    world: World, camille: Actor, charlie: Actor, patient: Patient, journal: list[audit.Event]
) -> None:
    nadia = world.actor("nadia")
    journal.clear()
    with acting_as(charlie), pytest.raises(NotFound):
        queries.open_patient(charlie, patient.id)
    with acting_as(nadia), pytest.raises(Forbidden):
        queries.open_patient(nadia, patient.id)
    with pytest.raises(NotFound):
        queries.open_patient(camille, new_id())
    assert journal == []


def test_lines_leave_out_who_may_not_be_read_in_two_statements(
    world: World, camille: Actor, patient: Patient, ours: House, django_assert_num_queries: Any
) -> None:
    stranger = make_patient(world.theirs.practice)
    more = [make_patient(ours.practice, "Durand", "Paul", date(1950, 1, day)) for day in range(1, 6)]
    wanted = [patient.id, stranger.id, new_id(), *(other.id for other in more)]
    with django_assert_num_queries(2):
        lines = queries.patient_lines(camille, wanted)
    assert set(lines) == {patient.id, *(other.id for other in more)}
    assert lines[patient.id].phones == ("+33639980001",)
    assert repr(lines[patient.id]) == f"PatientLine({patient.id})"
    with acting_as(nadia := world.actor("nadia")):
        assert queries.patient_lines(nadia, wanted) == {}


def test_the_nir_is_shown_masked_with_what_it_tells_otherwise(patient: Patient, ours: House) -> None:
    shown = queries.nir_shown(patient)
    assert shown is not None and shown.masked.endswith(f"012 {nir_for(order=12)[13:]}") and shown.warnings == []
    other = make_patient(ours.practice, "Durand", "Paul", date(1950, 1, 1), sex="male", nir=nir_for(order=13))
    differs = queries.nir_shown(other)
    assert differs is not None and [warning.field for warning in differs.warnings] == [
        "sex",
        "birth_date",
        "birth_date",
    ]
    assert queries.nir_shown(make_patient(ours.practice, "Petit", "Paul", date(1951, 1, 1))) is None
