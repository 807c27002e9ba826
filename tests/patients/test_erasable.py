"""Nothing that names a patient is forgotten by an erasure: every column that can is declared."""

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import models

from patients.erasable import keepers
from patients.models import Patient
from tests.architecture.house import own_models

# Columns of ids that never are a patient's nor of a row of theirs, and why.
NOT_OF_A_PATIENT = {
    "privacy_erasureentry.counts": "table names and counts",
    "accounts_sign_in.device_id": "the device of somebody who signs in",
    "audit_chainhead.chain": "a practice",
    "booking_appointment.consigne_breaches": "versions of consignes",
    "booking_appointment.consigne_versions": "versions of consignes",
    "calls_callfact.session": "a call: its number is what names a patient",
    "calls_callrecording.session": "a call: its number is what names a patient",
    "calls_callrequest.returns": "a call: its number is what names a patient",
    "calls_callrequest.session": "a call: its number is what names a patient",
    "consent_charteracceptance.session_id": "a session of somebody who signs in",
    "notifications_delivery.claim_id": "a worker's turn",
    "idempotency_keptanswer.practice_ids": "practices",
    "idempotency_keptanswer.user_id": "somebody who signs in",
    "instructions_consigne.absence_id": "an absence of a practitioner",
    "instructions_consigneversion.choices": "answers that a question takes",
    "instructions_consigneversion.practitioner_ids": "practitioners",
    "instructions_consigneversion.visit_reason_ids": "visit reasons",
    "instructions_urgencyprotocol.steps": "questions that a practice asks",
    "online_bookingdraft.hold_id": "a slot held for somebody who has no record yet, for half an hour",
    "online_bookingdraft.practitioner_role_id": "an agenda",
    "online_bookingdraft.visit_reason_id": "a reason",
    "outbox_outboxrow.claim_id": "a worker's turn",
}
# Ids of a patient that outlive the person: nothing else of the person is written there.
OUTLIVE = {
    "audit_auditevent.patient_id": "the journal keeps ids only, until its own retention ends (R-04)",
    "privacy_deathreport.patient_id": "who reported and who confirmed: its facts are emptied, ids and codes stay",
    "privacy_erasureentry.patient_id": "the ledger itself",
    "privacy_erasureentry.patient_ids": "the ledger itself",
}


def declared() -> set[str]:
    return {column for keeper in keepers() for column in keeper.columns}


def name(model: type[models.Model], field: models.Field) -> str:  # type: ignore[type-arg]
    return f"{model._meta.db_table}.{field.name}"


def tables_of_a_person() -> set[str]:
    return {column.split(".")[0] for column in declared()} - {"idempotency_keptanswer", "outbox_outboxrow"}


def may_name_a_patient() -> set[str]:
    """Pointers to a patient or to a row of theirs, and columns that hold ids without a foreign key."""
    found = set()
    for model in own_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                parent = field.related_model
                if isinstance(parent, type) and parent._meta.db_table in tables_of_a_person() and parent is not model:
                    found.add(name(model, field))
            elif holds_bare_ids(field):
                found.add(name(model, field))
    return found


def holds_bare_ids(field: models.Field) -> bool:  # type: ignore[type-arg]
    if isinstance(field, models.UUIDField):
        return not field.primary_key and field.name != "practice_id"
    if isinstance(field, ArrayField):
        return isinstance(field.base_field, models.UUIDField)
    return isinstance(field, models.JSONField)


@pytest.mark.requirement("ST-30")
def test_every_column_that_may_name_a_patient_is_erased_or_says_why_it_is_not() -> None:
    assert may_name_a_patient() - declared() == NOT_OF_A_PATIENT.keys() | OUTLIVE.keys()


def test_what_is_declared_exists_and_has_one_keeper() -> None:
    columns = {
        f"{model._meta.db_table}.{field.name}" for model in own_models() for field in model._meta.concrete_fields
    }
    assert declared() - columns == set()
    assert len(declared()) == sum(len(keeper.columns) for keeper in keepers())


def test_every_pointer_to_a_patient_is_declared() -> None:
    pointers = {
        name(model, field)
        for model in own_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Patient
    }
    assert len(pointers) > 10
    assert pointers <= declared()
