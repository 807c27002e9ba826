"""Calls belong to the practice of their line; what vendors said before that belongs to nobody."""

from django.db import migrations

from calls.structure import looks_across_practices
from core.tenancy import composite_fk, platform_rows, practice_rows


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_signed_context"),
        ("practices", "0002_practices_apart"),
        ("calls", "0001_calls"),
    ]

    operations = [
        *practice_rows("calls_line", web="SELECT, INSERT, UPDATE (name, greeting, withdrawn_at)"),
        *practice_rows("calls_callsession", web="SELECT, INSERT, UPDATE"),
        *practice_rows("calls_callfact", web="SELECT, INSERT"),
        *platform_rows("calls_inboxmessage", web="SELECT, INSERT, UPDATE (state, call_id)"),
        *platform_rows("calls_agentphone", web="SELECT, INSERT, UPDATE (ended_at)"),
        composite_fk("calls_callsession", "line_id", "calls_line"),
        composite_fk("calls_callfact", "session_id", "calls_callsession"),
        *looks_across_practices(),
    ]
