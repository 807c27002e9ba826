"""What will become of a dead person's data: destroyed, but what a directive or a hold keeps. Read before confirming."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from core.errors import InvalidInput
from core.scoping import Actor
from patients.belongings import keepers as belongings
from patients.erasable import Part
from practices.permissions import Permission, check_may
from privacy.deaths import counted_for, death_in
from privacy.errors import DirectiveToConsult
from privacy.models import DeathReport, DirectiveKind, HoldGround, LegalHold, PostMortemDirective, RightsRequest
from privacy.rights.kinds import Requester

EVERYTHING = frozenset(Part)


class Branch(StrEnum):
    """The three ends of a death (ST-30)."""

    DESTROY = "destroy"
    DIRECTIVE = "directive"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Plan:
    """`keep` is what stays once nothing holds the data back; `counts` what there is, by "table.column".

    `awaited`: requests of the living about the dead, such as an heir's, that nobody has answered.
    """

    branch: Branch
    keep: frozenset[Part]
    grounds: tuple[HoldGround, ...]
    directive_kind: DirectiveKind | None
    directive_given_at: datetime | None
    counts: dict[str, int]
    awaited: int = 0

    @property
    def is_held(self) -> bool:
        return bool(self.grounds) or self.awaited > 0

    @property
    def must_consult(self) -> bool:
        """General directives lie with a third party: what they keep has to be said by whoever confirms."""
        return self.directive_kind is DirectiveKind.GENERAL


def plan_of(actor: Actor, report_id: UUID) -> Plan:
    """The plan shown before the confirmation. Raises NotFound, Forbidden."""
    report = death_in(actor, report_id)
    check_may(actor, Permission.DEATH_CONFIRM, report.practice_id)
    return plan_for(report)


def plan_for(report: DeathReport) -> Plan:
    """The caller checked the scope."""
    holds = LegalHold.objects.filter(practice_id=report.practice_id, patient=report.patient_id, lifted_at__isnull=True)
    grounds = tuple(HoldGround(ground) for ground in holds.order_by("placed_at", "id").values_list("ground", flat=True))
    directive = _directive(report)
    keep = frozenset(Part(part) for part in directive.keep) if directive is not None else frozenset[Part]()
    awaited = asked_by_the_living(report).count()
    ends = Branch.DIRECTIVE if directive is not None and keep else Branch.DESTROY
    branch = Branch.HOLD if grounds or awaited else ends
    return Plan(
        branch,
        keep,
        grounds,
        None if directive is None else DirectiveKind(directive.kind),
        None if directive is None else directive.given_at,
        counted_for(report, belongings()),
        awaited,
    )


def asked_by_the_living(report: DeathReport) -> QuerySet[RightsRequest]:
    """Unanswered requests about the dead person by somebody else; their own end with them."""
    rows = RightsRequest.objects.filter(practice_id=report.practice_id, patient=report.patient_id)
    return rows.filter(answered_at__isnull=True).exclude(requester=Requester.SELF.value)


def kept_by(report: DeathReport, said: Iterable[str] | None) -> frozenset[Part]:
    """What the directive keeps, or what the third party's said. Raises DirectiveToConsult, InvalidInput."""
    directive = _directive(report)
    if directive is None or directive.kind != DirectiveKind.GENERAL:
        if said is not None:
            raise InvalidInput.at("keep", "no-general-directive", "Aucune directive générale n'est connue.")
        return frozenset() if directive is None else frozenset(Part(part) for part in directive.keep)
    if said is None:
        raise DirectiveToConsult()
    try:
        wanted = frozenset(Part(part) for part in said)
    except ValueError:
        raise InvalidInput.at("keep", "unknown-value", "Cette valeur n'est pas dans la liste.") from None
    return wanted | {Part.RECORD} if wanted else wanted


def _directive(report: DeathReport) -> PostMortemDirective | None:
    return PostMortemDirective.objects.filter(
        practice_id=report.practice_id, patient=report.patient_id, revoked_at__isnull=True
    ).first()
