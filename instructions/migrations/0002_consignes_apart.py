"""Practices apart; what a version says and what was answered never change; a run goes with its person."""

from django.db import migrations

from audit.structure import deletable, guarded
from core.tenancy import composite_fk, practice_rows
from patients.structure import follows_a_merge

STEPS = "state, proposed_at, approved_by_id, approved_as, approved_at, withdrawn_by_id, withdrawn_at"


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0004_erasures_are_said"),
        ("patients", "0011_shared_items_reported"),
        ("practices", "0008_former_secretaries_go"),
        ("instructions", "0001_consignes_and_protocols"),
    ]

    operations = [
        *practice_rows("instructions_consigne", web="SELECT, INSERT"),
        *practice_rows("instructions_consigneversion", web=f"SELECT, INSERT, UPDATE ({STEPS})"),
        *practice_rows("instructions_urgencyprotocol", web="SELECT, INSERT, UPDATE (signed_by_id, signed_at)"),
        *practice_rows("instructions_urgencyrun", web="SELECT, INSERT, UPDATE (patient_id)"),
        *practice_rows("instructions_urgencystep", web="SELECT, INSERT"),
        composite_fk("instructions_consigneversion", "consigne_id", "instructions_consigne"),
        composite_fk("instructions_urgencyrun", "protocol_id", "instructions_urgencyprotocol"),
        composite_fk("instructions_urgencyrun", "patient_id", "patients_patient"),
        composite_fk("instructions_urgencystep", "run_id", "instructions_urgencyrun", on_delete="CASCADE"),
        *guarded("instructions_urgencyrun"),
        follows_a_merge("instructions_urgencyrun"),
        *deletable("instructions_urgencyrun"),
    ]
