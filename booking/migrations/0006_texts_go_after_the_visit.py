"""R-12: the texts of a visit go a while after it; an overbooked visit then stays without its reason."""

from django.db import migrations, models
from django.db.models import Q

# The reason of an override still never changes: it follows a merge, or goes with the other texts.
REASON_STAYS = """
GRANT UPDATE (texts_erased_at) ON booking_appointment TO permanence_web;
DROP TRIGGER appointment_override_reason_stays ON booking_appointment;
CREATE TRIGGER appointment_override_reason_stays BEFORE UPDATE OF override_reason ON booking_appointment
    FOR EACH ROW WHEN (OLD.patient_id = NEW.patient_id AND OLD.override_reason IS DISTINCT FROM NEW.override_reason
                       AND (NEW.override_reason IS NOT NULL OR NEW.texts_erased_at IS NULL))
    EXECUTE FUNCTION booking_override_reason_stays();
"""
AS_BEFORE = """
DROP TRIGGER appointment_override_reason_stays ON booking_appointment;
CREATE TRIGGER appointment_override_reason_stays BEFORE UPDATE OF override_reason ON booking_appointment
    FOR EACH ROW WHEN (OLD.patient_id = NEW.patient_id AND OLD.override_reason IS DISTINCT FROM NEW.override_reason)
    EXECUTE FUNCTION booking_override_reason_stays();
REVOKE UPDATE (texts_erased_at) ON booking_appointment FROM permanence_web;
"""


class Migration(migrations.Migration):
    dependencies = [("booking", "0005_substitutes_and_overrides_apart")]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="texts_erased_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RemoveConstraint(model_name="appointment", name="appointment_overbooked_with_a_reason"),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=Q(lane=0) | Q(override_reason__isnull=False) | Q(texts_erased_at__isnull=False),
                name="appointment_overbooked_with_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                fields=["practice", "ends_at"], condition=Q(texts_erased_at__isnull=True), name="appointment_with_texts"
            ),
        ),
        migrations.RunSQL(REASON_STAYS, AS_BEFORE),
    ]
