"""A relative books for a patient and hears of what it may, never of a secret visit (ST-16)."""

from datetime import date, timedelta

import pytest

from booking import queries
from booking.minors import Secrecy
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import Actor
from patients import services as patients
from patients.models import Patient, RelatedPerson
from tests.factories.booking import MONDAY, at, book
from tests.factories.patients import make_patient
from tests.factories.practices import House, World
from tests.personas import NADIA

LATER = at("09:00", MONDAY + timedelta(days=10))


def relative(actor: Actor, patient: Patient, scope: str) -> RelatedPerson:
    return patients.add_relative(
        actor=actor, patient_id=patient.id, relation="caregiver", scope=scope, name="Jeanne Petit"
    )


@pytest.mark.requirement("ST-16")
def test_who_booked_hears_of_that_visit_and_of_no_other(camille: Actor, ours: House, patient: Patient) -> None:
    neighbour = relative(camille, patient, "booking")
    theirs = book(camille, ours, patient.id, LATER, proxy_id=neighbour.id)
    book(camille, ours, patient.id, LATER + timedelta(hours=1))
    assert [one.id for one in queries.appointments_for_proxy(camille, patient.id, neighbour.id)] == [theirs.id]
    contact = relative(camille, patient, "contact")
    assert queries.appointments_for_proxy(camille, patient.id, contact.id) == []
    patients.end_relative(actor=camille, patient_id=patient.id, relative_id=neighbour.id)
    assert len(queries.appointments_for_proxy(camille, patient.id, neighbour.id)) == 1, "its last day is included"


@pytest.mark.requirement("ST-16")
@pytest.mark.requirement("ST-45")
def test_a_parent_never_hears_of_a_secret_visit_even_one_they_booked(camille: Actor, ours: House) -> None:
    child = make_patient(ours.practice, "Petit", "Léa", date(2030, 6, 1))
    parent = patients.add_relative(
        actor=camille, patient_id=child.id, relation="parent", scope="representation", name="Jeanne Petit"
    )
    open_visit = book(camille, ours, child.id, LATER, proxy_id=parent.id)
    book(camille, ours, child.id, LATER + timedelta(hours=1), secrecy=Secrecy("Demandé"), proxy_id=parent.id)
    assert [one.id for one in queries.appointments_for_proxy(camille, child.id, parent.id)] == [open_visit.id]


@pytest.mark.requirement("ST-16")
def test_only_a_relative_who_may_books_for_somebody(camille: Actor, ours: House, patient: Patient) -> None:
    contact = relative(camille, patient, "contact")
    other = make_patient(ours.practice, "Durand", "Paul")
    for proxy_id, whom in ((contact.id, patient), (relative(camille, patient, "booking").id, other)):
        with pytest.raises(InvalidInput, check=lambda error: error.errors[0].field == "proxy"):
            book(camille, ours, whom.id, LATER, proxy_id=proxy_id)


def test_others_ask_in_vain(world: World, camille: Actor, charlie: Actor, patient: Patient) -> None:
    known = relative(camille, patient, "booking")
    with pytest.raises(NotFound):
        queries.appointments_for_proxy(charlie, patient.id, known.id)
    with pytest.raises(Forbidden):
        queries.appointments_for_proxy(world.actor(NADIA), patient.id, known.id)
