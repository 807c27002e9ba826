"""Requests, choices and recordings belong to a practice; a fact finds its call by our own reference too."""

from django.db import migrations

from calls.structure import looks_by_our_reference
from core.tenancy import composite_fk, practice_rows


class Migration(migrations.Migration):
    dependencies = [("calls", "0005_placed_and_recorded"), ("core", "0001_signed_context")]

    operations = [
        *practice_rows("calls_callrequest", web="SELECT, INSERT, UPDATE (state, code, settled_at), DELETE"),
        *practice_rows("calls_callrecording", web="SELECT, INSERT, DELETE"),
        *practice_rows("calls_recordingchoice", web="SELECT, INSERT, UPDATE"),
        composite_fk("calls_callrequest", "line_id", "calls_line"),
        composite_fk("calls_callrequest", "session_id", "calls_callsession"),
        composite_fk("calls_callrequest", "returns_id", "calls_callsession"),
        composite_fk("calls_callrecording", "session_id", "calls_callsession"),
        *looks_by_our_reference(),
    ]
