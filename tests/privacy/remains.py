"""Looking for what is left of somebody: the whole database as text, byte for byte, in every shape a secret may take."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from uuid import UUID

from django.apps import apps
from django.db import connection, connections, transaction

from core.scoping import acting_as, system_actor
from crypto.sealed import open_all
from notifications.numbers import number_key
from patients.models import Patient, SearchToken
from tests.running.encodings import of_nir, of_phrase
from tests.running.scanner import found_by_place

TABLES = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
# Ids and nothing else: the journal, the ledger and its copy, who reported and confirmed a death, and which sounds an
# operator must destroy.
MAY_NAME = {
    "audit_auditevent", "privacy_deathreport", "privacy_deletioninstruction", "privacy_erasureentry", "erasures.jsonl",
}  # fmt: skip


def dump(folder: Path, *practice_ids: UUID) -> None:
    """Every row of every table as PostgreSQL writes it, one file a table, read by the owner of the tables."""
    context = acting_as(system_actor(*practice_ids))
    with context, transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            (folder / table).write_bytes(b"\n".join(row[0].encode() for row in cursor.fetchall()))
        for table, texts in opened(*practice_ids):
            with (folder / table).open("ab") as file:
                file.write("\n".join(["", *texts]).encode())


def opened(*practice_ids: UUID) -> Iterator[tuple[str, list[str]]]:
    """What is sealed under the platform's key outlives any key of a person: each such cell in clear, table by table."""
    with acting_as(system_actor(*practice_ids)), transaction.atomic():
        for model in apps.get_models():
            sealed = [f.attname for f in model._meta.concrete_fields if getattr(f, "key_of", "") == "platform"]
            rows = list(model._default_manager.only("id", *sealed)) if sealed else []
            cells = [cell for row in rows for name in sealed if (cell := getattr(row, name)) is not None]
            if cells:
                yield model._meta.db_table, [text or "" for text in open_all(cells)]


def marks_of(patient: Patient, texts: Iterable[str], nir: str, row_ids: Iterable[UUID]) -> dict[str, bytes]:
    """What would betray the person: names, numbers, texts, NIR, token, wrapped key, ids; name → bytes."""
    marks: dict[str, bytes] = {}
    for text in (patient.birth_name, patient.used_name, patient.email, patient.address_line, *texts):
        marks |= {f"{text} {shape}": value for shape, value in of_phrase(text).items()}
    for phone in patient.phones.all():
        marks |= {f"{phone.e164} {shape}": value for shape, value in of_phrase(phone.e164).items()}
        marks[f"key of {phone.e164}"] = number_key(patient.practice_id, phone.e164).hex().encode()
    marks |= {f"NIR {shape}": value for shape, value in of_nir(nir).items()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT wrapped FROM crypto_patientkey WHERE patient_id = %s", [patient.id])
        marks |= {f"key {n}": bytes(row[0]).hex().encode() for n, row in enumerate(cursor.fetchall())}
    for token in SearchToken.objects.filter(patient=patient):
        marks["token"] = bytes(token.token).hex().encode()
    return marks | {f"id {row_id}": str(row_id).encode() for row_id in (patient.id, *row_ids)}


def found_where(marks: Mapping[str, bytes], *practice_ids: UUID, beside: Iterable[Path] = ()) -> dict[str, set[str]]:
    """Table or file → the marks that lie there."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        dump(folder, *practice_ids)
        return {place.name: found for place, found in found_by_place([*folder.iterdir(), *beside], marks).items()}


def betrayals(found: Mapping[str, set[str]]) -> Iterator[str]:
    """Whatever lies where it may not: anything but an id, or an id outside the journal and the ledger."""
    for place, marks in found.items():
        for mark in sorted(marks):
            if place not in MAY_NAME or not mark.startswith("id "):
                yield f"{place}: {mark}"
