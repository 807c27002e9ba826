"""A new key for one patient: every sealed value of the product sealed again, no writer's words lost on the way."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections, transaction

from audit import services as audit
from audit.actions import Action
from booking import services as booking
from core.scoping import Actor, acting_as, system_actor
from crypto import journal, keyring
from crypto.journal import KeyAct
from crypto.models import PatientKey
from crypto.providers.file import FileKeys
from crypto.rotation import patient_key
from crypto.rotation.sealed_cells import columns_of_patients
from crypto.rotation.turn import inside
from patients import services
from patients.models import IdentityChange, Patient, PatientMerge
from tests.crypto.rotating import FORK, dying, events, killed_at
from tests.factories.booking import NOW
from tests.factories.patients import make_patient, nir_for
from tests.factories.practices import House, make_house
from tests.patients.merging import furnish, open_all_day, picture, visit


@pytest.fixture
def house(committed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    keys = FileKeys(tmp_path / "keyring.json")
    monkeypatch.setattr(keyring, "provider", lambda: keys)
    keyring.wipe_caches()
    with time_machine.travel(NOW, tick=False):
        with transaction.atomic():
            keyring.ensure_platform_key()
        house = make_house()
        open_all_day(house)
        yield house
    keyring.wipe_caches()


@pytest.fixture
def actor(house: House) -> Iterator[Actor]:
    actor = system_actor(house.practice.id)
    with acting_as(actor):
        yield actor


@pytest.fixture
def patient(house: House, actor: Actor) -> Patient:
    """A patient with a value in every sealed column of the product."""
    patient = make_patient(house.practice, nir=nir_for())
    other = make_patient(house.practice, "Lefèvre", "Camille", phones=("+33199000002",))
    furnish(actor, house, patient, ("08:00", "09:00", "10:00"), None)
    booking.book_appointment(
        actor=actor,
        patient_id=patient.id,
        visit_reason_id=house.visit_reason.id,
        practitioner_role_id=house.role.id,
        start=visit(actor, house, other.id, "11:00").starts_at,
        overbooked="Demandé par le praticien",
    )
    return patient


def renew(patient_id: UUID) -> str:
    said = StringIO()
    call_command("rotate_keys", "--patient", str(patient_id), stdout=said)
    return said.getvalue()


def versions(practice_id: UUID, patient_id: UUID) -> tuple[set[int], dict[str, set[int]]]:
    """The versions of the patient's key, and of the frames of each sealed column."""
    frames: dict[str, set[int]] = {}
    with inside(practice_id), connections["owner"].cursor() as cursor:
        for column in columns_of_patients():
            cursor.execute(
                f"SELECT get_byte({column.column}, 2) * 256 + get_byte({column.column}, 3) FROM {column.table}"
                f" WHERE {column.holder} = %s AND {column.column} IS NOT NULL",
                [patient_id],
            )
            if found := {version for (version,) in cursor.fetchall()}:
                frames[column.label] = found
        keys = set(PatientKey.objects.using("owner").filter(patient_id=patient_id).values_list("version", flat=True))
    return keys, frames


def stored_note(practice_id: UUID, patient_id: UUID) -> bytes:
    with inside(practice_id), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT medical_note FROM patients_patient WHERE id = %s", [patient_id])
        return bytes(cursor.fetchone()[0])


def note_of(patient_id: UUID) -> str:
    with transaction.atomic():
        return Patient.objects.get(pk=patient_id).medical_note.open()


@pytest.mark.requirement("ST-41")
def test_every_sealed_value_is_sealed_again_and_reads_as_before(house: House, patient: Patient) -> None:
    before = picture(patient.id)
    _, columns = versions(house.practice.id, patient.id)
    assert {"patients_patient.nir", "patients_patient.medical_note", "patients_disclosure.reason"} <= columns.keys()
    assert {f"booking_appointment.{name}" for name in ("note", "override_reason", "cancel_reason")} <= columns.keys()
    said = renew(patient.id)
    assert versions(house.practice.id, patient.id) == ({2}, {label: {2} for label in columns})
    assert picture(patient.id) == before
    assert "Version 2" in said
    renew(patient.id)
    assert versions(house.practice.id, patient.id) == ({3}, {label: {3} for label in columns})
    assert picture(patient.id) == before


def test_the_columns_come_from_the_models_and_none_is_left_out() -> None:
    labels = {column.label for column in columns_of_patients()}
    assert {"patients_patientmerge.former", "patients_identitychange.former_traits"} <= labels
    assert "accounts_totp_device.seed" not in labels
    assert len(labels) >= 8


