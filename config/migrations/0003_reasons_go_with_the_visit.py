"""The reason of an override is not rewritten, but goes with the other texts of its visit (R-12)."""

from django.db import migrations

NAME, FUNCTION = "appointment_override_reason_stays", "booking_override_reason_stays"
CHANGED = "OLD.patient_id = NEW.patient_id AND OLD.override_reason IS DISTINCT FROM NEW.override_reason"
SEALED_AGAIN = """
    current_user = 'permanence_owner' AND substr(NEW.override_reason, 3, 2) > substr(OLD.override_reason, 3, 2)
    AND to_jsonb(NEW) - 'override_reason' = to_jsonb(OLD) - 'override_reason'"""
GONE = "NEW.override_reason IS NULL AND OLD.texts_erased_at IS NULL AND NEW.texts_erased_at IS NOT NULL"


def trigger(condition: str) -> str:
    return f"""
        DROP TRIGGER {NAME} ON booking_appointment;
        CREATE TRIGGER {NAME} BEFORE UPDATE OF override_reason ON booking_appointment
            FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {FUNCTION}();
    """


class Migration(migrations.Migration):
    dependencies = [("config", "0002_reasons_may_be_sealed_again"), ("booking", "0008_texts_go_after_the_visit")]

    operations = [
        migrations.RunSQL(
            trigger(f"{CHANGED} AND NOT coalesce(({SEALED_AGAIN}), false) AND NOT ({GONE})"),
            trigger(f"{CHANGED} AND NOT coalesce(({SEALED_AGAIN}), false)"),
        )
    ]
