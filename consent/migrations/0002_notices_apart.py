"""Notices are added, never changed; their digest is checked by the database."""

from django.db import migrations

from audit.structure import guarded
from consent.structure import notice_function
from core.tenancy import composite_fk, practice_rows

DIGEST = """
    ALTER TABLE consent_notice ADD CONSTRAINT notice_sha256_is_the_digest
    CHECK (sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex'))
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_journal"), ("consent", "0001_notices")]

    operations = [
        *practice_rows("consent_notice", web="SELECT, INSERT"),
        *practice_rows("consent_noticerecord", web="SELECT, INSERT"),
        composite_fk("consent_noticerecord", "notice_id", "consent_notice"),
        migrations.RunSQL(DIGEST, "ALTER TABLE consent_notice DROP CONSTRAINT notice_sha256_is_the_digest"),
        notice_function(),
        *guarded("consent_noticerecord", "subject_id"),
    ]
