"""What a relative may hear: scope × dates × own booking × secrecy, and nothing more (ST-16)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.enums import Relation, RelationScope
from patients.proxy_rules import Proxy, may_see

TODAY = date(2041, 1, 14)
ADULT, CHILD = date(1980, 1, 1), date(2030, 6, 1)
DAY = timedelta(days=1)


def proxy(scope: str, relation: str = "caregiver", **dates: date | None) -> Proxy:
    known = {"starts_on": TODAY - 30 * DAY, "ends_on": None, "born_on": ADULT, **dates}
    return Proxy(relation, scope, **known)  # type: ignore[arg-type]


def sees(one: Proxy, *, own: bool = False, secret: bool = False, visit: date = TODAY, today: date = TODAY) -> bool:
    return may_see(one, today=today, visit_day=visit, is_own_booking=own, is_secret=secret)


@pytest.mark.requirement("ST-16")
@pytest.mark.parametrize(
    ("scope", "own", "seen"),
    [
        ("contact", False, False), ("contact", True, False),
        ("booking", False, False), ("booking", True, True),
        ("representation", False, True), ("representation", True, True),
    ],
)  # fmt: skip
def test_the_scope_decides_what_is_heard(scope: str, own: bool, seen: bool) -> None:
    assert sees(proxy(scope), own=own) is seen
    assert not sees(proxy(scope), own=own, secret=True), "never of a secret visit"


@pytest.mark.requirement("ST-16")
@pytest.mark.parametrize("scope", ["booking", "representation"])
def test_a_relation_speaks_from_its_first_day_to_its_last(scope: str) -> None:
    one = proxy(scope, starts_on=TODAY, ends_on=TODAY + 5 * DAY)
    days = [TODAY - DAY, TODAY, TODAY + 5 * DAY, TODAY + 6 * DAY]
    assert [sees(one, own=True, today=day) for day in days] == [False, True, True, False]


@pytest.mark.requirement("ST-16")
def test_who_represents_hears_of_the_days_on_which_they_do() -> None:
    one = proxy("representation", starts_on=TODAY, ends_on=TODAY + 5 * DAY)
    days = [TODAY - DAY, TODAY, TODAY + 5 * DAY, TODAY + 6 * DAY]
    assert [sees(one, visit=day) for day in days] == [False, True, True, False]
    assert sees(one, visit=TODAY + 6 * DAY, own=True), "what they booked themselves"


@pytest.mark.requirement("ST-16")
@pytest.mark.parametrize("scope", ["representation", "booking"])
def test_a_parent_speaks_until_the_eve_of_eighteen(scope: str) -> None:
    one = proxy(scope, "parent", born_on=CHILD, starts_on=CHILD)
    assert sees(one, own=True, today=date(2048, 5, 31)) and one.may_book(date(2048, 5, 31))
    assert not sees(one, own=True, today=date(2048, 6, 1)) and not one.may_book(date(2048, 6, 1))
    chosen = proxy(scope, "parent", born_on=CHILD, starts_on=date(2048, 6, 1))
    assert chosen.may_book(date(2048, 6, 1)) is (scope == "booking"), "an adult may choose who books for them"
    guardian = proxy(scope, "guardian", born_on=CHILD, starts_on=CHILD)
    assert sees(guardian, own=True, today=date(2048, 6, 1)), "a protected adult keeps a guardian"


_days = st.dates(TODAY - 60 * DAY, TODAY + 60 * DAY)


@pytest.mark.requirement("ST-16")
@given(
    scope=st.sampled_from(RelationScope.values),
    relation=st.sampled_from(Relation.values),
    born=st.sampled_from([ADULT, CHILD]),
    starts=_days,
    ends=st.none() | _days,
    visit=_days,
    own=st.booleans(),
    secret=st.booleans(),
)
def test_nothing_is_ever_heard_outside_scope_and_dates_nor_of_a_secret(
    scope: str, relation: str, born: date, starts: date, ends: date | None, visit: date, own: bool, secret: bool
) -> None:
    one = Proxy(relation, scope, starts, ends, born)
    if may_see(one, today=TODAY, visit_day=visit, is_own_booking=own, is_secret=secret):
        assert not secret
        assert scope != "contact"
        assert starts <= TODAY and (ends is None or ends >= TODAY)
        assert own or scope == "representation"
        assert own or (starts <= visit and (ends is None or visit <= ends))
