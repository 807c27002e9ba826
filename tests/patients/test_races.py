"""Two desks, one caller: recorded once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections, transaction

from core.errors import DomainError
from core.scoping import Actor, acting_as, system_actor
from patients import services
from patients.models import Patient
from patients.services import PatientChanges
from practices.models import Practice
from tests.factories.patients import have_nir_asked, identity, make_patient, nir_for, notice_in_force
from tests.factories.practices import make_practice

DESKS = 6


def at_once(act: Callable[[int], object], actor: Actor) -> list[str]:
    """Each desk's outcome: "done" or the code of its refusal."""
    barrier = Barrier(DESKS)

    def desk(number: int) -> str:
        try:
            with acting_as(actor):
                barrier.wait(timeout=20)
                act(number)
                return "done"
        except DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(DESKS) as pool:
        return list(pool.map(desk, range(DESKS)))


@pytest.fixture
def practice(committed: None) -> Practice:
    return make_practice()


@pytest.mark.requirement("ST-22")
def test_one_caller_recorded_by_six_desks_at_once_is_one_patient(practice: Practice) -> None:
    actor, version = system_actor(practice.id), notice_in_force(practice)

    def record(_: int) -> None:
        services.create_patient(
            actor=actor,
            practice_id=practice.id,
            identity=identity(),
            notice_version=version,
            notice_channel="phone",
        )

    assert sorted(at_once(record, actor)) == ["done", *["probable-duplicate"] * (DESKS - 1)]
    with acting_as(actor), transaction.atomic():
        assert Patient.objects.count() == 1


def test_one_nir_given_to_six_patients_at_once_goes_to_one(practice: Practice) -> None:
    actor = system_actor(practice.id)
    have_nir_asked(practice)
    names = ["Durand", "Petit", "Moreau", "Garnier", "Faure", "Blanc"]
    patients = [make_patient(practice, name) for name in names]

    def give(number: int) -> None:
        services.update_patient(
            actor=actor, patient_id=patients[number].id, changes=PatientChanges(nir=nir_for(order=1))
        )

    assert sorted(at_once(give, actor)) == ["done", *["nir-already-known"] * (DESKS - 1)]
