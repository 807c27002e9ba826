"""The key of search tokens replaced: everybody is found all along, and a number is nobody's twice."""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.management import CommandError
from django.db import connections, transaction

from audit import services as audit
from audit.actions import Action
from core.scoping import Actor, acting_as, system_actor
from crypto import journal, keyring
from crypto.journal import KeyAct
from crypto.models import SearchKey
from crypto.providers.file import FileKeys
from crypto.rotation import search_keys
from crypto.rotation.turn import inside
from crypto.search_keys import search_versions
from patients import retokening, services
from patients.errors import NirAlreadyKnown
from patients.models import Patient, SearchToken
from patients.nir import parse_nir
from patients.nir_tokens import holder_of
from patients.search import SearchTerms, search
from patients.services import PatientChanges
from tests.crypto.rotating import FORK, dying, events, killed_at, rotate
from tests.factories.booking import NOW
from tests.factories.patients import make_patient, nir_for
from tests.factories.practices import House, make_house

MANY = 25


@pytest.fixture
def house(committed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    keys = FileKeys(tmp_path / "keyring.json")
    monkeypatch.setattr(keyring, "provider", lambda: keys)
    monkeypatch.setattr(retokening, "BATCH", 4)
    keyring.wipe_caches()
    with time_machine.travel(NOW, tick=False):
        with transaction.atomic():
            keyring.ensure_platform_key()
        yield make_house()
    keyring.wipe_caches()


@pytest.fixture
def actor(house: House) -> Iterator[Actor]:
    actor = system_actor(house.practice.id)
    with acting_as(actor):
        yield actor


@pytest.fixture
def people(house: House, actor: Actor) -> dict[UUID, str]:
    """Patients and their numbers."""
    numbers = [nir_for(order=n) for n in range(1, MANY + 1)]
    return {make_patient(house.practice, f"Nom{chr(97 + n)}", nir=nir).id: nir for n, nir in enumerate(numbers)}


def missed(practice_id: UUID, people: dict[UUID, str]) -> list[UUID]:
    """Whoever is not found by the number they carry."""
    with acting_as(system_actor(practice_id)), transaction.atomic():
        return [one for one, nir in people.items() if holder_of(practice_id, parse_nir(nir)) != one]


def token_versions(practice_id: UUID) -> set[int]:
    with inside(practice_id):
        return set(SearchToken.objects.using("owner").values_list("key_version", flat=True))


@pytest.mark.requirement("ST-41")
def test_every_token_is_made_again_and_finds_its_patient(house: House, people: dict[UUID, str]) -> None:
    practice_id = house.practice.id
    with inside(practice_id):
        before = dict(SearchToken.objects.using("owner").values_list("id", "token"))
    said = rotate("--tokens")
    assert f"Version 2 of the key of search tokens is in force, {MANY} tokens made again" in said
    with inside(practice_id):
        after = dict(SearchToken.objects.using("owner").values_list("id", "token"))
    assert after.keys() == before.keys() and not set(map(bytes, after.values())) & set(map(bytes, before.values()))
    assert (token_versions(practice_id), missed(practice_id, people)) == ({2}, [])
    with transaction.atomic():
        assert search_versions() == [2]
    rotate("--tokens")
    assert (token_versions(practice_id), missed(practice_id, people)) == ({3}, [])


def test_half_way_both_keys_are_asked_and_a_number_is_nobodys_twice(
    house: House, actor: Actor, people: dict[UUID, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    practice_id = house.practice.id
    with monkeypatch.context() as patch:
        patch.setattr(retokening, "parse_nir", lambda _: (_ for _ in ()).throw(NirAlreadyKnown()))
        with pytest.raises(CommandError, match="stay with version 1"):
            rotate("--tokens")
    with transaction.atomic():
        assert search_versions() == [2, 1]
    assert token_versions(practice_id) == {1}
    newcomer = make_patient(house.practice, "Nouveau", nir=nir_for(order=900))
    assert token_versions(practice_id) == {1, 2}
    first, number = next(iter(people.items()))
    with transaction.atomic():
        found = search(actor, SearchTerms(practice_id=practice_id, nir=number))
        assert [line.id for line in found] == [first]
    for taken in (number, nir_for(order=900)):
        with pytest.raises(NirAlreadyKnown):
            make_patient(house.practice, "Autre", nir=taken)
    changes = PatientChanges(nir=nir_for(order=901))
    with transaction.atomic():
        known = Patient.objects.get(pk=first)
        services.update_patient(actor=actor, patient_id=first, changes=changes, version=known.version)
    everybody = {**people, first: nir_for(order=901), newcomer.id: nir_for(order=900)}
    assert missed(practice_id, everybody) == []
    assert "was cut off" in rotate("--tokens")
    assert (token_versions(practice_id), missed(practice_id, everybody)) == ({2}, [])


def test_people_search_and_register_meanwhile_and_nobody_is_missed(
    house: House, actor: Actor, people: dict[UUID, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, answers, practice_id = FORK.Event(), FORK.Queue(), house.practice.id
    monkeypatch.setattr(retokening, "BATCH", 1)

    def look() -> None:
        looked, lost = 0, 0
        while not stop.is_set():
            some = dict(random.sample(sorted(people.items()), 8))
            looked, lost = looked + len(some), lost + len(missed(practice_id, some))
        connections.close_all()
        answers.put((looked, lost))

    def register() -> None:
        with acting_as(system_actor(practice_id)):
            made = 0
            while not stop.is_set() and made < 80:
                made += 1
                make_patient(
                    house.practice, "Neuf" + chr(97 + made % 26) + chr(97 + made // 26), nir=nir_for(order=100 + made)
                )
        connections.close_all()
        answers.put((made, 0))

    connections.close_all()
    children = [FORK.Process(target=act) for act in (look, register)]
    for child in children:
        child.start()
    try:
        until = time.monotonic() + 1
        while time.monotonic() < until:
            time.sleep(0.1)
        for _ in range(3):
            rotate("--tokens")
    finally:
        stop.set()
        told: list[Any] = [answers.get(timeout=30) for _ in children]
        for child in children:
            child.join(30)
    assert sum(lost for _, lost in told) == 0
    assert min(count for count, _ in told) > 3
    rotate("--tokens")
    assert (token_versions(practice_id), missed(practice_id, people)) == ({5}, [])


@pytest.mark.slow
def test_whatever_moment_it_is_killed_the_same_command_ends_the_change(
    house: House, people: dict[UUID, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    practice_id, version = house.practice.id, 1
    for module, number in ((search_keys, 1), (retokening, 1), (retokening, 4), (search_keys, 2)):
        with monkeypatch.context() as patch:
            patch.setattr(module, "journal_keys", killed_at(number, journal.journal_keys))
            assert dying(lambda: rotate("--tokens")) == -9
        assert missed(practice_id, people) == []
        rotate("--tokens")
        version += 1
        assert (token_versions(practice_id), missed(practice_id, people)) == ({version}, [])


def test_a_token_that_does_not_say_its_number_is_left_named_and_still_searched(
    house: House, people: dict[UUID, str]
) -> None:
    practice_id, wrong = house.practice.id, next(iter(people))
    with inside(practice_id), connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE patients_searchtoken SET token = sha256(token) WHERE patient_id = %s", [wrong])
        audit.record_many([audit.Event(None, Action.PATIENT_UPDATED, practice_id, None, wrong)], using="owner")
    with pytest.raises(CommandError, match=f"{practice_id}: 1 search tokens stay with version 1"):
        rotate("--tokens")
    assert missed(practice_id, people) == [wrong]
    with transaction.atomic():
        assert search_versions() == [2, 1]


def test_each_step_is_in_the_journal_and_a_merge_is_undone_after_it(
    house: House, actor: Actor, people: dict[UUID, str]
) -> None:
    (first, first_nir), (second, second_nir), *_ = people.items()
    choices = {"birth_name": "survivor", "family_name": "survivor", "nir": "merged"}
    merge = services.merge_patients(actor=actor, survivor_id=first, merged_id=second, choices=choices)
    rotate("--tokens")
    assert [event["details"]["version"] for event in events(KeyAct.SEARCH_KEY_CREATED)] == [2]
    assert [event["details"]["version"] for event in events(KeyAct.SEARCH_KEY_RETIRED)] == [1]
    assert {event["patient"] for event in events(KeyAct.SEARCH_TOKEN_RENEWED)} == {
        str(one) for one in people if one != second
    }
    services.undo_merge(actor=actor, merge_id=merge.id)
    assert missed(house.practice.id, {first: first_nir, second: second_nir}) == []
    assert token_versions(house.practice.id) == {2}


def test_the_web_role_brings_no_key_into_force(house: House, actor: Actor) -> None:
    for change in ("UPDATE crypto_searchkey SET version = 9", "INSERT INTO crypto_searchkey (version) VALUES (9)"):
        with (
            pytest.raises(Exception, match="permission denied"),
            transaction.atomic(),
            connections["default"].cursor() as cursor,
        ):
            cursor.execute(change)
    rotate("--tokens")
    assert dict(SearchKey.objects.values_list("version", "state")) == {1: "retired", 2: "active"}