def test_what_a_merge_and_a_change_of_traits_keep_is_sealed_again_too(
    house: House, patient: Patient, actor: Actor
) -> None:
    """Neither is ever rewritten by anybody else: `former` by an undo, `former_traits` by reading it."""
    other = make_patient(house.practice, "Lefèvre", "Camille", phones=("+33199000003",))
    merge = services.merge_patients(actor=actor, survivor_id=patient.id, merged_id=other.id)
    changes = services.PatientChanges(given_names="Camille Anne")
    with transaction.atomic():
        seen = Patient.objects.get(pk=patient.id)
    services.update_patient(actor=actor, patient_id=patient.id, changes=changes, version=seen.version)
    both = {"patients_patientmerge.former", "patients_identitychange.former_traits"}
    assert both <= versions(house.practice.id, patient.id)[1].keys()

    def kept() -> tuple[str, list[str]]:
        with transaction.atomic():
            traits = IdentityChange.objects.filter(patient=patient, former_traits__isnull=False)
            former = PatientMerge.objects.get(pk=merge.id).former.open()
            return former, [one.former_traits.open() for one in traits]

    before = kept()
    assert "Camille" in before[1][-1]
    renew(patient.id)
    keys, frames = versions(house.practice.id, patient.id)
    assert keys == {2} and {label: frames[label] for label in both} == {label: {2} for label in both}
    assert kept() == before
    services.undo_merge(actor=actor, merge_id=merge.id)
    with transaction.atomic():
        assert Patient.objects.get(pk=other.id).merged_into_id is None


def test_the_journal_names_the_patient_and_the_new_bytes_of_each_value(house: House, patient: Patient) -> None:
    renew(patient.id)
    resealed = events(KeyAct.SEALED_CELL_RESEALED)
    assert {event["patient"] for event in resealed} == {str(patient.id)}
    digest = hashlib.sha256(stored_note(house.practice.id, patient.id)).hexdigest()
    assert digest in {event["details"]["digest"] for event in resealed}
    assert [event["details"]["version"] for event in events(KeyAct.PATIENT_KEY_RENEWED)] == [2]
    assert [event["details"]["version"] for event in events(KeyAct.PATIENT_KEY_RETIRED)] == [1]


def test_other_patients_keep_their_keys(house: House, patient: Patient, actor: Actor) -> None:
    other = make_patient(house.practice, "Duval", "Ana")
    services.set_medical_note(actor=actor, patient_id=other.id, text="autre")
    frame = stored_note(house.practice.id, other.id)
    renew(patient.id)
    assert stored_note(house.practice.id, other.id) == frame
    assert note_of(other.id) == "autre"


def test_new_words_are_sealed_under_the_new_key_inside_a_block_that_holds_keys_too(
    house: House, patient: Patient, actor: Actor
) -> None:
    renew(patient.id)
    with keyring.holding_keys([patient.id]):
        services.set_medical_note(actor=actor, patient_id=patient.id, text="Après")
    assert versions(house.practice.id, patient.id)[1]["patients_patient.medical_note"] == {2}
    assert note_of(patient.id) == "Après"


def in_thread(act: Callable[[], Any]) -> tuple[threading.Thread, list[BaseException]]:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as failure:  # shown by the test itself
            failures.append(failure)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, failures


def test_a_writer_who_puts_an_old_value_back_is_waited_for_and_nothing_is_lost(
    house: House, patient: Patient, actor: Actor
) -> None:
    """They read before the renewal and save after it: their frame needs the former key."""
    practice_id = house.practice.id
    with transaction.atomic():
        read = Patient.objects.get(pk=patient.pk)
        former = stored_note(practice_id, patient.id)
        thread, failures = in_thread(lambda: renew(patient.id))
        until = time.monotonic() + 20
        while stored_note(practice_id, patient.id) == former and time.monotonic() < until:
            time.sleep(0.01)
        assert stored_note(practice_id, patient.id) != former
        read.save(update_fields=["medical_note"])
        audit.record(actor=actor, action=Action.PATIENT_UPDATED, practice_id=practice_id, patient_id=patient.id)
        assert thread.is_alive()  # it waits for this very transaction
        assert versions(practice_id, patient.id)[0] == {1, 2}
    thread.join(30)
    assert failures == []
    keys, frames = versions(practice_id, patient.id)
    assert keys == {2}
    assert frames["patients_patient.medical_note"] == {2}
    assert note_of(patient.id) == "Vient vers 08:00."


