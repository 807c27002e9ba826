"""Finding a patient: birth date first, then letters, a telephone number or a NIR. Journalled, never guessed.

Only leakproof operators (`=`, `>=`, `<`) touch the tables, so that row-level security lets the indexes
serve them; a constant number of statements over all the practices of the actor.
"""

from collections.abc import Collection
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from audit import services as audit
from audit.actions import Action
from core.compiled import Compiled
from core.errors import Forbidden
from core.scoping import Actor
from patients.lines import PatientLine, line_from, lines_of, rows_of
from patients.models import Patient
from patients.names import prefix_range, search_words
from patients.nir import parse_nir
from patients.nir_lookups import count_nir_lookup
from patients.nir_tokens import carrying
from patients.phones import read_phone
from patients.search_terms import LIMIT, SearchTerms, check_terms, name_readings
from practices.permissions import Permission, check_may, practices_where

__all__ = ["LIMIT", "SearchTerms", "search"]

# Whatever is typed, a search by these is one text.
_COMPILED = frozenset({"birth_date", "phone"})
_SHOWN = Q(locked_at__isnull=True)


@transaction.atomic
def search(actor: Actor, terms: SearchTerms) -> list[PatientLine]:
    """At most 20 patients who fit every term, by name, over the actor's practices or the one given.

    Raises NotFound, Forbidden, InvalidInput naming the term, InvalidNir, TooManyNirLookups.
    """
    check_terms(terms)
    practices = _practices(actor, terms.practice_id)
    found = _lines(actor, practices, terms)
    _journal(actor, terms, found)
    return found


def matching(
    actor: Actor, practices: Collection[UUID], terms: SearchTerms, *, even_locked: bool = False
) -> QuerySet[Patient]:
    """The query behind `search`, limited and ordered. Counts a NIR look-up. Only the office asks for locked records."""
    scope = list(practices)
    fits = Q() if even_locked else _SHOWN
    if terms.birth_dates:
        fits &= _born(terms.birth_dates)
    if "name" in terms.criteria:
        fits &= _named(terms.name)
    if "phone" in terms.criteria:
        fits &= _reached(scope, read_phone(terms.phone))
    if "nir" in terms.criteria:
        fits &= _carrying(actor, practices, terms.nir)
    return _first(scope, fits)


def _lines(actor: Actor, practices: Collection[UUID], terms: SearchTerms) -> list[PatientLine]:
    """What is asked most, by birth date and number, is compiled once."""
    criteria = tuple(terms.criteria)
    if not _COMPILED.issuperset(criteria):
        return lines_of(matching(actor, practices, terms))
    phone = read_phone(terms.phone) if "phone" in criteria else ""
    return [line_from(row) for row in _compiled(criteria).rows(list(practices), terms.birth_dates, phone)]


@cache
def _compiled(criteria: tuple[str, ...]) -> Compiled[Patient]:
    """The rows of `matching` for these criteria and no other. It takes the practices, the birth dates, the number."""

    def rows(scope: Any, birth_dates: Any, phone: Any) -> QuerySet[Patient, Any]:
        fits = _SHOWN
        if "birth_date" in criteria:
            fits &= _born(birth_dates)
        if "phone" in criteria:
            fits &= _reached(scope, phone)
        return rows_of(_first(scope, fits))

    return Compiled(rows)


def _first(scope: Any, fits: Q) -> QuerySet[Patient]:
    """The first patients of these practices who fit."""
    found = Patient.objects.filter(fits, practice_id__among=scope, merged_into__isnull=True)
    return found.order_by("search_used_name", "search_given_names", "birth_date", "id")[:LIMIT]


def _born(days: Any) -> Q:
    return Q(birth_date__among=days)


def _reached(scope: Any, phone: Any) -> Q:
    return Q(phones__practice_id__among=scope, phones__e164=phone)


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
