"""A new key for what belongs to no practice: codes and kept answers go on, the former key is forgotten."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connections, transaction

from accounts.models import TotpDevice, User
from crypto import journal, keyring
from crypto.journal import KeyAct
from crypto.models import PlatformKey
from crypto.providers.file import FileKeys
from crypto.rotation import platform_key, top_keys
from crypto.rotation.sealed_cells import columns_of_the_platform
from tests.crypto.rotating import dying, events, killed_at, rotate
from tests.factories.accounts import person


@pytest.fixture
def people(committed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Three people and the seeds of their applications."""
    keys = FileKeys(tmp_path / "keyring.json")
    monkeypatch.setattr(keyring, "provider", lambda: keys)
    monkeypatch.setattr(keyring, "NOTICE_SECONDS", 0.05)
    keyring.wipe_caches()
    with transaction.atomic():
        keyring.ensure_platform_key()
        users = [person(name) for name in ("camille", "lea", "nadia")]
    yield {user.username: seed_of(user) for user in users}
    keyring.wipe_caches()


def seed_of(user: User) -> str:
    with transaction.atomic():
        return TotpDevice.objects.get(user=user).seed.open()


def seeds() -> dict[str, str]:
    return {user.username: seed_of(user) for user in User.objects.all()}


def frame_versions() -> set[int]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT DISTINCT get_byte(seed, 2) * 256 + get_byte(seed, 3) FROM accounts_totp_device")
        return {version for (version,) in cursor.fetchall()}


def key_versions() -> set[int]:
    return set(PlatformKey.objects.values_list("version", flat=True))


def test_the_columns_come_from_the_models() -> None:
    labels = {column.label for column in columns_of_the_platform()}
    assert {"accounts_totp_device.seed", "idempotency_keptanswer.body"} <= labels
    assert "patients_patient.nir" not in labels


@pytest.mark.requirement("ST-41")
def test_every_value_is_sealed_again_and_reads_as_before(people: dict[str, str]) -> None:
    assert frame_versions() == {1}
    said = rotate("--platform")
    assert "Version 2 of the platform key is in force, 3 values sealed again" in said
    assert (frame_versions(), key_versions(), seeds()) == ({2}, {2}, people)
    rotate("--platform")
    rotate("--top", "--practices")
    assert (frame_versions(), key_versions(), seeds()) == ({3}, {3}, people)
    assert len(events(KeyAct.PLATFORM_KEY_RENEWED)) == len(events(KeyAct.PLATFORM_KEY_RETIRED)) == 2
    assert len(events(KeyAct.SEALED_CELL_RESEALED)) == 6


def test_a_process_seals_with_the_new_key_as_soon_as_it_has_noticed(
    people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "NOTICE_SECONDS", 60.0)
    keyring.wipe_caches()
    assert keyring.platform_key().version == 1
    monkeypatch.setattr(platform_key.time, "sleep", lambda _: None)
    rotate("--platform")
    assert keyring.platform_key().version == 1, "what was noticed a moment ago holds for a while"
    keyring.wipe_caches()
    assert keyring.platform_key().version == 2


def test_a_value_written_with_the_former_key_meanwhile_is_sealed_again_before_it_goes(
    people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who had not noticed yet."""
    reseal, late = platform_key._reseal_all, []

    def reseal_and_write(*told: object) -> int:
        count = int(reseal(*told))  # type: ignore[arg-type]
        if not late:
            with transaction.atomic():
                keyring._newest_platform[:] = [1, float("inf")]
                late.append(person("ines"))
        return count

    monkeypatch.setattr(platform_key, "_reseal_all", reseal_and_write)
    rotate("--platform")
    keyring.wipe_caches()
    assert (frame_versions(), key_versions()) == ({2}, {2})
    assert seeds() == {**people, "ines": seed_of(late[0])}


@pytest.mark.slow
def test_whatever_moment_it_is_killed_the_same_command_ends_the_renewal(
    people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for version, number in enumerate((1, 2, 4, 5), 2):
        with monkeypatch.context() as patch:
            patch.setattr(platform_key, "journal_keys", killed_at(number, journal.journal_keys))
            assert dying(lambda: rotate("--platform")) == -9
        assert seeds() == people
        assert ("cut off" in rotate("--platform")) == (number > 1)
        assert (frame_versions(), key_versions(), seeds()) == ({version}, {version}, people)


def test_a_value_that_does_not_open_keeps_the_former_key_and_the_old_epochs(people: dict[str, str]) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_totp_device SET seed = seed || '\\x00'::bytea WHERE ctid IN"
            " (SELECT ctid FROM accounts_totp_device LIMIT 1)"
        )
    with pytest.raises(CommandError, match=r"accounts_totp_device\.seed.*does not open; the former key is kept"):
        rotate("--platform")
    assert key_versions() == {1, 2}
    rotate("--top")
    rotate("--top")
    with pytest.raises(CommandError, match="finish it with --platform first"):
        rotate("--destroy", "1", "--for-ever")
    assert top_keys.TopKey.objects.get(epoch=1).state == "retiring"
