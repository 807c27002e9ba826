"""Candidates come from the practice only, by day, by exchanged day and month, by same names, by NIR."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.scoping import Actor
from patients.contact import Contact
from patients.duplicates import probable_duplicates
from patients.newcomer import Newcomer, Reading, read_newcomer
from tests.factories.patients import BIRTH, identity, make_patient, nir_for
from tests.factories.practices import House, World


def told(nir: str = "", phones: tuple[str, ...] = (), **traits: Any) -> Reading:
    return read_newcomer(Newcomer(identity(**traits), Contact(phones=phones), nir), today=date(2026, 11, 22))


@pytest.mark.requirement("ST-22")
def test_each_slip_finds_the_patient_and_others_stay_silent(ours: House, camille: Actor) -> None:
    known = make_patient(ours.practice, "Durand", "Camille Anne", BIRTH, birth_name="Lefèvre", phones=("0639980001",))
    make_patient(ours.practice, "Durand", "Louis", BIRTH, phones=("0639980001",))
    make_patient(ours.practice, "Durand", "Camille Anne", date(1950, 7, 30))
    slips: list[dict[str, Any]] = [
        {"family_name": "Lefèvre", "given_names": "Camille"},
        {"family_name": "Lefebvre", "given_names": "Camille"},
        {"family_name": "Durant", "given_names": "Camille"},
        {"family_name": "Petit", "given_names": "Camille", "phones": ("+33639980001",)},
        {"family_name": "Durand", "given_names": "Camille Anne", "birth_date": date(1984, 12, 3)},
        {"family_name": "Durand", "given_names": "Camille Anne", "birth_date": date(1948, 3, 12)},
    ]
    for slip in slips:
        assert probable_duplicates(ours.practice.id, told(**slip)) == [known.id], slip
    assert probable_duplicates(ours.practice.id, told(family_name="Petit", given_names="Camille")) == []


def test_the_holder_of_the_same_nir_comes_first_whoever_it_seems_to_be(ours: House, camille: Actor) -> None:
    alike = make_patient(ours.practice)
    holder = make_patient(ours.practice, "Petit", "Paul", date(1950, 1, 1), nir=nir_for(order=3))
    assert probable_duplicates(ours.practice.id, told(nir=nir_for(order=3))) == [holder.id, alike.id]


def test_another_practice_s_patients_are_never_candidates(world: World, ours: House, camille: Actor) -> None:
    make_patient(world.theirs.practice, nir=nir_for(order=3))
    assert probable_duplicates(ours.practice.id, told(nir=nir_for(order=3))) == []


def test_the_number_of_statements_is_constant(ours: House, camille: Actor) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            probable_duplicates(ours.practice.id, told(nir=nir_for(order=3)))
        return len(captured)

    make_patient(ours.practice)
    before = statements()
    for n in range(5):
        make_patient(ours.practice, given_names=f"Camille {'ABCDE'[n]}")
    # Which keys of search tokens are in force is one of them: a rotation searches with two.
    assert statements() == before == 4
