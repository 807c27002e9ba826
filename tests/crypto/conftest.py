from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from core.scoping import acting_as, system_actor
from crypto import keyring
from tests.crypto import sample


@pytest.fixture
def practice(db: None) -> Iterator[UUID]:
    """A practice with its key, in the context."""
    keyring.wipe_caches()
    practice_id = uuid4()
    with acting_as(system_actor(practice_id)):
        keyring.create_practice_keys(practice_id)
        yield practice_id
    keyring.wipe_caches()
    # This room stands below the journal: its tests make patient keys without events, and never commit them.
    transaction.set_rollback(True)


@pytest.fixture
def patient(practice: UUID) -> UUID:
    patient_id = uuid4()
    keyring.create_patient_key(patient_id, practice)
    return patient_id


@pytest.fixture
def tables(practice: UUID) -> None:
    sample.create_tables()
