"""Messages belong to the practice of their visit and go with it; receipts are appended, never changed."""

from django.db import migrations

from core.tenancy import composite_fk, practice_rows
from notifications.structure import looks_across_practices


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_signed_context"),
        ("booking", "0010_minors_and_proxies"),
        ("notifications", "0001_messages"),
    ]

    operations = [
        *practice_rows("notifications_delivery"),
        *practice_rows("notifications_receipt", web="SELECT, INSERT, DELETE"),
        *practice_rows("notifications_reply"),
        *practice_rows("notifications_stoppednumber"),
        *practice_rows("notifications_followup"),
        *practice_rows("notifications_reminderplan"),
        composite_fk("notifications_delivery", "appointment_id", "booking_appointment", on_delete="CASCADE"),
        composite_fk("notifications_receipt", "delivery_id", "notifications_delivery", on_delete="CASCADE"),
        composite_fk("notifications_reply", "appointment_id", "booking_appointment", on_delete="CASCADE"),
        composite_fk("notifications_followup", "delivery_id", "notifications_delivery", on_delete="CASCADE"),
        composite_fk("notifications_followup", "reply_id", "notifications_reply", on_delete="CASCADE"),
        *looks_across_practices(),
    ]
