"""Nothing is done to a key unsaid: the journal and the database hold the rotation to its words."""

from io import StringIO
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, connections, transaction

from audit.actions import Action
from audit.verifier import verify
from core.scoping import acting_as, system_actor
from crypto import journal
from crypto.journal import KeyAct
from crypto.models import PatientKey, TopKey
from crypto.rotation import practice_keys
from crypto.rotation.turn import inside
from tests.crypto.rotating import Ground, events, rotate


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
