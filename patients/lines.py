"""One patient as lists show it: enough to read back and choose, never the NIR."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from patients.models import Patient, PatientPhone


@dataclass(frozen=True, slots=True)
class PatientLine:
    """`family_name` is the name of every day; `phones` are E.164, the first is called first."""

    id: UUID
    practice_id: UUID
    family_name: str
    birth_name: str
    given_names: str
    birth_date: date
    sex: str
    phones: tuple[str, ...]
    city: str
    is_doubtful: bool = False
    is_namesake: bool = False
    restricted_at: datetime | None = None
    death_reported_at: datetime | None = None

    @property
    def is_restricted(self) -> bool:
        """Article 18: the record is read, not changed."""
        return self.restricted_at is not None

    @property
    def is_death_reported(self) -> bool:
        """Somebody said that the person died; nobody has confirmed it yet."""
        return self.death_reported_at is not None

    def __repr__(self) -> str:
        return f"PatientLine({self.id})"


# What a line shows beside the numbers, and the column it comes from.
_SHOWN = {
    "id": "id",
    "practice_id": "practice_id",
    "family_name": "used_name",
    "birth_name": "birth_name",
    "given_names": "given_names",
    "birth_date": "birth_date",
    "sex": "sex",
    "city": "city",
    "is_doubtful": "is_doubtful",
    "is_namesake": "is_namesake",
    "restricted_at": "restricted_at",
    "death_reported_at": "death_reported_at",
}
COLUMNS = tuple(_SHOWN.values())


def line_of(patient: Patient) -> PatientLine:
    """The line of a patient whose `phones` are prefetched."""
    return PatientLine(
        id=patient.id,
        practice_id=patient.practice_id,
        family_name=patient.used_name,
        birth_name=patient.birth_name,
        given_names=patient.given_names,
        birth_date=patient.birth_date,
        sex=patient.sex,
        phones=phones_of(patient),
        city=patient.city,
        is_doubtful=patient.is_doubtful,
        is_namesake=patient.is_namesake,
        restricted_at=patient.restricted_at,
        death_reported_at=patient.death_reported_at,
    )


def lines_of(patients: QuerySet[Patient]) -> list[PatientLine]:
    """The lines of a query in its order, numbers included: one SQL statement, no instance of what is only shown."""
    return [line_from(row) for row in rows_of(patients)]


def rows_of(patients: QuerySet[Patient]) -> QuerySet[Patient, tuple[Any, ...]]:
    """What `line_from` reads of each patient of a query."""
    return patients.annotate(numbers=numbers_of("practice_id", "id")).values_list(*COLUMNS, "numbers")


def numbers_of(practice: str, patient: str) -> ArraySubquery:
    """The numbers, in calling order, of the patient whom each row of a query names by these two columns."""
    numbers = PatientPhone.objects.filter(practice_id=OuterRef(practice), patient_id=OuterRef(patient))
    return ArraySubquery(numbers.order_by("position").values("e164"))


def line_from(row: tuple[Any, ...]) -> PatientLine:
    """The line of one row: the `COLUMNS` of a patient, then the numbers."""
    *shown, numbers = row
    return PatientLine(phones=tuple(numbers), **dict(zip(_SHOWN, shown, strict=True)))


def phones_of(patient: Patient) -> tuple[str, ...]:
    """The numbers in calling order, from prefetched rows."""
    return tuple(phone.e164 for phone in sorted(patient.phones.all(), key=lambda phone: phone.position))
