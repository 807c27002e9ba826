"""Two certified hosts of two companies, every activity covered, an alarm sixty days before the end."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from privacy.operator.hosting import Activity, Certificate, findings, is_ready

TODAY = date(2041, 1, 14)
ONE = Certificate("552100554", "HDS-1", frozenset(Activity), date(2040, 1, 1), date(2043, 1, 1))
OTHER = replace(ONE, entity="443061841", number="HDS-2")


def codes(*certificates: Certificate, today: date = TODAY) -> set[str]:
    return {finding.code for finding in findings(certificates, today)}


@pytest.mark.requirement("ST-03")
@pytest.mark.requirement("K4")
@pytest.mark.requirement("ST-42")
def test_two_hosts_of_two_companies_are_ready_and_one_company_twice_is_not() -> None:
    assert is_ready([ONE, OTHER], TODAY)
    assert codes(ONE, OTHER) == set()
    assert not is_ready([ONE, replace(OTHER, entity=ONE.entity)], TODAY)
    assert codes(ONE) == {"two-hosts"}


@pytest.mark.requirement("ST-03")
def test_a_certificate_counts_from_its_first_day_to_its_last() -> None:
    ended = replace(OTHER, expires_on=TODAY - timedelta(days=1))
    assert not is_ready([ONE, ended], TODAY)
    assert is_ready([ONE, replace(OTHER, expires_on=TODAY)], TODAY)
    assert not is_ready([ONE, replace(OTHER, issued_on=TODAY + timedelta(days=1))], TODAY)


@pytest.mark.parametrize(("days", "rings"), [(-1, True), (0, True), (1, False)])
def test_the_alarm_rings_sixty_days_before_the_end(days: int, rings: bool) -> None:
    ending = replace(OTHER, expires_on=TODAY + timedelta(days=60 + days))
    assert ("certificate-ending" in codes(ONE, ending)) is rings
    assert is_ready([ONE, ending], TODAY)


@pytest.mark.parametrize("activity", Activity)
def test_an_activity_that_no_certificate_covers_is_named(activity: Activity) -> None:
    less = frozenset(Activity) - {activity}
    both = [replace(ONE, activities=less), replace(OTHER, activities=less)]
    assert codes(*both) == {f"uncovered-{activity.value}"}
    assert not is_ready(both, TODAY)
    assert is_ready([ONE, replace(OTHER, activities=less)], TODAY)
