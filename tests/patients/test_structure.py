"""What the database itself refuses: no patient untold, no change untold to the journal, no other practice's row."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from audit import services as audit
from audit.actions import Action
from core.ids import new_id
from core.scoping import Actor, acting_as, system_actor
from crypto.fields import SealedFieldMisuse
from patients.models import Disclosure, Patient, PatientPhone, RelatedPerson, SearchToken
from tests.factories.patients import make_patient, nir_for
from tests.factories.practices import make_practice


class Houses:
    """Two practices with one patient each, committed."""

    def __init__(self) -> None:
        self.ours, self.theirs = make_practice("Cabinet de Nancy"), make_practice("Cabinet d'ailleurs")
        self.patient = make_patient(self.ours, phones=("0639980001",), nir=nir_for(order=1))
        self.stranger = make_patient(self.theirs, phones=("0639980001",))
        self.actor: Actor = system_actor(self.ours.id)


@pytest.fixture
def houses(committed: None) -> Iterator[Houses]:
    built = Houses()
    with acting_as(built.actor):
        yield built


def sql(statement: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


@pytest.mark.requirement("ST-41")
def test_a_change_that_the_journal_does_not_tell_is_refused_at_commit(houses: Houses) -> None:
    silent = [
        ("UPDATE patients_patient SET email = 'x@example.fr' WHERE id = %s", houses.patient.id),
        ("DELETE FROM patients_patientphone WHERE patient_id = %s", houses.patient.id),
        ("DELETE FROM patients_searchtoken WHERE patient_id = %s", houses.patient.id),
    ]
    for statement, patient_id in silent:
        with pytest.raises(IntegrityError, match="not in the journal"), transaction.atomic():
            assert sql(statement, patient_id) == 1, "the positive control: the statement itself works"
    rows: list[Any] = [
        PatientPhone(practice=houses.ours, patient=houses.patient, e164="+33199000009"),
        RelatedPerson(
            practice=houses.ours, patient=houses.patient, name="Anne", relation="parent", scope="contact",
            starts_on=date(2026, 1, 1), created_at=houses.patient.created_at,
        ),
        Disclosure(practice=houses.ours, patient=houses.patient, what="nir", reason="x", at=houses.patient.created_at),
    ]  # fmt: skip
    for row in rows:
        with pytest.raises(IntegrityError, match="not in the journal"), transaction.atomic():
            row.save(force_insert=True)
    with transaction.atomic():
        assert Patient.objects.get().email == ""


@pytest.mark.requirement("ST-09")
def test_a_patient_whom_nobody_told_is_refused_at_commit(houses: Houses) -> None:
    untold = Patient(
        id=new_id(), practice=houses.ours, birth_name="A", used_name="A", given_names="B", search_birth_name="a",
        search_used_name="a", search_given_names="b", birth_date=date(1950, 1, 1), sex="unknown",
        collected_via="phone", created_at=houses.patient.created_at, updated_at=houses.patient.created_at,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="no notice recorded"), transaction.atomic():
        untold.save(force_insert=True)
        audit.record(
            actor=houses.actor, action=Action.PATIENT_CREATED, practice_id=houses.ours.id, patient_id=untold.id
        )


def test_rows_of_another_practice_neither_exist_nor_can_be_pointed_to(houses: Houses) -> None:
    with transaction.atomic():
        for table in ("patient", "patientphone", "searchtoken"):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT DISTINCT practice_id FROM patients_{table}")
                assert cursor.fetchall() == [(houses.ours.id,)]
        assert sql("UPDATE patients_patient SET email = 'x' WHERE id = %s", houses.stranger.id) == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        PatientPhone(practice=houses.ours, patient=houses.stranger, e164="+33199000009").save(force_insert=True)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        PatientPhone(practice=houses.theirs, patient=houses.stranger, e164="+33199000009").save(force_insert=True)
    with acting_as(None), transaction.atomic():
        assert not Patient.objects.exists()


def test_the_web_role_may_not_move_a_patient_nor_rewrite_a_disclosure(houses: Houses) -> None:
    for statement in (
        "UPDATE patients_patient SET practice_id = practice_id WHERE id = %s",
        "UPDATE patients_patient SET collected_via = 'web' WHERE id = %s",
        "UPDATE patients_disclosure SET at = now() WHERE patient_id = %s",
        "UPDATE patients_patientphone SET e164 = '+33199000009' WHERE patient_id = %s",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            sql(statement, houses.patient.id)


HANDS_ON_A_RECORD = (
    "DELETE FROM patients_patientphone WHERE patient_id = %s",
    "DELETE FROM patients_searchtoken WHERE patient_id = %s",
    "DELETE FROM patients_patient WHERE id = %s",
)


@pytest.mark.requirement("CH-14")
@pytest.mark.parametrize("action", [None, Action.PATIENT_UPDATED, Action.PERSON_ERASED])
def test_a_record_is_deleted_only_where_the_journal_says_that_its_person_is_erased(
    houses: Houses, action: Action | None
) -> None:
    def by_hand() -> None:
        with transaction.atomic():
            sql("SET CONSTRAINTS ALL DEFERRED")
            for statement in HANDS_ON_A_RECORD:
                assert sql(statement, houses.patient.id) == 1
            if action is not None:
                audit.record(
                    actor=houses.actor, action=action, practice_id=houses.ours.id, patient_id=houses.patient.id
                )

    if action is Action.PERSON_ERASED:
        by_hand()
    else:
        with pytest.raises(IntegrityError, match=r"not in the journal|does not say"):
            by_hand()
    with transaction.atomic():
        assert Patient.objects.exists() is (action is not Action.PERSON_ERASED)


@pytest.mark.requirement("CH-14")
def test_a_key_and_a_notice_go_only_with_their_person(houses: Houses) -> None:
    for statement in (
        "DELETE FROM crypto_patientkey WHERE patient_id = %s",
        "DELETE FROM consent_noticerecord WHERE subject_id = %s",
    ):
        with pytest.raises(IntegrityError, match="does not say"), transaction.atomic():
            assert sql(statement, houses.patient.id) == 1
            audit.record(
                actor=houses.actor, action=Action.PATIENT_READ, practice_id=houses.ours.id, patient_id=houses.patient.id
            )


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("sex", "x", "patient_sex_known"),
        ("identity_status", "X", "patient_identity_status_known"),
        ("used_name", "", "patient_has_its_names"),
        ("search_used_name", "É", "patient_is_searchable"),
        ("version", 0, "patient_version_from_1"),
    ],
)
def test_impossible_patients_are_refused_by_name(houses: Houses, column: str, value: Any, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Patient.objects.filter(id=houses.patient.id).update(**{column: value})


def test_a_sealed_column_takes_no_clear_text_by_any_door(houses: Houses) -> None:
    with pytest.raises(IntegrityError, match="nir_sealed"), transaction.atomic():
        sql("UPDATE patients_patient SET nir = %s WHERE id = %s", nir_for().encode(), houses.patient.id)
    with pytest.raises(SealedFieldMisuse), transaction.atomic():
        Patient.objects.filter(id=houses.patient.id).update(nir=nir_for())
    with transaction.atomic():
        assert SearchToken.objects.count() == 1
