"""Which charters a person owes, which are in force, who has accepted them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from consent.charters import Organisation
from consent.models import Charter, CharterAcceptance, CharterKind
from core import clock
from core.scoping import Actor
from practices import queries as practices
from practices.permissions import Permission, check_may, practices_where
from practices.territory import check_belongs, check_manages, managed_secretariats

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Publisher:
    """One organisation whose texts the actor may publish."""

    organisation: Organisation
    name: str
    in_force: Sequence[Charter]


def owed(actor: Actor) -> list[Charter]:
    """What the actor must accept before anything else opens: the charter first, then the secrecy contract."""
    if actor.user_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT consent_owed(%s, %s)", [actor.user_id, clock.now()])
        ids = [row[0] for row in cursor.fetchall()]
    return list(
        Charter.objects.filter(id__in=ids)
        .select_related("practice", "secretariat")
        .order_by("kind", "practice_id", "secretariat_id")
    )


def acceptances_of(actor: Actor) -> list[CharterAcceptance]:
    """What the actor accepted, newest first."""
    if actor.user_id is None:
        return []
    return list(
        CharterAcceptance.objects.filter(user_id=actor.user_id)
        .select_related("charter__practice", "charter__secretariat")
        .order_by("-at", "-id")
    )


def texts_of(organisation: Organisation) -> QuerySet[Charter]:
    """Every version of every text of an organisation. The caller checked the scope."""
    if organisation.practice_id is not None:
        return Charter.objects.filter(practice_id=organisation.practice_id)
    return Charter.objects.filter(secretariat_id=organisation.secretariat_id or NOBODY)


def in_force(organisation: Organisation, at: datetime | None = None) -> list[Charter]:
    """The text in force of each kind, at `at` (aware; now by default). The caller checked the scope."""
    return list(
        texts_of(organisation)
        .filter(effective_at__lte=at or clock.now())
        .order_by("kind", "-effective_at", "-version")
        .distinct("kind")
    )


def check_may_publish(actor: Actor, organisation: Organisation) -> None:
    """The manager for the own secretariat, the practitioner for the own practice. Raises NotFound, Forbidden."""
    if organisation.practice_id is not None:
        check_may(actor, Permission.CHARTER_PUBLISH, organisation.practice_id)
    elif organisation.secretariat_id is not None:
        check_belongs(actor, organisation.secretariat_id)
        check_manages(actor, organisation.secretariat_id)


def versions(actor: Actor, organisation: Organisation) -> list[Charter]:
    """Every version of every text of an organisation, newest first. Raises NotFound, Forbidden."""
    check_may_publish(actor, organisation)
    return list(texts_of(organisation).order_by("kind", "-version"))


def publishers(actor: Actor) -> list[Publisher]:
    """The organisations whose texts the actor may publish, by name, with what is in force."""
    mine = practices_where(actor, Permission.CHARTER_PUBLISH)
    found = [
        (practice.name, Organisation(practice_id=practice.id))
        for practice in practices.practices_of(actor)
        if practice.id in mine
    ]
    found += [
        (secretariat.name, Organisation(secretariat_id=secretariat.id)) for secretariat in managed_secretariats(actor)
    ]
    return [Publisher(one, name, in_force(one)) for name, one in found]


def last_version(organisation: Organisation, kind: CharterKind) -> int:
    """The highest number given so far, 0 when none."""
    newest = texts_of(organisation).filter(kind=kind).order_by("-version").first()
    return newest.version if newest else 0
