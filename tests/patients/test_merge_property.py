"""Whatever two records hold and whatever is chosen: merged then undone, they are exactly what they were."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking import services as booking
from booking.models import Appointment
from core.scoping import Actor
from patients import services
from patients.contact import Address, Contact
from patients.merge_fields import BY_NAME, Side
from patients.models import Patient
from patients.search import SearchTerms, search
from tests.factories.booking import NOW
from tests.factories.patients import make_patient, nir_for, notice_in_force
from tests.factories.practices import House
from tests.patients.merging import open_all_day, picture, settle, visit

pytestmark = [pytest.mark.slow, pytest.mark.requirement("ST-22")]

NUMBERS = [f"+3319900004{n}" for n in range(4)]
RECORDS = st.fixed_dictionaries(
    {
        "family_name": st.sampled_from(["Lefèvre", "Lefebvre", "Le Fèvre"]),
        "birth_name": st.sampled_from(["", "Morin"]),
        "given_names": st.sampled_from(["Camille", "Camille Rose"]),
        "birth_date": st.sampled_from([date(1984, 3, 12), date(1984, 12, 3)]),
        "sex": st.sampled_from(["female", "unknown"]),
        "phones": st.lists(st.sampled_from(NUMBERS), unique=True, max_size=3),
        "email": st.sampled_from(["", "a@example.fr", "b@example.fr"]),
        "city": st.sampled_from(["", "Nancy", "Metz"]),
        "has_nir": st.booleans(),
        "note": st.sampled_from(["", "Une note.", "Une autre."]),
        "relative": st.booleans(),
        "disclosed": st.booleans(),
        "flags": st.sets(st.sampled_from(["doubtful", "namesake"])),
        "validated": st.booleans(),
        "visits": st.lists(st.sampled_from(["plain", "noted", "cancelled"]), max_size=3),
    }
)
CHOICES = st.fixed_dictionaries({name: st.sampled_from([Side.SURVIVOR, Side.MERGED]) for name in BY_NAME})


@pytest.fixture(autouse=True)
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as coordinates:
        yield coordinates


def record(actor: Actor, house: House, told: dict, nir: str, first_hour: int) -> Patient:
    patient = make_patient(
        house.practice, told["family_name"], told["given_names"], told["birth_date"],
        birth_name=told["birth_name"], sex=told["sex"], nir=nir if told["has_nir"] else "",
        contact=Contact(phones=tuple(told["phones"]), email=told["email"], address=Address(city=told["city"])),
    )  # fmt: skip
    if told["note"]:
        services.set_medical_note(actor=actor, patient_id=patient.id, text=told["note"])
    if told["relative"]:
        services.add_relative(actor=actor, patient_id=patient.id, relation="parent", scope="contact", name="Rose")
    if told["disclosed"]:
        services.disclose_medical_note(actor=actor, patient_id=patient.id, reason="Demandé")
    if told["validated"]:
        services.validate_identity(actor=actor, patient_id=patient.id, document="passport")
    for flag in sorted(told["flags"]):
        services.flag_identity(actor=actor, patient_id=patient.id, flag=flag, is_raised=True)
    for number, kind in enumerate(told["visits"]):
        made = visit(
            actor, house, patient.id, f"{first_hour + number:02}:00", note="À jeun" if kind == "noted" else None
        )
        if kind == "cancelled":
            booking.cancel_appointment(actor=actor, appointment_id=made.id, by="patient", reason="Empêché")
    return Patient.objects.get(id=patient.id)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(one=RECORDS, other=RECORDS, choices=CHOICES, joins=st.booleans())
def test_a_merge_and_its_undo_give_back_exactly_the_former_state(
    camille: Actor, ours: House, one: dict, other: dict, choices: dict[str, Side], joins: bool
) -> None:
    # One person who holds every permission: this test is about data, not about who may.
    actor = replace(
        camille, grants={ours.practice.id: camille.grants[ours.practice.id] | {"patients:identity:validate"}}
    )
    with transaction.atomic():
        notice_in_force(ours.practice)
        open_all_day(ours)
        kept = record(actor, ours, one, nir_for(order=11), 8)
        gone = record(actor, ours, other, nir_for(order=12), 13)
        settle()
        before = picture(kept.id, gone.id)
        made = services.merge_patients(
            actor=actor, survivor_id=kept.id, merged_id=gone.id,
            choices={**choices, **({"medical_note": Side.BOTH} if joins else {})},
        )  # fmt: skip
        settle()
        visits = len(one["visits"]) + len(other["visits"])
        assert Appointment.objects.filter(patient=kept).count() == visits
        assert {line.id for line in search(actor, SearchTerms(name="le"))} <= {kept.id}
        services.undo_merge(actor=actor, merge_id=made.id)
        settle()
        assert picture(kept.id, gone.id) == before
        transaction.set_rollback(True)
