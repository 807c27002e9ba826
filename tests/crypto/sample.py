"""A table of the test's own with every kind of sealed field, temporary in the database and unknown to the product."""

from uuid import UUID

from django.apps.registry import Apps
from django.db import connection, models

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check


class Note(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    practice_id = models.UUIDField()
    patient_id = models.UUIDField()
    words = models.CharField(max_length=200, default="")
    text = SealedTextField(null=True)
    other = SealedTextField(null=True, pad=32)
    secret = SealedTextField(key_of="platform", null=True)

    class Meta:
        apps = Apps()
        app_label = "sample"
        db_table = "sample_note"
        constraints = [sealed_check("text"), sealed_check("other"), sealed_check("secret")]


class Person(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    practice_id = models.UUIDField()
    nir = SealedTextField(key_of="id", null=True, pad=32)

    class Meta:
        apps = Apps()
        app_label = "sample"
        db_table = "sample_person"
        constraints = [sealed_check("nir")]


def create_tables() -> None:
    for model in (Note, Person):
        with connection.schema_editor(collect_sql=True, atomic=False) as editor:
            editor.create_model(model)
        with connection.cursor() as cursor:
            for statement in editor.collected_sql:
                cursor.execute(statement.replace("CREATE TABLE", "CREATE TEMPORARY TABLE", 1))


def stored(model: type[models.Model], row_id: UUID, column: str) -> bytes | None:
    """What lies in the database, by raw SQL."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} WHERE id = %s", [row_id])
        return cursor.fetchone()[0]


def overwrite(model: type[models.Model], row_id: UUID, column: str, value: bytes) -> None:
    """What a burglar with a database password would do."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {column} = %s WHERE id = %s", [value, row_id])
