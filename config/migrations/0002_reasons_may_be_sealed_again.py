"""Two reasons that nobody rewrites may be sealed again under a later key of the same patient, by the owner alone."""

from django.db import migrations

# A frame carries its key's version in its third and fourth byte. The text cannot be compared here: the role can.
SEALED_AGAIN = "current_user = 'permanence_owner' AND substr(NEW.{0}, 3, 2) > substr(OLD.{0}, 3, 2)"
ONLY_THAT = "to_jsonb(NEW) - '{0}' = to_jsonb(OLD) - '{0}'"
RULES = (
    (
        "disclosure_reason_stays", "patients_disclosure", "UPDATE", "patients_disclosure_stays", "reason",
        "OLD.patient_id = NEW.patient_id",
    ),
    (
        "appointment_override_reason_stays", "booking_appointment", "UPDATE OF override_reason",
        "booking_override_reason_stays", "override_reason",
        "OLD.patient_id = NEW.patient_id AND OLD.override_reason IS DISTINCT FROM NEW.override_reason",
    ),
)  # fmt: skip


def trigger(name: str, table: str, event: str, function: str, column: str, when: str, *, strict: bool) -> str:
    sealed_again = f"({SEALED_AGAIN} AND {ONLY_THAT})".format(column)
    condition = when if strict else f"{when} AND NOT coalesce({sealed_again}, false)"
    return f"""
        DROP TRIGGER {name} ON {table};
        CREATE TRIGGER {name} BEFORE {event} ON {table}
            FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {function}();
    """


class Migration(migrations.Migration):
    dependencies = [
        ("config", "0001_migrations_readable"),
        ("patients", "0004_merges_apart"),
        ("booking", "0003_no_visit_for_a_redirect"),
    ]

    operations = [migrations.RunSQL(trigger(*rule, strict=False), trigger(*rule, strict=True)) for rule in RULES]
