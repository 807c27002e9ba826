"""An old top key destroyed: the erased stay unreadable in every backup, everybody else reads on."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError
from django.db import connections, transaction

from audit import services as audit
from audit.actions import Action
from core.scoping import acting_as, system_actor
from crypto import keyring
from crypto.journal import KeyAct
from crypto.models import TopKey
from crypto.providers.file import FileKeys
from crypto.providers.memory import MemoryKeys
from crypto.rotation import top_keys, turn
from crypto.rotation.turn import inside
from tests.crypto.rotating import PLACE, Ground, dying, events, killed_at, rotate


def dump(ground: Ground) -> dict[str, list[tuple[Any, ...]]]:
    """What a stolen backup holds of the keyring."""
    with inside(*ground.practices), connections["owner"].cursor() as cursor:
        tables = {}
        for table, columns in {
            "crypto_practicekey": "practice_id, epoch, wrapped_by, wrapped",
            "crypto_patientkey": "practice_id, patient_id, version, epoch, wrapped",
        }.items():
            cursor.execute(f"SELECT {columns} FROM {table}")
            tables[table] = cursor.fetchall()
    return tables


def opened_from(backup: dict[str, list[tuple[Any, ...]]], ground: Ground) -> set[UUID]:
    """The patients who can be read from a backup with the provider as it is today."""
    wrapping, found = {}, set()
    for practice, epoch, key_id, wrapped in backup["crypto_practicekey"]:
        try:
            context = keyring.practice_context(practice, epoch)
            wrapping[practice, epoch] = keyring.unwrapped_key(key_id, wrapped, context, epoch)
        except keyring.KeysUnavailable:
            continue
    for practice, patient, version, epoch, wrapped in backup["crypto_patientkey"]:
        if key := wrapping.get((practice, epoch)):
            raw = key.open_key(bytes(wrapped), keyring.patient_context(practice, patient, version))
            text = keyring.SealingKey(raw, version).open(ground.frames[practice, patient], PLACE)
            found |= {patient} if text == patient.bytes else set()
    return found


@pytest.mark.requirement("ST-41")
def test_an_erased_patient_is_unreadable_in_every_backup_two_epochs_later(ground: Ground) -> None:
    practice, erased = next(iter(ground.frames))
    backup = dump(ground)
    everybody = {patient for _, patient in ground.frames}
    assert opened_from(backup, ground) == everybody  # control: today the backup opens
    with acting_as(system_actor(practice)), transaction.atomic():
        keyring.destroy_patient_key(erased, practice)
        audit.record(actor=None, action=Action.PERSON_ERASED, practice_id=practice, patient_id=erased)
    del_frames = {name: frame for name, frame in ground.frames.items() if name[1] != erased}
    rotate("--top", "--practices")
    assert erased in opened_from(backup, ground)  # a backup younger than an epoch restores alone
    rotate("--top", "--practices")
    middle = dump(ground)
    rotate("--destroy", "1", "--for-ever")
    assert opened_from(backup, ground) == set()
    # The old data with today's keyring: everybody but the erased.
    overlay = {**backup, "crypto_practicekey": middle["crypto_practicekey"]}
    assert erased not in opened_from(overlay, ground)
    assert opened_from(middle, ground) == everybody - {erased}
    ground.frames = del_frames
    assert ground.unreadable() == []
    assert [event["details"]["epoch"] for event in events(KeyAct.TOP_KEY_DESTROYED)] == [1]
    assert all((1, "top-1") not in keys for keys in ground.practice_epochs().values())


def test_an_epoch_that_still_protects_somebody_is_not_destroyed(ground: Ground) -> None:
    top_keys.begin_epoch()
    top_keys.begin_epoch()
    with pytest.raises(CommandError, match=r"still protects|does not hang"):
        rotate("--destroy", "1", "--for-ever")
    assert ground.unreadable() == []


def test_a_destruction_cut_off_before_its_commit_is_ended_by_the_same_command(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    rotate("--top", "--practices")
    rotate("--top", "--practices")
    with monkeypatch.context() as patch:
        patch.setattr(keyring, "destroy_top_key", killed_at(1, keyring.destroy_top_key))
        assert dying(lambda: rotate("--destroy", "1", "--for-ever")) == -9
    assert TopKey.objects.get(epoch=1).state == TopKey.State.RETIRING
    rotate("--destroy", "1", "--for-ever")
    assert TopKey.objects.get(epoch=1).state == TopKey.State.DESTROYED
    with pytest.raises(CommandError, match="destroyed already"):
        rotate("--destroy", "1", "--for-ever")


def test_a_key_destroyed_by_another_process_is_noticed_by_the_file_provider(tmp_path: Path) -> None:
    mine, other = FileKeys(tmp_path / "keyring.json"), FileKeys(tmp_path / "keyring.json")
    mine.create("top-1")
    wrapped = mine.wrap("top-1", b"k" * 32, b"here")
    other.destroy("top-1")
    with pytest.raises(Exception, match="top-1"):
        mine.unwrap("top-1", wrapped, b"here")


def test_the_memory_provider_hands_out_keys_that_can_be_wiped() -> None:
    keys = MemoryKeys()
    keys.create("top")
    key = keys.unwrap("top", keys.wrap("top", b"k" * 32, b"here"), b"here")
    assert key == b"k" * 32
    keyring.wipe(key)
    assert key == bytes(32)


def test_nobody_of_an_unknown_practice_is_listed(ground: Ground) -> None:
    assert set(turn.practices()) == set(ground.practices)
    assert uuid4() not in turn.practices()
