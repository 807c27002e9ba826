"""Seventy-two hours, to the second."""

from datetime import UTC, datetime, timedelta

import pytest

from privacy.breach_clock import Standing, deadline, hours_left, is_late, standing

KNOWN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TERM, SECOND = timedelta(hours=72), timedelta(seconds=1)


def stands(after: timedelta, *, without_risk: bool = False, notified: timedelta | None = None) -> Standing:
    at = None if notified is None else KNOWN + notified
    return standing(KNOWN, without_risk=without_risk, notified_at=at, at=KNOWN + after)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(0), Standing.RUNNING),
        (timedelta(hours=48) - SECOND, Standing.RUNNING),
        (timedelta(hours=48), Standing.PRESSING),
        (TERM - SECOND, Standing.PRESSING),
        (TERM, Standing.PRESSING),
        (TERM + SECOND, Standing.OVERDUE),
    ],
)
def test_the_clock_runs_out_after_72_hours_and_not_a_second_before(after: timedelta, expected: Standing) -> None:
    assert stands(after) is expected


@pytest.mark.parametrize(("notified", "expected"), [(TERM, Standing.NOTIFIED), (TERM + SECOND, Standing.NOTIFIED_LATE)])
def test_a_notification_is_late_after_the_deadline(notified: timedelta, expected: Standing) -> None:
    assert stands(timedelta(days=30), notified=notified) is expected
    assert is_late(KNOWN, KNOWN + notified) is (expected is Standing.NOTIFIED_LATE)


def test_nothing_runs_where_there_is_no_risk() -> None:
    assert stands(TERM + SECOND, without_risk=True) is Standing.NOT_NEEDED
    assert stands(TERM + SECOND) is Standing.OVERDUE, "undecided counts as a risk"


def test_hours_are_counted_down_and_below_zero() -> None:
    assert [hours_left(KNOWN, KNOWN + after) for after in (timedelta(0), SECOND, TERM, TERM + SECOND)] == [
        72,
        71,
        0,
        -1,
    ]
    assert deadline(KNOWN) == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
