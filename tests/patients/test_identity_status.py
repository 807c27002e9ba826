"""Who is proven to be who they say: a table, a history, and nothing that a telephone could prove."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import Actor, acting_as, system_actor
from patients import services
from patients.enums import IdentityFlag
from patients.errors import NirUnknown
from patients.identity import IdentityStatus
from patients.identity_status import (
    BARRED_BY_DOUBT,
    NEXT,
    IdentityDoubtful,
    IdentityEvent,
    IdentityUnmoved,
    after,
    carries_matricule,
)
from patients.models import Patient
from patients.queries import identity_history, open_patient
from patients.search import SearchTerms, search
from patients.services import PatientChanges
from tests.factories.patients import make_patient, nir_for
from tests.factories.practices import House, World
from tests.personas import NADIA

pytestmark = pytest.mark.requirement("ST-22")
PROV, VALI, RECUP, QUAL = IdentityStatus


@pytest.fixture
def patient(ours: House, camille: Actor) -> Patient:
    return make_patient(ours.practice, nir=nir_for())


@pytest.fixture
def on_the_spot(dr_martin: Actor) -> Iterator[Actor]:
    """The practitioner, who has the person and the document before the eyes."""
    with acting_as(dr_martin):
        yield dr_martin


def status(patient: Patient) -> IdentityStatus:
    return IdentityStatus(Patient.objects.get(id=patient.id).identity_status)


def test_the_table_knows_every_event_and_leads_only_to_statuses() -> None:
    assert set(NEXT) == set(IdentityEvent)
    for event, current in product(IdentityEvent, IdentityStatus):
        reached = NEXT[event].get(current)
        if reached is None:
            with pytest.raises(IdentityUnmoved):
                after(current, event)
        else:
            assert after(current, event) is reached


def test_two_independent_proofs_make_a_qualified_identity_in_either_order() -> None:
    document, insi = IdentityEvent.DOCUMENT_SEEN, IdentityEvent.INSI_ANSWERED
    assert after(after(PROV, document), insi) is after(after(PROV, insi), document) is QUAL
    assert (after(PROV, document), after(PROV, insi)) == (VALI, RECUP)
    for current in IdentityStatus:
        assert after(current, IdentityEvent.TRAITS_CHANGED) is PROV


def test_a_doubt_bars_validated_and_qualified_whatever_happens() -> None:
    for current in IdentityStatus:
        assert after(current, IdentityEvent.DOUBT_RAISED) in (PROV, RECUP)
        for event in BARRED_BY_DOUBT:
            with pytest.raises(IdentityDoubtful):
                after(current, event, is_doubtful=True)


def test_only_a_qualified_identity_without_a_doubt_carries_its_matricule() -> None:
    assert [status for status in IdentityStatus if carries_matricule(status, is_doubtful=False)] == [QUAL]
    assert not carries_matricule(QUAL, is_doubtful=True)


def test_a_telephone_booking_is_provisional_and_no_remote_secretary_validates_it(
    camille: Actor, patient: Patient
) -> None:
    assert status(patient) is PROV
    with pytest.raises(Forbidden):
        services.validate_identity(actor=camille, patient_id=patient.id, document="passport")
    with pytest.raises(Forbidden):
        services.record_insi_answer(actor=camille, patient_id=patient.id, found=True)
    assert status(patient) is PROV


def test_on_the_spot_a_document_validates_and_the_history_says_which(on_the_spot: Actor, patient: Patient) -> None:
    services.validate_identity(actor=on_the_spot, patient_id=patient.id, document="passport")
    assert status(patient) is VALI
    with pytest.raises(IdentityUnmoved) as refusal:
        services.validate_identity(actor=on_the_spot, patient_id=patient.id, document="passport")
    assert refusal.value.extra == {"current": "VALI", "event": "document-seen"}
    with pytest.raises(InvalidInput):
        services.validate_identity(actor=on_the_spot, patient_id=patient.id, document="carte de bibliothèque")
    services.withdraw_validation(actor=on_the_spot, patient_id=patient.id)
    events = [(line.event, line.after, line.document, line.by_id) for line in identity_history(on_the_spot, patient.id)]
    me = on_the_spot.user_id
    assert events == [("document-withdrawn", "PROV", "", me), ("document-seen", "VALI", "passport", me)]


def test_the_adapter_of_the_national_service_qualifies_what_a_document_validated(
    ours: House, on_the_spot: Actor, patient: Patient
) -> None:
    services.validate_identity(actor=on_the_spot, patient_id=patient.id, document="identity_card")
    adapter = system_actor(ours.practice.id)
    with acting_as(adapter):
        services.record_insi_answer(actor=adapter, patient_id=patient.id, found=True)
        assert status(patient) is QUAL
        bare = make_patient(ours.practice, "Sans", "Numéro")
        with pytest.raises(NirUnknown):
            services.record_insi_answer(actor=adapter, patient_id=bare.id, found=True)


def test_a_changed_strict_trait_drops_the_status_and_keeps_what_it_was(on_the_spot: Actor, patient: Patient) -> None:
    services.validate_identity(actor=on_the_spot, patient_id=patient.id, document="passport")
    services.update_patient(actor=on_the_spot, patient_id=patient.id, changes=PatientChanges(email="c@example.fr"))
    assert status(patient) is VALI, "an address is no strict trait"
    changes = PatientChanges(birth_date=date(1984, 3, 13))
    services.update_patient(actor=on_the_spot, patient_id=patient.id, changes=changes)
    assert status(patient) is PROV
    line = identity_history(on_the_spot, patient.id)[0]
    assert (line.event, line.before, line.after) == ("traits-changed", "VALI", "PROV")
    assert line.former_traits is not None and line.former_traits.open() == '{"birth_date": "1984-03-12"}'


def test_a_doubt_takes_the_document_s_proof_away_until_it_is_lifted(on_the_spot: Actor, patient: Patient) -> None:
    services.validate_identity(actor=on_the_spot, patient_id=patient.id, document="passport")
    flag = IdentityFlag.DOUBTFUL
    services.flag_identity(actor=on_the_spot, patient_id=patient.id, flag=flag, is_raised=True)
    services.flag_identity(actor=on_the_spot, patient_id=patient.id, flag=flag, is_raised=True)
    assert status(patient) is PROV
    with pytest.raises(IdentityDoubtful):
        services.validate_identity(actor=on_the_spot, patient_id=patient.id, document="passport")
    services.flag_identity(actor=on_the_spot, patient_id=patient.id, flag=flag, is_raised=False)
    services.validate_identity(actor=on_the_spot, patient_id=patient.id, document="passport")
    assert status(patient) is VALI
    assert len(identity_history(on_the_spot, patient.id)) == 4


def test_flags_show_in_every_search_and_belong_to_those_who_may(
    camille: Actor, charlie: Actor, world: World, patient: Patient
) -> None:
    for flag in IdentityFlag:
        services.flag_identity(actor=camille, patient_id=patient.id, flag=flag, is_raised=True)
    (line,) = search(camille, SearchTerms(birth_date=patient.birth_date))
    assert line.is_doubtful and line.is_namesake
    with pytest.raises(InvalidInput):
        services.flag_identity(actor=camille, patient_id=patient.id, flag="famous", is_raised=True)
    with acting_as(charlie), pytest.raises(NotFound):
        services.flag_identity(actor=charlie, patient_id=patient.id, flag="doubtful", is_raised=False)
    nadia = replace(world.actor(NADIA))
    with acting_as(nadia), pytest.raises(Forbidden):
        services.flag_identity(actor=nadia, patient_id=patient.id, flag="doubtful", is_raised=False)
    assert open_patient(camille, patient.id).is_doubtful
