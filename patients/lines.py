"""One patient as lists show it: enough to read back and choose, never the NIR."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from patients.models import Patient


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

    def __repr__(self) -> str:
        return f"PatientLine({self.id})"


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
    )


def phones_of(patient: Patient) -> tuple[str, ...]:
    """The numbers in calling order, from prefetched rows."""
    return tuple(phone.e164 for phone in sorted(patient.phones.all(), key=lambda phone: phone.position))