@pytest.mark.slow
def test_people_write_and_read_meanwhile_and_the_last_words_stay(house: House, patient: Patient, actor: Actor) -> None:
    stop, answers = FORK.Event(), FORK.Queue()
    practice_id, patient_id = house.practice.id, patient.id

    def write() -> None:
        count, wrong = 0, 0
        with acting_as(system_actor(practice_id)):
            while not stop.is_set():
                count += 1
                services.set_medical_note(actor=actor, patient_id=patient_id, text=f"Note {count}")
                wrong += note_of(patient_id) != f"Note {count}"
        connections.close_all()
        answers.put((count, wrong))

    connections.close_all()
    child = FORK.Process(target=write)
    child.start()
    try:
        for _ in range(5):
            renew(patient_id)
    finally:
        stop.set()
        count, wrong = answers.get(timeout=30)
        child.join(30)
    assert wrong == 0
    assert count > 5
    assert note_of(patient_id) == f"Note {count}"
    assert versions(practice_id, patient_id)[0] == {6}


@pytest.mark.slow
def test_whatever_moment_it_is_killed_the_same_command_ends_the_renewal(
    house: House, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, version = picture(patient.id), 1
    for number in (1, 2, 3, 6, 9):
        with monkeypatch.context() as patch:
            patch.setattr(patient_key, "journal_keys", killed_at(number, journal.journal_keys))
            assert dying(lambda: renew(patient.id)) == -9
        assert picture(patient.id) == before
        said = renew(patient.id)
        version += 1
        assert versions(house.practice.id, patient.id)[0] == {version}
        assert ("cut off" in said) == (number > 1)
        assert picture(patient.id) == before


def test_a_value_that_does_not_open_keeps_its_former_key(house: House, patient: Patient, actor: Actor) -> None:
    with inside(house.practice.id), connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE patients_patient SET medical_note = medical_note || '\\x00'::bytea WHERE id = %s", [patient.id]
        )
        audit.record_many(
            [audit.Event(None, Action.PATIENT_UPDATED, house.practice.id, None, patient.id)], using="owner"
        )
    with pytest.raises(CommandError, match=r"patients_patient\.medical_note.*does not open; the former key is kept"):
        renew(patient.id)
    assert versions(house.practice.id, patient.id)[0] == {1, 2}


def test_a_reason_is_sealed_again_by_nobody_but_the_owner_and_never_with_anything_else(
    house: House, patient: Patient, actor: Actor
) -> None:
    """The two columns that nobody rewrites: the exception is for a later key version, alone in its statement."""
    event = audit.Event(None, Action.PATIENT_UPDATED, house.practice.id, None, patient.id)
    later = "overlay({0} placing '\\x0009'::bytea from 3 for 2)"
    earlier = "overlay({0} placing '\\x0000'::bytea from 3 for 2)"
    for table, column in (("patients_disclosure", "reason"), ("booking_appointment", "override_reason")):
        change = f"UPDATE {table} SET {column} = {{}} WHERE {column} IS NOT NULL"
        with_more = change.format(later.format(column) + ", practitioner_role_id = practitioner_role_id, lane = 7")
        attempts = [("default", change.format(later.format(column))), ("owner", change.format(earlier.format(column)))]
        for using, sql in [*attempts, *([("owner", with_more)] if column == "override_reason" else [])]:
            with pytest.raises(IntegrityError, match=r"not rewritten|lane"), inside_as(house, using) as cursor:
                cursor.execute(sql)
        with inside_as(house, "owner") as cursor:
            cursor.execute(change.format(later.format(column)))
            assert cursor.rowcount > 0
            audit.record_many([event], using="owner")
            transaction.set_rollback(True, using="owner")


@contextmanager
def inside_as(house: House, using: str) -> Iterator[Any]:
    with acting_as(system_actor(house.practice.id)), transaction.atomic(using=using), connections[using].cursor() as it:
        yield it


def test_an_erased_patient_has_no_key_to_renew_and_both_versions_go_together(
    house: House, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(patient_key, "_retire", lambda *_: (_ for _ in ()).throw(patient_key.RotationRefused("stop")))
        with pytest.raises(CommandError, match="stop"):
            renew(patient.id)
    with transaction.atomic():
        keyring.destroy_patient_key(patient.id, house.practice.id)
        audit.record(actor=None, action=Action.PERSON_ERASED, practice_id=house.practice.id, patient_id=patient.id)
    assert versions(house.practice.id, patient.id)[0] == set()
    with pytest.raises(CommandError, match="no key"):
        renew(patient.id)
