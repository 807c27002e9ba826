"""Messages belong to a practice; once sent, what they say changes for nobody but a merge of two records."""

from django.db import migrations

from audit.structure import guarded
from calls.structure import look_for_unread
from core.tenancy import composite_fk, practice_rows

MESSAGES = "calls_practitionermessage"
# `body` with `patient_id`: sealed again under the key of the record that remains.
AFTERWARDS = ", ".join(
    (
        "patient_id", "body", "acknowledged_by_id", "acknowledged_at", "acknowledged_through", "answer",
        "answer_apart", "answered_by_id", "answered_at", "claimed_by_id", "claimed_until", "settled_by_id",
        "settled_at",
    )
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0008_messages_for_practitioners"),
        ("audit", "0001_journal"),
        ("patients", "0002_patients_apart"),
    ]

    operations = [
        *practice_rows(MESSAGES, web=f"SELECT, INSERT, DELETE, UPDATE ({AFTERWARDS})"),
        *practice_rows("calls_messagestep", web="SELECT, INSERT, DELETE, UPDATE (outcome, ended_by_id, ended_at)"),
        *practice_rows("calls_messagerules"),
        *practice_rows("calls_alertnumber"),
        composite_fk(MESSAGES, "practitioner_role_id", "practices_practitionerrole"),
        composite_fk(MESSAGES, "patient_id", "patients_patient"),
        composite_fk("calls_messagestep", "message_id", MESSAGES),
        *guarded(MESSAGES),
        look_for_unread(),
    ]
