"""Who of the practice is probably the person being recorded: few candidates from SQL, the rule in `resemblance`."""

from contextlib import suppress
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from patients.lines import phones_of
from patients.models import Patient
from patients.names import given_name_forms
from patients.newcomer import Reading
from patients.nir_tokens import holder_of
from patients.resemblance import Traits, is_probably_same

_MOST_COMPARED = 200  # one birth date in a practice of 50,000 patients is about two persons


def probable_duplicates(practice_id: UUID, reading: Reading) -> list[UUID]:
    """Ids of the practice's patients who are probably this person, the holder of the same NIR first."""
    holder = _holder(practice_id, reading)
    told = _told(reading)
    alike = [patient.id for patient in candidates(practice_id, reading) if is_probably_same(told, _known(patient))]
    return [*([holder] if holder else []), *(candidate for candidate in alike if candidate != holder)]


def _holder(practice_id: UUID, reading: Reading) -> UUID | None:
    """Who carries the same NIR, unless that record is locked."""
    holder = holder_of(practice_id, reading.nir) if reading.nir else None
    if holder is None:
        return None
    is_shown = Patient.objects.filter(practice_id=practice_id, id=holder, locked_at__isnull=True).exists()
    return holder if is_shown else None


def candidates(practice_id: UUID, reading: Reading) -> QuerySet[Patient]:
    """The few worth comparing, phones at hand: born that day, or with the same names."""
    identity = reading.identity
    names = [identity.search_family_name, identity.search_birth_name]
    same_names = Q(search_given_names=identity.search_given_names) & (
        Q(search_used_name__in=names) | Q(search_birth_name__in=names)
    )
    same_day = Q(birth_date__in=_days(identity.birth_date))
    alike = Patient.objects.filter(same_day | same_names, practice_id=practice_id)
    alike = alike.filter(merged_into__isnull=True, locked_at__isnull=True)
    return alike.prefetch_related("phones").order_by("created_at", "id")[:_MOST_COMPARED]


def _days(birth_date: date) -> list[date]:
    """The day told, and the one with day and month exchanged when it exists."""
    days = [birth_date]
    with suppress(ValueError):
        days.append(birth_date.replace(month=birth_date.day, day=birth_date.month))
    return days


def _told(reading: Reading) -> Traits:
    identity = reading.identity
    return Traits(
        family_names=frozenset({identity.search_family_name, identity.search_birth_name}),
        given_names=given_name_forms(identity.given_names),
        birth_date=identity.birth_date,
        phones=frozenset(reading.contact.phones),
    )


def _known(patient: Patient) -> Traits:
    return Traits(
        family_names=frozenset({patient.search_used_name, patient.search_birth_name}),
        given_names=given_name_forms(patient.given_names),
        birth_date=patient.birth_date,
        phones=frozenset(phones_of(patient)),
    )
