"""Changing a patient: only what is given, one version at a time, journalled."""

from datetime import date

import pytest

from audit import services as audit
from audit.actions import Action
from core.errors import Forbidden, InvalidInput, NotFound, VersionMismatch
from core.scoping import Actor, acting_as
from patients import services
from patients.errors import GuardianConsentRequired, InvalidNir, NirAlreadyKnown
from patients.models import Patient, SearchToken
from patients.plain_text import Address
from patients.search import SearchTerms, search
from patients.services import PatientChanges
from tests.factories.patients import make_patient, nir_for
from tests.factories.practices import House, World


@pytest.fixture
def patient(ours: House) -> Patient:
    return make_patient(ours.practice, phones=("0639980001",), nir=nir_for(order=1))


def change(actor: Actor, patient: Patient, version: int | None = None, **changes: object) -> Patient:
    return services.update_patient(
        actor=actor,
        patient_id=patient.id,
        changes=PatientChanges(**changes),  # type: ignore[arg-type]
        version=version,
    )


@pytest.mark.requirement("ST-24")
def test_only_what_is_given_changes(camille: Actor, patient: Patient) -> None:
    change(camille, patient, email="c@example.fr", address=Address("1 rue X", "54000", "Nancy"))
    kept = Patient.objects.get(id=patient.id)
    assert (kept.email, kept.city, kept.version) == ("c@example.fr", "Nancy", 2)
    assert kept.used_name == "Lefèvre" and kept.phones.count() == 1
    assert kept.nir is not None and kept.nir.open() == nir_for(order=1)


def test_a_marriage_changes_the_everyday_name_and_keeps_the_birth_name(camille: Actor, patient: Patient) -> None:
    change(camille, patient, family_name="Durand")
    for typed in ("durand", "lefe"):
        assert [line.id for line in search(camille, SearchTerms(name=typed))] == [patient.id]


def test_a_strict_trait_makes_the_identity_provisional_again(camille: Actor, patient: Patient) -> None:
    Patient.objects.filter(id=patient.id).update(identity_status="VALI")
    assert change(camille, patient, email="c@example.fr").identity_status == "VALI"
    assert change(camille, patient, given_names="Camille Anne").identity_status == "PROV"


def test_nothing_new_changes_nothing(camille: Actor, patient: Patient, journal: list[audit.Event]) -> None:
    assert change(camille, patient, family_name=" lefèvre".title()).version == 1
    assert [event.action for event in journal] == [Action.PATIENT_READ], "the file was shown all the same"


def test_a_stale_version_is_refused(camille: Actor, patient: Patient) -> None:
    assert change(camille, patient, 1, email="c@example.fr").version == 2
    with pytest.raises(VersionMismatch):
        change(camille, patient, 1, email="d@example.fr")
    assert Patient.objects.get(id=patient.id).email == "c@example.fr"


def test_phones_are_replaced_whole_and_normalised(camille: Actor, patient: Patient) -> None:
    change(camille, patient, phones=("01 99 00 00 02", "0262 91 00 01"))
    kept = Patient.objects.get(id=patient.id)
    assert [p.e164 for p in kept.phones.order_by("position")] == ["+33199000002", "+262262910001"]


def test_a_new_nir_replaces_the_value_and_its_token(camille: Actor, patient: Patient) -> None:
    change(camille, patient, nir=nir_for(order=2))
    assert search(camille, SearchTerms(nir=nir_for(order=1))) == []
    assert [line.id for line in search(camille, SearchTerms(nir=nir_for(order=2)))] == [patient.id]
    change(camille, patient, nir="")
    assert Patient.objects.get(id=patient.id).nir is None
    assert not SearchToken.objects.exists()


def test_the_nir_of_somebody_else_is_refused(camille: Actor, patient: Patient, ours: House) -> None:
    make_patient(ours.practice, "Durand", "Paul", date(1950, 1, 1), nir=nir_for(order=9))
    with pytest.raises(NirAlreadyKnown):
        change(camille, patient, nir=nir_for(order=9))
    with pytest.raises(InvalidNir):
        change(camille, patient, nir="295109912611199")


def test_a_birth_date_under_sixteen_is_refused(camille: Actor, patient: Patient) -> None:
    with pytest.raises(GuardianConsentRequired):
        change(camille, patient, birth_date=date(2024, 2, 29))


def test_wrong_values_are_named_and_nothing_is_stored(camille: Actor, patient: Patient) -> None:
    with pytest.raises(InvalidInput) as refused:
        change(camille, patient, family_name="", given_names="", email="x", phones=("1",))
    assert {error.field for error in refused.value.errors} == {"family_name", "given_names", "email", "phones[0]"}
    assert Patient.objects.get(id=patient.id).version == 1


def test_the_journal_names_what_changed_not_what_it_became(
    camille: Actor, patient: Patient, journal: list[audit.Event]
) -> None:
    change(camille, patient, email="c@example.fr", phones=("0199000002",))
    (event,) = journal
    assert (event.action, event.patient_id) == (Action.PATIENT_UPDATED, patient.id)
    assert event.details == {"version": 2, "email_changed": True, "phones_changed": True}


def test_another_practice_finds_nobody_and_a_manager_may_not(
    patient: Patient, world: World, camille: Actor, charlie: Actor
) -> None:
    with acting_as(charlie), pytest.raises(NotFound):
        change(charlie, patient, email="c@example.fr")
    with acting_as(nadia := world.actor("nadia")), pytest.raises(Forbidden):
        change(nadia, patient, email="c@example.fr")
    assert change(camille, patient, email="c@example.fr").version == 2
