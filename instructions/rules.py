"""Which consignes concern a booking, in which order, and what each still waits for. Pure: no Django.

What is not known yet excludes nothing: before the time is chosen a consigne of Tuesdays is shown, once a Monday is
chosen it is not. Knowing more never adds a consigne; narrowing one never adds it anywhere.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from core.scoping import Channel
from instructions.enums import Effect, Familiarity, Kind, Requirement

# No visit is booked further ahead: who will not be of age by then is not concerned.
FURTHEST = timedelta(days=730)
_KINDS = {kind.value: rank for rank, kind in enumerate((Kind.IMPORTANT, Kind.RULE, Kind.INFO))}
_EFFECTS = {effect.value: rank for rank, effect in enumerate(Effect)}
MET, UNMET, SEEN, YES, NO = "met", "unmet", "seen", "yes", "no"
# How the answers that every consigne of their kind takes read on a screen.
LABELS = {SEEN: "Lu", MET: "Oui, c'est fait", UNMET: "Non, pas encore"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom and what a consigne is narrowed to; an empty part narrows nothing.

    Dates (both included), weekdays (Monday is 0) and hours `[opens, closes)` are those of the visit on the clocks of
    its place; ages `[age_from, age_until)` are in whole years on that day.
    """

    practitioners: frozenset[UUID] = frozenset()
    reasons: frozenset[UUID] = frozenset()
    doors: frozenset[str] = frozenset()
    from_date: date | None = None
    until_date: date | None = None
    weekdays: frozenset[int] = frozenset()
    opens: time | None = None
    closes: time | None = None
    age_from: int | None = None
    age_until: int | None = None
    familiarity: str = Familiarity.ANY.value


@dataclass(frozen=True, slots=True)
class Situation:
    """A booking, or what is known of it so far. `now` and `start` are aware; `zone` is that of the visit's place."""

    now: datetime
    zone: str
    practitioner_id: UUID | None = None
    visit_reason_id: UUID | None = None
    start: datetime | None = None
    birth_date: date | None = None
    is_known: bool | None = None
    has_phone: bool | None = None
    door: Channel | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question; `blocks`: with it nothing is booked."""

    code: str
    label: str
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a consigne, as it is enforced."""

    consigne_id: UUID
    version_id: UUID
    number: int
    kind: str
    effect: str
    sentence: str
    question: str = ""
    choices: tuple[Choice, ...] = ()
    requirement: str = Requirement.NOTHING.value
    scope: Scope = field(default_factory=Scope)


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule that concerns the situation."""

    rule: Rule

    @property
    def effect(self) -> str:
        return self.rule.effect

    @property
    def sentence(self) -> str:
        return self.rule.sentence

    @property
    def version_id(self) -> UUID:
        return self.rule.version_id

    @property
    def allowed(self) -> tuple[str, ...]:
        """The answers that this consigne takes; empty where none is asked."""
        if self.rule.kind == Kind.INFO or self.effect == Effect.BLOCK:
            return ()
        if self.effect == Effect.WARN:
            return (SEEN,)
        if self.effect == Effect.ASK:
            return tuple(choice.code for choice in self.rule.choices)
        return () if self.rule.requirement == Requirement.PHONE else (MET, UNMET)


class Settled(StrEnum):
    """How one consigne stands for one booking."""

    SHOWN = "shown"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    MET = "met"
    UNANSWERED = "unanswered"
    BLOCKED = "blocked"
    BREACHED = "breached"


@dataclass(frozen=True, slots=True)
class Settlement:
    applied: Applied
    settled: Settled
    answer: str = ""


def consignes_for(situation: Situation, rules: Iterable[Rule]) -> list[Applied]:
    """The consignes that concern it: important before rules before information, what blocks first, then the oldest."""
    concerned = (rule for rule in rules if concerns(rule.scope, situation))
    return [Applied(rule) for rule in sorted(concerned, key=_rank)]


def concerns(scope: Scope, situation: Situation) -> bool:
    """Whether nothing that is known of the situation lies outside the scope."""
    return (
        _among(situation.practitioner_id, scope.practitioners)
        and _among(situation.visit_reason_id, scope.reasons)
        and _among(situation.door and situation.door.value, scope.doors)
        and _when(scope, situation)
        and _age(scope, situation)
        and _familiar(scope, situation)
    )


def is_timed(scope: Scope) -> bool:
    """Whether the time of the visit changes whether it is concerned."""
    parts = (scope.from_date, scope.until_date, scope.opens, scope.closes, scope.age_from, scope.age_until)
    return bool(scope.weekdays) or any(part is not None for part in parts)


def settle(applied: Sequence[Applied], answers: Mapping[UUID, str], *, has_phone: bool) -> list[Settlement]:
    """How each stands, given the answers by version."""
    return [_settle(one, answers.get(one.version_id, ""), has_phone) for one in applied]


def age_on(birth_date: date, day: date) -> int:
    """In whole years; somebody born on 29 February turns a year older on 1 March of other years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def _settle(one: Applied, answer: str, has_phone: bool) -> Settlement:
    if one.effect == Effect.BLOCK:
        return Settlement(one, Settled.BLOCKED)
    if one.rule.kind == Kind.INFO:
        return Settlement(one, Settled.SHOWN)
    if one.effect == Effect.REQUIRE and one.rule.requirement == Requirement.PHONE:
        return Settlement(one, Settled.MET if has_phone else Settled.BLOCKED)
    if answer not in one.allowed:
        return Settlement(one, Settled.UNANSWERED)
    if one.effect == Effect.WARN:
        return Settlement(one, Settled.ACKNOWLEDGED, answer)
    if one.effect == Effect.REQUIRE:
        return Settlement(one, Settled.MET if answer == MET else Settled.BLOCKED, answer)
    blocks = next(choice.blocks for choice in one.rule.choices if choice.code == answer)
    return Settlement(one, Settled.BLOCKED if blocks else Settled.ANSWERED, answer)


def _rank(rule: Rule) -> tuple[int, int, UUID, int]:
    return _KINDS[rule.kind], _EFFECTS[rule.effect], rule.consigne_id, rule.number


def _among(known: object, wanted: Collection[object]) -> bool:
    return known is None or not wanted or known in wanted


def _when(scope: Scope, situation: Situation) -> bool:
    clocks = ZoneInfo(situation.zone)
    if situation.start is None:
        return scope.until_date is None or situation.now.astimezone(clocks).date() <= scope.until_date
    local = situation.start.astimezone(clocks)
    if (scope.from_date and local.date() < scope.from_date) or (scope.until_date and local.date() > scope.until_date):
        return False
    if scope.weekdays and local.weekday() not in scope.weekdays:
        return False
    hour = local.time()
    return not ((scope.opens and hour < scope.opens) or (scope.closes and hour >= scope.closes))


def _age(scope: Scope, situation: Situation) -> bool:
    if situation.birth_date is None:
        return True
    clocks = ZoneInfo(situation.zone)
    first = (situation.start or situation.now).astimezone(clocks).date()
    last = first if situation.start else first + FURTHEST
    if scope.age_from is not None and age_on(situation.birth_date, last) < scope.age_from:
        return False
    return scope.age_until is None or age_on(situation.birth_date, first) < scope.age_until


def _familiar(scope: Scope, situation: Situation) -> bool:
    if situation.is_known is None or not scope.familiarity:
        return True
    return situation.is_known == (scope.familiarity == Familiarity.KNOWN)
