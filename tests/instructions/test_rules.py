"""Which consignes concern a booking: by property, and boundary by boundary."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.scoping import Channel
from instructions.enums import Effect, Familiarity, Kind, Requirement
from instructions.rules import (
    FURTHEST,
    Applied,
    Choice,
    Rule,
    Scope,
    Settled,
    Situation,
    age_on,
    concerns,
    consignes_for,
    settle,
)

IDS = [UUID(int=n) for n in range(1, 5)]
NOW = datetime(2041, 1, 14, 6, 0, tzinfo=UTC)
ZONES = ["Europe/Paris", "Indian/Reunion", "America/Martinique"]
some_ids = st.frozensets(st.sampled_from(IDS), max_size=3)
days = st.dates(date(2041, 1, 1), date(2042, 12, 31))
scopes = st.builds(
    Scope,
    practitioners=some_ids,
    reasons=some_ids,
    doors=st.frozensets(st.sampled_from(["phone", "web", "api"]), max_size=2),
    from_date=st.none() | days,
    until_date=st.none() | days,
    weekdays=st.frozensets(st.integers(0, 6), max_size=5),
    opens=st.none() | st.times(),
    closes=st.none() | st.times(),
    age_from=st.none() | st.integers(0, 100),
    age_until=st.none() | st.integers(0, 100),
    familiarity=st.sampled_from(Familiarity.values),
)
rules = st.builds(
    Rule,
    consigne_id=st.uuids(),
    version_id=st.uuids(),
    number=st.integers(1, 9),
    kind=st.sampled_from(Kind.values),
    effect=st.sampled_from(Effect.values),
    sentence=st.just("Une phrase"),
    scope=scopes,
)
situations = st.builds(
    Situation,
    now=st.just(NOW),
    zone=st.sampled_from(ZONES),
    practitioner_id=st.sampled_from(IDS),
    visit_reason_id=st.sampled_from(IDS),
    start=st.datetimes(
        NOW.replace(tzinfo=None), (NOW + FURTHEST - timedelta(days=1)).replace(tzinfo=None), timezones=st.just(UTC)
    ),
    birth_date=st.dates(date(1940, 1, 1), date(2041, 1, 14)),
    is_known=st.booleans(),
    door=st.sampled_from(list(Channel)),
)
FACTS = ("practitioner_id", "visit_reason_id", "start", "birth_date", "is_known", "door")


@given(situations, scopes, scopes)
def test_narrowing_never_adds_a_consigne(situation: Situation, wide: Scope, other: Scope) -> None:
    """A scope with one more part filled concerns no situation that it did not concern before."""
    for part in fields(Scope):
        # Not by its truth: an age of 0 is a bound.
        if getattr(wide, part.name) in (None, "", frozenset()):
            narrowed = replace(wide, **{part.name: getattr(other, part.name)})
            assert concerns(wide, situation) or not concerns(narrowed, situation)


@given(situations, scopes, st.sets(st.sampled_from(FACTS)))
def test_knowing_more_never_adds_a_consigne(situation: Situation, scope: Scope, unknown: set[str]) -> None:
    vaguer = replace(situation, **dict.fromkeys(unknown))
    assert concerns(scope, vaguer) or not concerns(scope, situation)


@given(situations, st.lists(rules, max_size=6), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_they_are_read(situation: Situation, some: list[Rule], chance: Any) -> None:
    shuffled = list(some)
    chance.shuffle(shuffled)
    told = consignes_for(situation, some)
    assert told == consignes_for(situation, shuffled)
    kinds = [Kind.values.index(one.rule.kind) for one in told]
    assert kinds == sorted(kinds)


@given(st.lists(rules, max_size=6))
def test_a_scope_without_any_part_concerns_everything(some: list[Rule]) -> None:
    told = consignes_for(Situation(NOW, "Europe/Paris"), [replace(rule, scope=Scope()) for rule in some])
    assert len(told) == len(some)


DATED = Scope(from_date=date(2041, 2, 1), until_date=date(2041, 2, 10))


@pytest.mark.parametrize(
    ("zone", "start", "is_concerned"),
    [
        ("Europe/Paris", datetime(2041, 1, 31, 22, 59, tzinfo=UTC), False),
        ("Europe/Paris", datetime(2041, 1, 31, 23, 0, tzinfo=UTC), True),
        ("Europe/Paris", datetime(2041, 2, 10, 22, 59, tzinfo=UTC), True),
        ("Europe/Paris", datetime(2041, 2, 10, 23, 0, tzinfo=UTC), False),
        ("Indian/Reunion", datetime(2041, 1, 31, 19, 59, tzinfo=UTC), False),
        ("Indian/Reunion", datetime(2041, 1, 31, 20, 0, tzinfo=UTC), True),
        ("Indian/Reunion", datetime(2041, 2, 10, 20, 0, tzinfo=UTC), False),
        ("America/Martinique", datetime(2041, 2, 1, 3, 59, tzinfo=UTC), False),
        ("America/Martinique", datetime(2041, 2, 1, 4, 0, tzinfo=UTC), True),
    ],
)
def test_dates_are_those_of_the_place_of_the_visit(zone: str, start: datetime, is_concerned: bool) -> None:
    assert concerns(DATED, Situation(NOW, zone, start=start)) is is_concerned


@pytest.mark.parametrize(
    ("scope", "clock", "is_concerned"),
    [
        (Scope(weekdays=frozenset({0})), "08:00", True),
        (Scope(weekdays=frozenset({1})), "08:00", False),
        (Scope(opens=time(12), closes=time(14)), "11:59", False),
        (Scope(opens=time(12), closes=time(14)), "12:00", True),
        (Scope(opens=time(12), closes=time(14)), "13:59", True),
        (Scope(opens=time(12), closes=time(14)), "14:00", False),
    ],
)
def test_weekdays_and_hours_are_those_of_the_wall(scope: Scope, clock: str, is_concerned: bool) -> None:
    hour, minute = map(int, clock.split(":"))
    start = datetime(2041, 1, 14, hour - 1, minute, tzinfo=UTC)  # a Monday, in winter time
    assert concerns(scope, Situation(NOW, "Europe/Paris", start=start)) is is_concerned


@pytest.mark.parametrize(
    ("birth_date", "is_concerned"),
    [(date(2035, 1, 15), True), (date(2035, 1, 14), False), (date(2041, 1, 1), True)],
)
def test_a_child_is_under_six_until_the_day_of_the_sixth_birthday(birth_date: date, is_concerned: bool) -> None:
    situation = Situation(NOW, "Europe/Paris", start=NOW, birth_date=birth_date)
    assert concerns(Scope(age_until=6), situation) is is_concerned
    assert concerns(Scope(age_from=6), situation) is not is_concerned


def test_somebody_born_on_29_february_ages_on_1_march() -> None:
    assert (age_on(date(2020, 2, 29), date(2041, 2, 28)), age_on(date(2020, 2, 29), date(2041, 3, 1))) == (20, 21)


def test_before_a_time_is_chosen_only_what_is_over_or_out_of_reach_is_left_out() -> None:
    call = Situation(NOW, "Europe/Paris", birth_date=date(2001, 1, 1))
    assert concerns(Scope(from_date=date(2041, 3, 1)), call)
    assert concerns(Scope(until_date=date(2041, 1, 14)), call)
    assert not concerns(Scope(until_date=date(2041, 1, 13)), call)
    assert concerns(Scope(age_from=42), call)  # within two years
    assert not concerns(Scope(age_from=65), call)


def rule(effect: str, **options: Any) -> Applied:
    return Applied(Rule(IDS[0], IDS[1], 1, options.pop("kind", "rule"), effect, "Une phrase", **options))


ASKED = rule("ask", question="Oui ?", choices=(Choice("yes", "Oui"), Choice("no", "Non", blocks=True)))
NEEDED = rule("require", requirement=Requirement.REFERRAL.value)
PHONE = rule("require", requirement=Requirement.PHONE.value)


@pytest.mark.parametrize(
    ("applied", "answer", "has_phone", "settled"),
    [
        (rule("block"), "", True, Settled.BLOCKED),
        (rule("block"), "seen", True, Settled.BLOCKED),
        (rule("warn", kind="info"), "", True, Settled.SHOWN),
        (rule("warn"), "", True, Settled.UNANSWERED),
        (rule("warn"), "yes", True, Settled.UNANSWERED),
        (rule("warn"), "seen", True, Settled.ACKNOWLEDGED),
        (ASKED, "", True, Settled.UNANSWERED),
        (ASKED, "peut-être", True, Settled.UNANSWERED),
        (ASKED, "yes", True, Settled.ANSWERED),
        (ASKED, "no", True, Settled.BLOCKED),
        (NEEDED, "", True, Settled.UNANSWERED),
        (NEEDED, "met", True, Settled.MET),
        (NEEDED, "unmet", True, Settled.BLOCKED),
        (PHONE, "", True, Settled.MET),
        (PHONE, "met", False, Settled.BLOCKED),
    ],
)
def test_how_each_effect_is_settled(applied: Applied, answer: str, has_phone: bool, settled: Settled) -> None:
    (found,) = settle([applied], {applied.version_id: answer}, has_phone=has_phone)
    assert found.settled is settled
