"""Finding a patient: birth date first, then letters, a telephone number or a NIR. Journalled, never guessed.

Only leakproof operators (`=`, `>=`, `<`) touch the tables, so that row-level security lets the indexes
serve them; a constant number of statements over all the practices of the actor.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from audit import services as audit
from audit.actions import Action
from core.errors import Forbidden
from core.scoping import Actor
from patients.lines import PatientLine, lines_of
from patients.models import Patient
from patients.names import prefix_range, search_words
from patients.nir import parse_nir
from patients.nir_lookups import count_nir_lookup
from patients.nir_tokens import carrying
from patients.phones import read_phone
from patients.search_terms import LIMIT, SearchTerms, check_terms, name_readings
from practices.permissions import Permission, check_may, practices_where

__all__ = ["LIMIT", "SearchTerms", "search"]


@transaction.atomic
def search(actor: Actor, terms: SearchTerms) -> list[PatientLine]:
    """At most 20 patients who fit every term, by name, over the actor's practices or the one given.

    Raises NotFound, Forbidden, InvalidInput naming the term, InvalidNir, TooManyNirLookups.
    """
    check_terms(terms)
    practices = _practices(actor, terms.practice_id)
    found = lines_of(matching(actor, practices, terms))
    _journal(actor, terms, found)
    return found


def matching(
    actor: Actor, practices: Collection[UUID], terms: SearchTerms, *, even_locked: bool = False
) -> QuerySet[Patient]:
    """The query behind `search`, limited and ordered. Counts a NIR look-up. Only the office asks for locked records."""
    # Sorted: one practice set is one statement text, whoever asks.
    fits = Q(practice_id__in=sorted(practices), merged_into__isnull=True)
    if not even_locked:
        fits &= Q(locked_at__isnull=True)
    if terms.birth_dates:
        fits &= Q(birth_date__in=terms.birth_dates)
    if "name" in terms.criteria:
        fits &= _named(terms.name)
    if "phone" in terms.criteria:
        fits &= Q(phones__practice_id__in=sorted(practices), phones__e164=read_phone(terms.phone))
    if "nir" in terms.criteria:
        fits &= _carrying(actor, practices, terms.nir)
    ordered = Patient.objects.filter(fits).order_by("search_used_name", "search_given_names", "birth_date", "id")
    return ordered[:LIMIT]


def _practices(actor: Actor, practice_id: UUID | None) -> Collection[UUID]:
    if practice_id is not None:
        check_may(actor, Permission.PATIENT_SEARCH, practice_id)
        return [practice_id]
    practices = practices_where(actor, Permission.PATIENT_SEARCH)
    if not practices:
        raise Forbidden()
    return practices


def _named(typed: str) -> Q:
    """Birth or used name begins so, and the given names too: every way to read the words."""
    fits = Q()
    for family, given in name_readings(search_words(typed, "name")):
        reading = _begins("search_used_name", family) | _begins("search_birth_name", family)
        fits |= reading & _begins("search_given_names", given) if given else reading
    return fits


def _begins(column: str, prefix: str) -> Q:
    low, high = prefix_range(prefix)
    return Q(**{f"{column}__gte": low, f"{column}__lt": high})


def _carrying(actor: Actor, practices: Collection[UUID], typed: str) -> Q:
    nir = parse_nir(typed)
    count_nir_lookup(actor)
    return carrying(practices, nir, "search_tokens__")


def _journal(actor: Actor, terms: SearchTerms, found: list[PatientLine]) -> None:
    """One event for the search, without its terms, and one for each patient shown, in one statement."""
    searched = audit.Event(
        actor=actor,
        action=Action.PATIENTS_SEARCHED,
        practice_id=terms.practice_id,
        details={"by": ".".join(terms.criteria), "found": len(found)},
    )
    shown = [
        audit.Event(
            actor=actor,
            action=Action.PATIENT_FOUND,
            practice_id=patient.practice_id,
            entity=("patient", patient.id),
            patient_id=patient.id,
        )
        for patient in found
    ]
    audit.record_many([searched, *shown])
