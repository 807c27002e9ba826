"""Patients with a real sealed NIR each, its search token, their own key, phones and the notice they were told.

Keys and sealed values come from the product's own keyring and fields; the rows go in by COPY.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from random import Random
from uuid import UUID

import psycopg
from django.db import transaction
from stdnum.fr.nir import calc_check_digits

from bench.bulk import copy, copy_lines, without_indexes
from bench.practices_data import House, Practice
from config.demonstration.names import FEMALE, MALE, SURNAMES
from core.ids import new_id
from core.scoping import acting_as, system_actor
from crypto.keyring import create_patient_keys, create_practice_keys, holding_keys
from crypto.sealed import seal_text
from crypto.search_keys import FIRST
from patients.models import Patient
from patients.names import search_form
from patients.nir import Nir
from patients.nir_tokens import nir_token

TEXT = "Vos données servent à gérer vos rendez-vous."
TABLES = ("patients_patient", "patients_patientphone", "patients_searchtoken", "consent_noticerecord")
SECOND_PHONE_EVERY = 5
OLDEST = date(1930, 1, 1)
BIRTH_DAYS = 28_000
_ENDINGS = ("", "eau", "ot", "ier", "ard", "in", "el", "et", "ois", "and", "ac", "ez", "ain", "ou", "aux", "é")

_PATIENT = (
    "id", "practice_id", "birth_name", "used_name", "given_names", "search_birth_name", "search_used_name",
    "search_given_names", "birth_date", "sex", "identity_status", "email", "address_line", "postal_code", "city",
    "country", "treating_doctor", "referring_doctor", "nir", "version", "collected_via", "created_at", "updated_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """One row of patients_patient to be; `number` counts the patients of all practices."""

    id: UUID
    number: int
    nir: Nir
    birth_date: date
    is_woman: bool


def load_patients(connection: "psycopg.Connection[object]", house: House, ids: list[list[UUID]]) -> int:
    """Write the patients of each practice under these ids, in the order of `house.practices`; returns how many."""
    spelled = _spellings()
    count = 0
    with without_indexes(connection, TABLES):
        for practice, keys in zip(house.practices, ids, strict=True):
            people = list(_people(count, keys))
            _record(connection, practice, people, spelled)
            count += len(people)
    return count


def _people(first: int, ids: list[UUID]) -> Iterator[Person]:
    """The NIR spells the running number in a commune that does not exist, so none comes twice."""
    random = Random(first)  # noqa: S311 - the same people each time
    for number, key in enumerate(ids, start=first):
        born = OLDEST + timedelta(days=random.randrange(BIRTH_DAYS))
        is_woman = random.random() < 0.55
        # Departments 01 to 19, communes 960 to 989, orders 001 to 999: over 500,000 places.
        place, order = divmod(number, 999)
        digits = f"{2 if is_woman else 1}{born:%y%m}{1 + place % 19:02d}{960 + place // 19:03d}{order + 1:03d}"
        yield Person(key, number, Nir(digits, calc_check_digits(digits + "00")), born, is_woman)


def _record(
    connection: "psycopg.Connection[object]", practice: Practice, people: list[Person], spelled: "_Spelled"
) -> None:
    at = datetime.now(UTC)
    notice = (new_id(), practice.id, "appointments", 1, TEXT, sha256(TEXT.encode()).hexdigest(), at)
    columns: tuple[str, ...] = ("id", "practice_id", "purpose", "version", "text", "sha256", "effective_at")
    copy(connection, "consent_notice", columns, [notice])
    with acting_as(system_actor(practice.id)), transaction.atomic(), holding_keys():
        create_practice_keys(practice.id)
        create_patient_keys((person.id, practice.id) for person in people)
        copy_lines(connection, "patients_patient", _PATIENT, _patients(practice.id, people, spelled, at))
    tokens = (
        f"{new_id().hex}\t{practice.id}\t{p.id}\tnir\t{FIRST}\t\\\\x{nir_token(practice.id, p.nir, FIRST).hex()}"
        for p in people
    )
    columns = ("id", "practice_id", "patient_id", "kind", "key_version", "token")
    copy_lines(connection, "patients_searchtoken", columns, tokens)
    columns = ("id", "practice_id", "patient_id", "e164", "position")
    copy_lines(connection, "patients_patientphone", columns, _phones(practice.id, people))
    told = (f"{new_id().hex}\t{practice.id}\t{notice[0]}\t{p.id}\tphone\t{at}" for p in people)
    columns = ("id", "practice_id", "notice_id", "subject_id", "channel", "at")
    copy_lines(connection, "consent_noticerecord", columns, told)


def _patients(practice: UUID, people: list[Person], spelled: "_Spelled", at: datetime) -> Iterator[str]:
    column = Patient._meta.get_field("nir")
    random = Random(str(practice))  # noqa: S311
    for person in people:
        family, family_form = random.choice(spelled.families)
        given, given_form = random.choice(spelled.women if person.is_woman else spelled.men)
        frame = seal_text(person.nir.full, column, practice, person.id, person.id)
        sex = "female" if person.is_woman else "male"
        yield (
            f"{person.id}\t{practice}\t{family}\t{family}\t{given}\t{family_form}\t{family_form}\t{given_form}\t"
            f"{person.birth_date}\t{sex}\tPROV\t\t\t54000\tNancy\tFR\t\t\t\\\\x{frame.hex()}\t1\tphone\t{at}\t{at}"
        )


def _phones(practice: UUID, people: list[Person]) -> Iterator[str]:
    """Numbers reserved for fiction: 01 99 00 xx xx holds 10,000 of them, so every number has several owners."""
    for person in people:
        yield f"{new_id().hex}\t{practice}\t{person.id}\t+33199{person.number % 10_000:06d}\t0"
        if person.number % SECOND_PHONE_EVERY == 0:
            yield f"{new_id().hex}\t{practice}\t{person.id}\t+33639{980_000 + person.number // 5 % 10_000:06d}\t1"


@dataclass(frozen=True, slots=True)
class _Spelled:
    """Names as written and as searched."""

    families: list[tuple[str, str]]
    women: list[tuple[str, str]]
    men: list[tuple[str, str]]


def _spellings() -> _Spelled:
    families = [name + ending for name in SURNAMES for ending in _ENDINGS]
    return _Spelled(*([(name, search_form(name)) for name in names] for names in (families, FEMALE, MALE)))
