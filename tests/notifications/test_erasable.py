"""One of a couple with a single number is erased: what the other said by it, and their STOP, stay."""

import pytest

from core.scoping import acting_as, system_actor
from notifications.erasable import MessageErasable
from notifications.models import Reply, StoppedNumber
from patients.erasable import Erasure, Person
from patients.models import Patient
from tests.factories.patients import make_patient
from tests.factories.practices import House
from tests.notifications.answers import answer
from tests.notifications.conftest import MOBILE


def erase(house: House, patient: Patient) -> dict[str, int]:
    system = system_actor(house.practice.id)
    with acting_as(system):
        person = Person(house.practice.id, (patient.id,), patient.id)
        return dict(MessageErasable().erase(Erasure(system, person)))


def kept(house: House) -> tuple[int, int]:
    with acting_as(system_actor(house.practice.id)):
        return Reply.objects.count(), StoppedNumber.objects.count()


@pytest.mark.requirement("ST-30")
def test_what_a_spouse_said_from_the_number_they_share_is_kept(ours: House, patient: Patient) -> None:
    answer("STOP")
    answer("je viendrai avec mon mari")
    spouse = make_patient(ours.practice, "Zélande", "Anne", phones=(MOBILE,))
    assert erase(ours, patient) == {}
    assert kept(ours) == (2, 1)
    with acting_as(system_actor(ours.practice.id)):
        patient.phones.all().delete()
    assert set(erase(ours, spouse).values()) == {2, 1}, "the last to hold it takes it along"
    assert kept(ours) == (0, 0)
