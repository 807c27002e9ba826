from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from core.scoping import acting_as, system_actor
from crypto import keyring
from crypto.providers.file import FileKeys
from tests.crypto import sample
from tests.crypto.rotating import Ground


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


@pytest.fixture
def ground(committed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    """Two practices; the top keys lie in a file, as other processes must see them."""
    keys = FileKeys(tmp_path / "keyring.json")
    monkeypatch.setattr(keyring, "provider", lambda: keys)
    keyring.wipe_caches()
    ground = Ground()
    ground.add(30)
    ground.add(12)
    yield ground
    keyring.wipe_caches()
