"""A rotation cut off, refused or in the way of another: the same command ends the work, nothing is lost."""

from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError
from django.db import connections, transaction

from audit import services as audit
from audit.actions import Action
from core.scoping import acting_as, system_actor
from crypto import journal, keyring
from crypto.models import PatientKey, PracticeKey, TopKey
from crypto.rotation import practice_keys, top_keys, turn
from crypto.rotation.turn import inside
from tests.crypto.rotating import Ground, dying, killed_at, rotate
from tests.crypto.test_keyring import Silent


@pytest.mark.slow
def test_whatever_moment_the_process_is_killed_the_same_command_ends_the_work(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(practice_keys, "LOT", 7)
    for number in range(1, 12):
        with monkeypatch.context() as patch:
            deadly = killed_at(number, journal.journal_keys)
            for module in (practice_keys, top_keys):
                patch.setattr(module, "journal_keys", deadly)
            assert dying(lambda: rotate("--top", "--practices")) == -9
        assert ground.unreadable() == []
        rotate("--top", "--practices")
        assert len(ground.epochs()) == 1
        assert ground.unreadable() == []
    assert TopKey.objects.filter(state=TopKey.State.ACTIVE).count() == 1


def test_a_provider_that_falls_silent_in_the_middle_costs_nothing(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, answers = keyring.provider(), iter(range(6))

    class Failing:
        def __getattr__(self, name: str) -> Any:
            return getattr(keys if next(answers, None) is not None else Silent(), name)

    with monkeypatch.context() as patch:
        patch.setattr(keyring, "provider", Failing)
        with pytest.raises(CommandError, match="does not answer"):
            rotate("--top", "--practices")
    assert ground.unreadable() == []
    rotate("--top", "--practices")
    assert ground.epochs() == {2}
    assert ground.unreadable() == []


def test_a_missing_epoch_stops_everything_before_anything_is_changed(ground: Ground) -> None:
    practice = ground.practices[0]
    rotate("--top", "--practices")
    with inside(practice):
        PracticeKey.objects.using("owner").filter(practice_id=practice, epoch=2).delete()
    with pytest.raises(CommandError, match=r"epoch 2 is missing.*restore it"):
        rotate("--top", "--practices")
    assert TopKey.objects.count() == 2


def test_a_practice_key_that_does_not_open_is_found_first(ground: Ground) -> None:
    with inside(*ground.practices):
        first, second = PracticeKey.objects.using("owner").order_by("practice_id")
        first.wrapped = second.wrapped
        first.save(using="owner", update_fields=["wrapped"])
    with pytest.raises(CommandError, match=f"{first.practice_id}.*does not open"):
        rotate("--top")
    assert TopKey.objects.count() == 1


def test_one_patient_key_that_does_not_open_is_counted_and_stops_nobody_else(ground: Ground) -> None:
    practice, patient = next(iter(ground.frames))
    with acting_as(system_actor(practice)), transaction.atomic():
        row = PatientKey.objects.get(patient_id=patient)
        keyring.destroy_patient_key(patient, practice)
        PatientKey(practice_id=practice, patient_id=patient, epoch=1, wrapped=bytes(reversed(row.wrapped))).save()
        audit.record(actor=None, action=Action.PERSON_ERASED, practice_id=practice, patient_id=patient)
    with pytest.raises(CommandError, match="1 patient keys were changed"):
        rotate("--top", "--practices")
    assert ground.epochs() == {1, 2}
    with pytest.raises(CommandError, match="1 patient keys were changed"):
        rotate("--top", "--practices")
    assert TopKey.objects.count() == 2


def test_two_rotations_do_not_meet(ground: Ground) -> None:
    with connections["sealer"].cursor() as another:
        another.execute("SELECT pg_advisory_lock(%s)", [turn.LOCK])
        with pytest.raises(CommandError, match="Another rotation"):
            rotate("--top")
    connections["sealer"].close()  # as when the other is killed
    assert "Epoch 2" in rotate("--top")


def test_a_long_transaction_of_another_is_waited_for_and_then_named(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "PATIENCE_SECONDS", 0.1)
    with transaction.atomic(), pytest.raises(CommandError, match="open for too long"):
        connections["default"].cursor().execute("SELECT 1")
        rotate("--top", "--practices")
    rotate("--top", "--practices")
    assert ground.epochs() == {2}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--destroy", "1"], "--for-ever"),
        (["--destroy", "1", "--for-ever"], "is kept"),
        (["--destroy", "7", "--for-ever"], "no epoch 7"),
        (["--top", "--patient", str(UUID(int=1))], "alone"),
        (["--patient", str(UUID(int=1))], "no key"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(ground: Ground, options: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        rotate(*options)


def test_an_empty_keyring_is_refused(committed: None) -> None:
    with pytest.raises(CommandError, match="prepare_keys"):
        rotate("--top")


def test_the_state_of_the_keyring_can_be_asked(ground: Ground) -> None:
    assert "Every key in use opens" in rotate()
    top_keys.begin_epoch()
    assert "was cut off" in rotate()
    assert "was cut off" in rotate("--top", "--practices")
    assert "Every key in use opens" in rotate()
