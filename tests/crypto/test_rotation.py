"""Top key and practice keys replaced: nothing lost, nobody disturbed."""

import pytest
from django.db import transaction

from core.scoping import acting_as, system_actor
from crypto import keyring
from crypto.models import PatientKey, PlatformKey, TopKey
from tests.crypto.rotating import PLACE, Ground, reading, rotate


def test_a_new_top_key_takes_every_practice_and_the_platform_and_changes_no_key_below(ground: Ground) -> None:
    rotate("--top")
    assert TopKey.objects.get(state=TopKey.State.ACTIVE).epoch == 2
    assert set(ground.practice_epochs().values().__iter__().__next__()) == {(1, "top-2")}
    assert list(PlatformKey.objects.order_by("epoch").values_list("wrapped_by", flat=True)) == ["top-1", "top-2"]
    assert ground.epochs() == {1}
    assert ground.unreadable() == []
    keyring.check_ready()


def test_a_new_epoch_gives_each_practice_a_key_and_wraps_every_patient_key_again(ground: Ground) -> None:
    said = rotate("--top", "--practices")
    assert ground.epochs() == {2}
    assert set(map(tuple, ground.practice_epochs().values())) == {((1, "top-1"), (2, "top-2"))}
    assert ground.unreadable() == []
    assert "42 patient keys wrapped again" in said
    assert "Epoch 1 is kept" in said


def test_practices_alone_wait_for_a_new_epoch(ground: Ground) -> None:
    assert "already" in rotate("--practices")
    rotate("--top")
    assert "42 patient keys" in rotate("--practices")
    assert ground.epochs() == {2}
    assert ground.unreadable() == []


def test_a_process_that_kept_the_former_keys_seals_under_the_new_epoch_at_once(ground: Ground) -> None:
    practice = ground.practices[0]
    assert ground.readable(*next(iter(ground.frames)))  # the key of epoch 1 is in the cache now
    rotate("--top", "--practices")
    patients = ground.admit(practice, 1)
    with acting_as(system_actor(practice)), transaction.atomic():
        assert PatientKey.objects.get(patient_id=patients[0]).epoch == 2


def test_what_was_sealed_under_the_platform_key_opens_after_each_epoch(ground: Ground) -> None:
    frame = keyring.platform_key().seal(b"graine", PLACE)
    for _ in range(3):
        rotate("--top", "--practices")
        keyring.wipe_caches()
        assert keyring.platform_key().open(frame, PLACE) == b"graine"


@pytest.mark.slow
@pytest.mark.requirement("ST-41")
def test_people_read_right_while_two_thousand_keys_are_replaced(ground: Ground) -> None:
    """security.md C4; the full size is in tests/prove."""
    ground.add(2_000)
    with reading(ground) as tallies:
        rotate("--top", "--practices")
        rotate("--top")
        rotate("--top", "--practices")
        rotate("--destroy", "1", "--for-ever")
    (tally,) = tallies
    assert (tally.wrong, tally.failed) == (0, 0)
    assert tally.reads > 200
    assert ground.epochs() == {4}
    assert ground.unreadable() == []
