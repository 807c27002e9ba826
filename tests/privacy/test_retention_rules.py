"""The schedule R-01 … R-25: one rule a row, each with its arithmetic, its store or none."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from privacy.retention.durations import missing, term_of
from privacy.retention.keepers import KEEPERS
from privacy.retention.rules import ACCOUNTS, ACTIVE, ARCHIVE, BY_ID, RULES
from privacy.retention.stores import STORES, rules_with_a_store
from privacy.retention.terms import Term
from tests.architecture.house import own_models

EVENT = datetime(2039, 3, 10, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
# When what happened on 10 March 2039 reaches its term, limit by limit; None: no end of its own.
DEADLINES = {
    "R-01": ["2039-09-10"],
    "R-02": ["2039-12-10"],
    "R-03": ["2039-09-10"],
    "R-04": ["2040-03-10"],  # twelve calendar months, across 29 February
    "R-05": ["2041-03-10"],
    "R-06": ["2040-03-10"],
    "R-07": [None],
    "R-08": ["2039-03-10"],
    "R-09": ["2041-03-10"],
    "R-10": ["2044-03-10"],
    "R-11": ["2059-03-10"],
    "R-12": ["2039-04-09"],
    "R-13": ["2039-09-10"],
    "R-14": ["2039-03-17"],
    "R-15": ["2044-03-10"],
    "R-16": ["2042-03-10"],
    "R-17": ["2039-04-09"],
    "R-18": ["2039-09-10", "2040-03-10"],
    "R-19": ["2039-09-10", "2040-04-10"],
    "R-20": ["2039-03-10"],
    "R-21": [None],
    "R-22": ["2044-03-10"],
    "R-23": ["2042-03-10"],
    "R-24": ["2039-04-14"],
    "R-25": ["2049-03-10"],
}


@pytest.fixture(autouse=True)
def filled(settings: Any) -> None:
    """As an operator would who read 6 and 3 months, and 2 years."""
    setattr(settings, ACTIVE, 6)
    setattr(settings, ARCHIVE, 3)
    setattr(settings, ACCOUNTS, 24)


def test_there_is_one_rule_a_row() -> None:
    assert [rule.id for rule in RULES] == [f"R-{number:02d}" for number in range(1, 26)]
    assert DEADLINES.keys() == BY_ID.keys()


@pytest.mark.requirement("ST-21")
@pytest.mark.parametrize(
    ("rule", "place", "day"),
    [(rule, place, day) for rule, days in DEADLINES.items() for place, day in enumerate(days)],
)
def test_a_day_before_its_term_nothing_is_due_and_a_day_after_it_is(rule: str, place: int, day: str | None) -> None:
    assert len(BY_ID[rule].limits) == len(DEADLINES[rule])
    term = term_of(BY_ID[rule], BY_ID[rule].limits[place], {})
    if day is None:
        assert term is None
        return
    assert term is not None
    deadline = term.after(EVENT)
    assert deadline.date().isoformat() == day
    assert not term.cutoff(deadline - DAY) >= EVENT
    assert term.cutoff(deadline + DAY) >= EVENT


@pytest.mark.requirement("K7")
def test_terms_of_assistance_are_archived_at_six_months_and_destroyed_at_nine(settings: Any) -> None:
    active, archive = (term_of(BY_ID[rule], BY_ID[rule].limits[0], {}) for rule in ("R-01", "R-02"))
    assert (active, archive) == (Term(months=6), Term(months=9))
    setattr(settings, ARCHIVE, 6)
    assert term_of(BY_ID["R-02"], BY_ID["R-02"].limits[0], {}) == Term(months=12)


@pytest.mark.requirement("K7")
@pytest.mark.requirement("K8")
@pytest.mark.requirement("SAS-19")
@pytest.mark.parametrize(("rule", "name"), [("R-01", ACTIVE), ("R-02", ACTIVE), ("R-02", ARCHIVE), ("R-05", ACCOUNTS)])
def test_a_value_nobody_has_set_has_no_hidden_default(settings: Any, rule: str, name: str) -> None:
    limit = BY_ID[rule].limits[0]
    assert missing(limit) == []
    setattr(settings, name, None)
    assert missing(limit) == [name]
    assert term_of(BY_ID[rule], limit, {}) is None
    assert limit.term is None


@pytest.mark.requirement("CH-12")
def test_a_practice_s_instruction_replaces_the_rule_s_own_term() -> None:
    limit = BY_ID["R-10"].limits[0]
    assert term_of(BY_ID["R-10"], limit, {"R-10": 24}) == Term(months=24)
    assert term_of(BY_ID["R-12"], BY_ID["R-12"].limits[0], {"R-12": 10}) == Term(days=10)
    # Not for a rule that offers no choice.
    assert term_of(BY_ID["R-15"], BY_ID["R-15"].limits[0], {"R-15": 1}) == Term(months=60)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.choice], ids=lambda rule: rule.id)
def test_no_instruction_keeps_identities_and_messages_longer_than_the_rule(rule: object) -> None:
    longest = rule.choice.unit.term(rule.choice.high)  # type: ignore[attr-defined]
    own = rule.limits[0].term  # type: ignore[attr-defined]
    if rule.id != "R-12":  # type: ignore[attr-defined]  # « sauf instruction du cabinet », a year at most
        assert longest == own
    else:
        assert longest == Term(days=365)


@pytest.mark.parametrize(
    ("event", "term", "deadline"),
    [
        ("2039-01-31", Term(months=1), "2039-02-28"),
        ("2040-02-29", Term(months=12), "2041-02-28"),
        ("2039-12-15", Term(months=1), "2040-01-15"),
        ("2039-08-31", Term(months=6, days=1), "2040-03-01"),
    ],
)
def test_months_end_where_the_shorter_month_does(event: str, term: Term, deadline: str) -> None:
    happened = datetime.fromisoformat(event).replace(tzinfo=UTC)
    due = term.after(happened)
    assert due.date().isoformat() == deadline
    assert not happened <= term.cutoff(due - DAY)
    # Never early; at most three days late, where months have different lengths.
    assert happened <= term.cutoff(due + 3 * DAY)


def test_every_table_has_one_line_that_says_which_rule_ends_it() -> None:
    known = {model._meta.label for model in own_models()}
    assert STORES.keys() - known == set(), "these tables are gone"
    assert known - STORES.keys() == set(), "say in privacy/retention/stores.py which rule ends these tables"


@pytest.mark.requirement("ST-21")
def test_a_rule_with_a_store_has_a_keeper_and_a_rule_without_has_none() -> None:
    assert rules_with_a_store() == {keeper.rule for keeper in KEEPERS}
    assert rules_with_a_store() <= BY_ID.keys()
    for keeper in KEEPERS:
        assert keeper.limit < len(BY_ID[keeper.rule].limits)
