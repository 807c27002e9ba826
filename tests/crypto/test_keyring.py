from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit import services as audit
from audit.actions import Action
from core.scoping import acting_as, system_actor
from crypto import keyring
from crypto.errors import KeyDestroyed, KeyMissing, KeysUnavailable, SealBroken
from crypto.models import PatientKey, PlatformKey, PracticeKey, TopKey
from crypto.providers import ProviderUnavailable, provider
from crypto.providers.memory import MemoryKeys

PLACE = b"place"


@contextmanager
def statements(count: int) -> Iterator[None]:
    with CaptureQueriesContext(connection) as seen:
        yield
    assert len(seen) == count, [query["sql"] for query in seen]


def test_a_patient_key_seals_and_opens(practice: UUID, patient: UUID) -> None:
    frame = keyring.patient_key(practice, patient).seal(b"text", PLACE)
    assert keyring.patient_key(practice, patient, 1).open(frame, PLACE) == b"text"


def test_no_key_lies_in_the_database_in_clear(practice: UUID, patient: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytes] = []
    monkeypatch.setattr(keyring, "new_key", lambda: made.append(uuid4().bytes + uuid4().bytes) or bytearray(made[-1]))
    fresh_practice, fresh_patient = uuid4(), uuid4()
    with acting_as(system_actor(fresh_practice)):
        keyring.create_practice_keys(fresh_practice)
        keyring.create_patient_key(fresh_patient, fresh_practice)
        rows = [*PracticeKey.objects.all(), *PatientKey.objects.all(), *PlatformKey.objects.all()]
    assert len(made) == 2
    assert rows
    assert not any(key in bytes(row.wrapped) for key in made for row in rows)


def test_without_the_practice_in_the_context_there_is_no_key(practice: UUID, patient: UUID) -> None:
    keyring.wipe_caches()
    assert keyring.patient_key(practice, patient)
    with acting_as(system_actor(uuid4())):
        with pytest.raises(KeyDestroyed):
            keyring.patient_key(practice, patient)
        keyring.wipe_caches()
        with pytest.raises(KeyMissing):
            keyring.create_patient_key(uuid4(), practice)


def test_giving_a_practice_its_keys_twice_changes_nothing(practice: UUID, patient: UUID) -> None:
    frame = keyring.patient_key(practice, patient).seal(b"text", PLACE)
    keyring.create_practice_keys(practice)
    keyring.ensure_platform_key()
    keyring.ensure_platform_key()
    keyring.wipe_caches()
    assert keyring.patient_key(practice, patient).open(frame, PLACE) == b"text"
    assert PracticeKey.objects.count() == PlatformKey.objects.count() == TopKey.objects.count() == 1


def test_a_destroyed_patient_key_never_opens_again(practice: UUID, patient: UUID) -> None:
    other = uuid4()
    keyring.create_patient_key(other, practice)
    with keyring.holding_keys([patient, other]):
        keyring.destroy_patient_key(patient, practice)
        with pytest.raises(KeyDestroyed):
            keyring.patient_key(practice, patient)
        assert keyring.patient_key(practice, other)


def test_a_wrapped_key_moved_to_another_patient_is_refused(practice: UUID, patient: UUID) -> None:
    other = uuid4()
    keyring.create_patient_key(other, practice)
    stolen = PatientKey.objects.get(patient_id=patient).wrapped
    PatientKey.objects.filter(patient_id=other).delete()
    PatientKey.objects.create(practice_id=practice, patient_id=other, epoch=1, wrapped=stolen)
    with pytest.raises(SealBroken):
        keyring.patient_key(practice, other)
    assert keyring.patient_key(practice, patient)


def test_a_practice_key_moved_to_another_practice_is_refused(practice: UUID) -> None:
    other = uuid4()
    stolen = PracticeKey.objects.get(practice_id=practice)
    with acting_as(system_actor(other)):
        PracticeKey.objects.create(
            practice_id=other, epoch=stolen.epoch, wrapped_by=stolen.wrapped_by, wrapped=stolen.wrapped
        )
        with pytest.raises(SealBroken):
            keyring.create_patient_key(uuid4(), other)


def test_many_patient_keys_are_made_in_one_statement_and_read_in_one(practice: UUID) -> None:
    patients = [uuid4() for _ in range(50)]
    keyring.create_patient_key(uuid4(), practice)
    with statements(2):  # the practice's key (not kept before its commit), then the fifty rows
        keyring.create_patient_keys((patient, practice) for patient in patients[:1])
    keyring.create_patient_keys((patient, practice) for patient in patients[1:])
    with keyring.holding_keys(patients), statements(0):
        for patient in patients:
            keyring.patient_key(practice, patient)


