"""What no practitioner of the practice has asked is refused by its name, through every door; what is known stays."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from core.errors import InvalidInput
from core.scoping import Actor, acting_as
from patients import services
from patients.contact import Contact
from patients.models import Patient
from patients.newcomer import Newcomer
from patients.plain_text import Address
from patients.services import PatientChanges
from practices.asked_fields import EVERYTHING, AskedField
from tests.factories.accounts import signed_in
from tests.factories.patients import identity, make_patient, nir_for, notice_in_force
from tests.factories.practices import House, World, ask_everything
from tests.personas import CAMILLE

FULL = Contact(
    phones=("+33199000001", "+33639980002"),
    email="camille@example.fr",
    address=Address("12 rue des Lilas", "54000", "Nancy"),
    treating_practitioner="Dr Martin",
    referring_practitioner="Dr Haddad",
)
# How each door names what it refuses.
NAMES = {field: {AskedField.SECOND_PHONE: "phones"}.get(field, field.value) for field in AskedField}


@pytest.fixture
def create(camille: Actor, ours: House) -> Callable[[], Patient]:
    """Camille Lefèvre, who tells everything that may be told."""

    def call() -> Patient:
        return services.create_patient(
            actor=camille,
            practice_id=ours.practice.id,
            identity=identity(),
            contact=FULL,
            nir=nir_for(),
            notice_version=1,
            notice_channel="phone",
        )

    return call


def refused(act: Callable[[], Any]) -> set[str]:
    with pytest.raises(InvalidInput) as refusal:
        act()
    assert {error.code for error in refusal.value.errors} == {"not-asked"}
    return {error.field for error in refusal.value.errors}


@pytest.mark.requirement("CH-09")
@pytest.mark.requirement("ST-11")
@pytest.mark.parametrize("field", AskedField)
def test_a_field_that_nobody_asked_is_refused_by_its_name(
    create: Callable[[], Patient], ours: House, field: AskedField
) -> None:
    ask_everything(ours.role, but=frozenset({field}))
    assert refused(create) == {NAMES[field]}
    assert not Patient.objects.exists()
    ask_everything(ours.role)
    assert create().id, "the same, once it is asked"


@pytest.mark.requirement("CH-09")
def test_every_field_too_many_is_named_at_once_and_the_least_is_always_enough(
    create: Callable[[], Patient], ours: House
) -> None:
    ask_everything(ours.role, but=EVERYTHING)
    assert refused(create) == set(NAMES.values())
    least = make_patient(ours.practice, phones=FULL.phones[:1], sex="unknown")
    assert least.email == ""


@pytest.mark.requirement("ST-11")
def test_an_import_is_held_to_the_same_instructions(camille: Actor, ours: House) -> None:
    ask_everything(ours.role, but=frozenset({"nir"}))
    newcomers = [Newcomer(identity(), FULL, nir) for nir in ("", nir_for())]

    def record(told: list[Newcomer]) -> list[Patient]:
        return services.create_patients(
            actor=camille, practice_id=ours.practice.id, newcomers=told, notice_version=1, notice_channel="phone"
        )

    assert refused(lambda: record(newcomers)) == {"nir"}
    assert len(record(newcomers[:1])) == 1


@pytest.mark.requirement("CH-09")
def test_what_was_collected_before_stays_or_goes_and_nothing_more_comes(
    create: Callable[[], Patient], camille: Actor, ours: House
) -> None:
    patient = create()
    ask_everything(ours.role, but=EVERYTHING)

    def change(**given: Any) -> Patient:
        return services.update_patient(actor=camille, patient_id=patient.id, changes=PatientChanges(**given))

    assert change(given_names="Camille Rose", email=FULL.email).email == FULL.email, "told again, unchanged"
    assert refused(lambda: change(email="autre@example.fr", nir=nir_for())) == {"email", "nir"}
    assert refused(lambda: change(phones=(*FULL.phones, "+33639980003"))) == {"phones"}
    assert change(phones=("+33639980003",)).id, "the one number can always change"
    assert change(email="", nir="", treating_practitioner="").email == ""
    assert refused(lambda: change(email=FULL.email)) == {"email"}


@pytest.mark.requirement("CH-09")
def test_the_api_refuses_a_nir_that_is_not_asked_and_keeps_nothing(world: World, ours: House, camille: Actor) -> None:
    told = {
        "practice": str(ours.practice.id),
        "family_name": "Nouveau",
        "given_names": "Ana",
        "birth_date": "1984-03-12",
        "nir": nir_for(),
        "consent": {"notice_version": notice_in_force(ours.practice), "channel": "phone"},
    }
    client = signed_in(Client(), world.people[CAMILLE])
    ask_everything(ours.role, but=frozenset({"nir"}))
    refusal = client.post("/api/v1/patients", told, content_type="application/json")
    assert refusal.status_code == 400
    assert [(error["field"], error["code"]) for error in refusal.json()["errors"]] == [("nir", "not-asked")]
    ask_everything(ours.role)
    assert client.post("/api/v1/patients", told, content_type="application/json").status_code == 201


@pytest.mark.requirement("ST-14")
def test_what_is_in_no_list_is_refused_by_its_name(world: World, ours: House, camille: Actor) -> None:
    patient = make_patient(ours.practice)
    client = signed_in(Client(), world.people[CAMILLE])
    for unknown in ("religion", "insurance", "profession"):
        refusal = client.patch(f"/api/v1/patients/{patient.id}", {unknown: "x"}, content_type="application/json")
        assert refusal.status_code == 400
        assert [(error["field"], error["code"]) for error in refusal.json()["errors"]] == [(unknown, "unknown-field")]
    with acting_as(camille):
        assert Patient.objects.get(id=patient.id).version == patient.version
