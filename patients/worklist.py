"""The pairs of a practice that are probably one person: few statements, a bounded number of comparisons, newest first.

SQL proposes every pair born on one day, or with the same names and a birth date that one slip explains; the rule in
`resemblance` decides. Pairs that somebody compared and told apart do not come back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from audit import services as audit
from audit.actions import Action
from core.scoping import Actor
from patients.lines import PatientLine
from patients.models import PatientPhone
from patients.names import given_name_forms
from patients.queries import patient_lines
from patients.resemblance import Traits, is_probably_same
from practices.permissions import Permission, check_may

MOST_COMPARED = 50_000
MOST_SHOWN = 50

# A slip of the date leaves the year as it is, or the day and the month (resemblance.is_slip_of_date).
_PAIRS = """
WITH person AS MATERIALIZED (
    SELECT id, search_used_name, search_birth_name, given_names, search_given_names, birth_date, created_at,
           extract(year FROM birth_date) AS year, to_char(birth_date, 'MMDD') AS day
      FROM patients_patient WHERE practice_id = %(practice)s AND merged_into_id IS NULL AND locked_at IS NULL),
named AS MATERIALIZED (
    SELECT id, search_used_name AS name, search_given_names, birth_date, year, day FROM person
    UNION SELECT id, search_birth_name, search_given_names, birth_date, year, day FROM person),
pair AS (
    SELECT a.id AS one, b.id AS other FROM person a JOIN person b ON a.birth_date = b.birth_date AND a.id < b.id
    UNION
    SELECT a.id, b.id FROM named a
      JOIN named b ON a.name = b.name AND a.search_given_names = b.search_given_names AND a.id < b.id
     WHERE a.birth_date <> b.birth_date AND (a.year = b.year OR a.day = b.day))
SELECT a.id, a.search_used_name, a.search_birth_name, a.given_names, a.birth_date,
       b.id, b.search_used_name, b.search_birth_name, b.given_names, b.birth_date
  FROM pair JOIN person a ON a.id = pair.one JOIN person b ON b.id = pair.other
 WHERE NOT EXISTS (SELECT FROM patients_notduplicate d
                    WHERE d.practice_id = %(practice)s AND d.one_id = pair.one AND d.other_id = pair.other)
 ORDER BY greatest(a.created_at, b.created_at) DESC, a.id, b.id
 LIMIT %(most)s
"""

_Told = tuple[UUID, str, str, str, date]


@dataclass(frozen=True, slots=True)
class ProbablePair:
    """Two records that are probably one person's, the smaller id first."""

    one: PatientLine
    other: PatientLine


@dataclass(frozen=True, slots=True)
class WorkList:
    """At most 50 pairs. `is_complete` is false when more pairs remain than were shown or compared."""

    pairs: list[ProbablePair]
    is_complete: bool


@transaction.atomic
def duplicate_work_list(actor: Actor, practice_id: UUID, *, limit: int = MOST_SHOWN) -> WorkList:
    """The probable duplicates of a practice; whoever is shown is journalled. Raises NotFound, Forbidden."""
    check_may(actor, Permission.DUPLICATE_REVIEW, practice_id)
    found, is_complete = probable_pairs(practice_id, limit=min(limit, MOST_SHOWN))
    lines = patient_lines(actor, {patient_id for pair in found for patient_id in pair})
    pairs = [ProbablePair(lines[one], lines[other]) for one, other in found if one in lines and other in lines]
    _journal(actor, practice_id, pairs)
    return WorkList(pairs, is_complete)


def probable_pairs(practice_id: UUID, *, limit: int = MOST_SHOWN) -> tuple[list[tuple[UUID, UUID]], bool]:
    """The ids of the pairs, newest first, and whether that is all of them. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, {"practice": practice_id, "most": MOST_COMPARED + 1})
        rows = cursor.fetchall()
    numbers = _phones(practice_id, (row[0] for row in rows if row[4] == row[9]))
    traits: dict[UUID, Traits] = {}
    found: list[tuple[UUID, UUID]] = []
    for row in rows[:MOST_COMPARED]:
        one, other = (_traits(told, numbers, traits) for told in (row[:5], row[5:]))
        if is_probably_same(one, other):
            if len(found) == limit:
                return found, False
            found.append((row[0], row[5]))
    return found, len(rows) <= MOST_COMPARED


def _traits(told: _Told, numbers: Mapping[UUID, frozenset[str]], known: dict[UUID, Traits]) -> Traits:
    patient_id, used_name, birth_name, given_names, birth_date = told
    if patient_id not in known:
        known[patient_id] = Traits(
            family_names=frozenset({used_name, birth_name}),
            given_names=given_name_forms(given_names),
            birth_date=birth_date,
            phones=numbers.get(patient_id, frozenset()),
        )
    return known[patient_id]


def _phones(practice_id: UUID, patient_ids: Iterable[UUID]) -> dict[UUID, frozenset[str]]:
    """The numbers of a practice's patients by patient; nothing is asked when nobody is compared."""
    if not any(True for _ in patient_ids):
        return {}
    numbers: dict[UUID, set[str]] = {}
    for patient_id, e164 in PatientPhone.objects.filter(practice_id=practice_id).values_list("patient_id", "e164"):
        numbers.setdefault(patient_id, set()).add(e164)
    return {patient_id: frozenset(known) for patient_id, known in numbers.items()}


def _journal(actor: Actor, practice_id: UUID, pairs: list[ProbablePair]) -> None:
    """One event for the list, one for each patient shown."""
    listed = audit.Event(
        actor=actor, action=Action.DUPLICATES_LISTED, practice_id=practice_id, details={"found": len(pairs)}
    )
    shown = sorted({line.id for pair in pairs for line in (pair.one, pair.other)})
    audit.record_many(
        [
            listed,
            *(
                audit.Event(
                    actor=actor,
                    action=Action.PATIENT_FOUND,
                    practice_id=practice_id,
                    entity=("patient", patient_id),
                    patient_id=patient_id,
                )
                for patient_id in shown
            ),
        ]
    )