def test_a_key_made_inside_a_holding_block_is_not_read_again(practice: UUID) -> None:
    patient = uuid4()
    with keyring.holding_keys():
        keyring.create_patient_key(patient, practice)
        with statements(0):
            frame = keyring.patient_key(practice, patient).seal(b"text", PLACE)
    assert keyring.patient_key(practice, patient).open(frame, PLACE) == b"text"


def test_held_keys_are_forgotten_when_the_block_ends(practice: UUID, patient: UUID) -> None:
    with keyring.holding_keys([patient]), keyring.holding_keys():
        assert keyring.patient_key(practice, patient)
    PatientKey.objects.all().delete()
    with pytest.raises(KeyDestroyed):
        keyring.patient_key(practice, patient)


def test_a_key_is_never_kept_from_a_transaction_that_was_rolled_back(db: None) -> None:
    practice = uuid4()
    keyring.wipe_caches()
    with acting_as(system_actor(practice)):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            keyring.create_practice_keys(practice)
            keyring.create_patient_key(uuid4(), practice)
            raise ZeroDivisionError
        with pytest.raises(KeyMissing):
            keyring.create_patient_key(uuid4(), practice)


def test_committed_keys_stay_in_process_until_they_are_wiped(committed: None) -> None:
    practice, patient = uuid4(), uuid4()
    with acting_as(system_actor(practice)), transaction.atomic():
        keyring.create_practice_keys(practice)
    with acting_as(system_actor(practice)), transaction.atomic():
        keyring.create_patient_key(patient, practice)
        audit.record(actor=None, action=Action.PATIENT_CREATED, practice_id=practice, patient_id=patient)
        with statements(1):
            keyring.patient_key(practice, patient)
        keyring.wipe_caches()
        with statements(2):
            keyring.patient_key(practice, patient)
    keyring.wipe_caches()


class Silent(MemoryKeys):
    """A hardware module whose network is down."""

    def _key(self, key_id: str) -> bytes:
        raise ProviderUnavailable(key_id)


def test_a_patient_key_is_neither_made_nor_destroyed_without_an_event(committed: None) -> None:
    practice, patient = uuid4(), uuid4()
    with acting_as(system_actor(practice)):
        with transaction.atomic():
            keyring.create_practice_keys(practice)
        with pytest.raises(IntegrityError, match="not in the journal"), transaction.atomic():
            keyring.create_patient_key(patient, practice)
        with transaction.atomic():
            keyring.create_patient_key(patient, practice)
            audit.record(actor=None, action=Action.PATIENT_CREATED, practice_id=practice, patient_id=patient)
        with pytest.raises(IntegrityError, match="not in the journal"), transaction.atomic():
            keyring.destroy_patient_key(patient, practice)
        with transaction.atomic():
            assert keyring.patient_key(practice, patient)
    keyring.wipe_caches()


def test_a_silent_provider_answers_busy_and_never_falls_back(
    practice: UUID, patient: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keyring.patient_key(practice, patient)
    keyring.wipe_caches()
    monkeypatch.setattr(keyring, "provider", Silent)
    for act in (
        lambda: keyring.patient_key(practice, patient),
        lambda: keyring.create_patient_key(uuid4(), practice),
        lambda: keyring.search_token(practice, "nir", "x", 1),
        lambda: keyring.platform_key(),
    ):
        with pytest.raises(KeysUnavailable) as refused:
            act()
        assert refused.value.status == 503


def test_readiness_asks_the_provider_itself(practice: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyMissing):
        keyring.check_ready()
    keyring.ensure_platform_key()
    keyring.check_ready()
    monkeypatch.setattr(keyring, "provider", Silent)
    with pytest.raises(KeysUnavailable):
        keyring.check_ready()


def test_a_search_token_is_keyed_and_belongs_to_one_practice_and_one_kind(practice: UUID) -> None:
    token = keyring.search_token(practice, "nir", "1840354057001", 1)
    assert len(token) == 32
    assert token == keyring.search_token(practice, "nir", "1840354057001", 1)
    assert token != keyring.search_token(uuid4(), "nir", "1840354057001", 1)
    assert token != keyring.search_token(practice, "phone", "1840354057001", 1)
    assert token != keyring.search_token(practice, "nir", "1840354057002", 1)


def test_the_first_token_of_an_installation_makes_its_key(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = MemoryKeys()
    monkeypatch.setattr(keyring, "provider", lambda: empty)
    assert len(keyring.search_token(uuid4(), "nir", "x", 1)) == 32
    assert TopKey.objects.count() == 1


def test_the_provider_of_tests_is_the_one_in_memory() -> None:
    assert type(provider()) is MemoryKeys
