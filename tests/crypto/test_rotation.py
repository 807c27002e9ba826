"""Top key and practice keys replaced: nothing lost, nobody disturbed, nothing unsaid, whatever is cut off."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connections, transaction

from audit.actions import Action
from audit.verifier import verify
from core.scoping import acting_as, system_actor
from crypto import journal, keyring
from crypto.journal import KeyAct
from crypto.models import PatientKey, PlatformKey, PracticeKey, TopKey
from crypto.providers.file import FileKeys
from crypto.providers.memory import MemoryKeys
from crypto.rotation import practice_keys, top_keys, turn
from crypto.rotation.turn import inside
from tests.crypto.rotating import PLACE, Ground, dying, killed_at, reading
from tests.crypto.test_keyring import Silent


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


def rotate(*options: str) -> str:
    said = StringIO()
    call_command("rotate_keys", *options, stdout=said)
    return said.getvalue()


def events(act: str) -> list[dict[str, Any]]:
    with connections["sealer"].cursor() as cursor:
        cursor.execute("SELECT body FROM audit_auditevent ORDER BY at")
        bodies = [json.loads(bytes(body)) for (body,) in cursor.fetchall()]
    return [body for body in bodies if body["action"] == act]


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
def test_people_read_right_while_five_thousand_keys_are_replaced(ground: Ground) -> None:
    """security.md C4; the full size is in tests/prove."""
    ground.add(5_000)
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


# The journal --------------------------------------------------------------------------------------


def test_each_step_is_in_its_chain_and_the_journal_is_whole(ground: Ground) -> None:
    rotate("--top", "--practices")
    rotate("--top")
    assert [event["details"]["epoch"] for event in events(KeyAct.TOP_KEY_CREATED)] == [2, 3]
    assert [event["practice"] for event in events(KeyAct.TOP_KEY_CREATED)] == [None, None]
    assert {event["practice"] for event in events(KeyAct.PRACTICE_KEY_CREATED)} == {str(p) for p in ground.practices}
    assert len(events(KeyAct.PLATFORM_KEY_REWRAPPED)) == 2
    assert len(events(KeyAct.PRACTICE_KEY_REWRAPPED)) == 2
    counts = {event["practice"]: event["details"]["keys"] for event in events(KeyAct.PATIENT_KEYS_REWRAPPED)}
    assert counts == {str(ground.practices[0]): 30, str(ground.practices[1]): 12}
    call_command("seal_journal", "--once", stdout=StringIO())
    assert verify().findings == []


def test_every_word_of_the_keyring_is_a_word_of_the_journal() -> None:
    assert {act.value for act in KeyAct} <= {action.value for action in Action}


def test_without_a_journal_no_key_is_replaced(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "_journals", [])
    with pytest.raises(journal.NoJournal):
        rotate("--top", "--practices")
    assert TopKey.objects.get().epoch == 1
    assert ground.unreadable() == []


def lot_of(ground: Ground) -> tuple[UUID, list[PatientKey]]:
    """A practice that has its key of epoch 2, all its patient keys still of epoch 1."""
    practice = ground.practices[1]
    rotate("--top", "--practices")
    with inside(practice):
        return practice, list(PatientKey.objects.using("owner").filter(practice_id=practice).order_by("id"))


TAMPERED = "UPDATE crypto_patientkey SET {} WHERE practice_id = %s"


@pytest.mark.parametrize(
    "change",
    [
        "wrapped = sha256(wrapped)",
        "wrapped = sha256(wrapped), epoch = 3",
        "epoch = 3",
        "epoch = 1",
        "version = version + 1",
        "patient_id = gen_random_uuid()",
        "created_at = now()",
    ],
)
def test_no_patient_key_changes_without_an_event_that_commits_to_it(ground: Ground, change: str) -> None:
    practice, _ = lot_of(ground)
    with pytest.raises(IntegrityError), inside(practice), connections["owner"].cursor() as cursor:
        cursor.execute(TAMPERED.format(change), [practice])
    assert ground.unreadable() == []


@pytest.mark.parametrize("lie", ["fewer", "other bytes", "another practice", "honest"])
def test_the_database_compares_the_keys_with_what_the_journal_says(
    ground: Ground, lie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rotate("--top")
    practice = ground.practices[1]
    say = practice_keys._journal

    def lying(where: UUID, epoch: int, fresh: dict[UUID, bytes]) -> None:
        if lie == "fewer":
            fresh = dict(list(fresh.items())[1:])
        elif lie == "other bytes":
            fresh = {row: wrapped[:-1] + b"\0" for row, wrapped in fresh.items()}
        say(ground.practices[0] if lie == "another practice" else where, epoch, fresh)

    monkeypatch.setattr(practice_keys, "_journal", lying)
    if lie == "honest":
        assert practice_keys.rotate_practice(practice, TopKey.objects.get(epoch=2)).keys == 12
        return
    with pytest.raises((IntegrityError, ProgrammingError)):
        practice_keys.rotate_practice(practice, TopKey.objects.get(epoch=2))
    assert ground.unreadable() == []


def test_the_web_role_wraps_nothing_again(ground: Ground) -> None:
    for table in ("crypto_patientkey", "crypto_practicekey", "crypto_platformkey", "crypto_topkey"):
        with (
            pytest.raises(Exception, match="permission denied"),
            acting_as(system_actor(*ground.practices)),
            transaction.atomic(),
            connections["default"].cursor() as cursor,
        ):
            cursor.execute(f"UPDATE {table} SET epoch = 9")


# Cut off and refused ------------------------------------------------------------------------------


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
        from audit import services as audit

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


# Destruction (C5) ---------------------------------------------------------------------------------


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
    from audit import services as audit

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
