"""Questions about consignes: those in force, how they came about, what a call is shown."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet

from core.compiled import Compiled
from core.errors import NotFound
from core.scoping import Actor
from instructions.enums import State
from instructions.models import Consigne, ConsigneVersion
from instructions.rules import Applied, Choice, Rule, Scope, Situation, consignes_for
from practices.models import Practitioner
from practices.permissions import Permission, check_may, practices_where
from practices.zones import zone_of

_RULE = (
    "consigne_id",
    "id",
    "number",
    "kind",
    "effect",
    "sentence",
    "question",
    "choices",
    "requirement",
    "practitioner_ids",
    "visit_reason_ids",
    "doors",
    "from_date",
    "until_date",
    "weekdays",
    "opens",
    "closes",
    "age_from",
    "age_until",
    "familiarity",
)


# Weighed at every booking and every search.
_IN_FORCE = Compiled(
    lambda practice: ConsigneVersion.objects.filter(practice_id=practice, state=State.APPROVED.value).values_list(
        *_RULE
    )
)


@dataclass(frozen=True, slots=True)
class History:
    """One consigne with all its versions, newest first."""

    consigne: Consigne
    versions: Sequence[ConsigneVersion]


def rules_in_force(practice_id: UUID) -> list[Rule]:
    """Every approved version of a practice, whatever its dates; one statement. The caller checked the scope."""
    return [_rule(row) for row in _IN_FORCE.rows(practice_id)]


def versions_in_force(practice: OuterRef) -> QuerySet[ConsigneVersion]:
    """Those that `rules_in_force` reads, as a part of another question."""
    return ConsigneVersion.objects.filter(practice_id=practice, state=State.APPROVED.value)


def rules_by_version(practice_id: UUID, version_ids: Iterable[UUID]) -> dict[UUID, Rule]:
    """These very versions, whatever became of them since. The caller checked the scope."""
    wanted = list(version_ids)
    if not wanted:
        return {}
    rows = ConsigneVersion.objects.filter(practice_id=practice_id, id__in=wanted).values_list(*_RULE)
    return {rule.version_id: rule for rule in map(_rule, rows)}


def consignes_shown(actor: Actor, practice_id: UUID, situation: Situation) -> list[Applied]:
    """What concerns a call as far as it is known. Raises NotFound, Forbidden."""
    check_may(actor, Permission.CONSIGNE_READ, practice_id)
    return consignes_for(situation, rules_in_force(practice_id))


def rule_of(version: ConsigneVersion) -> Rule:
    return _rule(tuple(getattr(version, name) for name in _RULE))


def consignes_at(actor: Actor, practice_id: UUID, *, withdrawn: bool = False) -> list[ConsigneVersion]:
    """The versions that act or are being prepared, newest consigne last; with `withdrawn` the others as well.

    Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.CONSIGNE_READ, practice_id)
    rows = ConsigneVersion.objects.filter(practice_id=practice_id).select_related("consigne", "written_by")
    if not withdrawn:
        rows = rows.exclude(state=State.WITHDRAWN.value)
    return list(rows.order_by("consigne_id", "-number"))


def awaiting(actor: Actor, practice_id: UUID) -> list[ConsigneVersion]:
    """What was proposed and waits for somebody to approve. Raises NotFound, Forbidden."""
    return [one for one in consignes_at(actor, practice_id) if one.state == State.PROPOSED]


def history_of(actor: Actor, consigne_id: UUID) -> History:
    """Raises NotFound, Forbidden."""
    consigne = Consigne.objects.filter(pk=consigne_id, practice_id__in=actor.practice_ids).first()
    if consigne is None:
        raise NotFound()
    check_may(actor, Permission.CONSIGNE_READ, consigne.practice_id)
    versions = ConsigneVersion.objects.filter(practice_id=consigne.practice_id, consigne=consigne)
    related = versions.select_related("consigne", "written_by", "approved_by", "withdrawn_by")
    return History(consigne, list(related.order_by("-number")))


def version_in(actor: Actor, version_id: UUID) -> ConsigneVersion:
    """One version within the actor's scope. Raises NotFound, Forbidden."""
    rows = ConsigneVersion.objects.filter(pk=version_id, practice_id__in=actor.practice_ids)
    found = rows.select_related("consigne", "written_by").first()
    if found is None:
        raise NotFound()
    check_may(actor, Permission.CONSIGNE_READ, found.practice_id)
    return found


def is_concerned(actor: Actor, version: ConsigneVersion) -> bool:
    """Whether this very person practises under that consigne: named by it, or of the practice when it names nobody."""
    if actor.user_id is None:
        return False
    here = Q(roles__practice=version.practice_id, roles__is_active=True)
    people = Practitioner.objects.filter(here, user_id=actor.user_id)
    if version.practitioner_ids:
        people = people.filter(id__in=version.practitioner_ids)
    return people.exists()


def situation_of(practice_id: UUID, now: datetime) -> Situation:
    """A call to that practice of which nothing is known yet. The caller checked the scope."""
    return Situation(now=now, zone=zone_of(practice_id))


def _rule(row: Sequence[Any]) -> Rule:
    get: dict[str, Any] = dict(zip(_RULE, row, strict=True))
    return Rule(
        consigne_id=get["consigne_id"],
        version_id=get["id"],
        number=get["number"],
        kind=str(get["kind"]),
        effect=str(get["effect"]),
        sentence=str(get["sentence"]),
        question=str(get["question"]),
        choices=tuple(Choice(**choice) for choice in get["choices"]),
        requirement=str(get["requirement"]),
        scope=_scope(get),
    )


def _scope(values: dict[str, Any]) -> Scope:
    return Scope(
        practitioners=frozenset(values["practitioner_ids"]),
        reasons=frozenset(values["visit_reason_ids"]),
        doors=frozenset(values["doors"]),
        from_date=values["from_date"],
        until_date=values["until_date"],
        weekdays=frozenset(values["weekdays"]),
        opens=values["opens"],
        closes=values["closes"],
        age_from=values["age_from"],
        age_until=values["age_until"],
        familiarity=str(values["familiarity"]),
    )


def practices_with_consignes(actor: Actor, practice_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these practices that have a consigne acting or in preparation; one statement."""
    ids = practices_where(actor, Permission.CONSIGNE_READ) & frozenset(practice_ids)
    rows = ConsigneVersion.objects.filter(practice_id__in=ids).exclude(state=State.WITHDRAWN.value)
    return frozenset(rows.values_list("practice_id", flat=True).distinct())
