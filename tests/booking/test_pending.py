"""How long a child's visit waits: the earlier of seven days and 24 hours before."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.pending import pending_until

BOOKED = datetime(2041, 1, 14, 6, 0, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.mark.requirement("ST-44")
def test_a_visit_far_ahead_waits_seven_days() -> None:
    assert pending_until(BOOKED, BOOKED + 60 * DAY, BOOKED) == BOOKED + 7 * DAY


@pytest.mark.requirement("ST-44")
@pytest.mark.parametrize("margin", [-SECOND, timedelta(0), SECOND])
def test_the_wait_ends_24_hours_before_a_visit_of_the_next_eight_days(margin: timedelta) -> None:
    starts = BOOKED + 8 * DAY + margin
    assert pending_until(BOOKED, starts, BOOKED) == min(BOOKED + 7 * DAY, starts - DAY)


@pytest.mark.requirement("ST-44")
def test_at_24_hours_or_less_there_is_no_time_to_wait() -> None:
    assert pending_until(BOOKED, BOOKED + DAY + SECOND, BOOKED) == BOOKED + SECOND
    assert pending_until(BOOKED, BOOKED + DAY, BOOKED) is None
    assert pending_until(BOOKED, BOOKED + SECOND, BOOKED) is None


def test_a_move_gives_no_second_week() -> None:
    later = BOOKED + 6 * DAY
    assert pending_until(BOOKED, BOOKED + 60 * DAY, later) == BOOKED + 7 * DAY
    assert pending_until(BOOKED, later + DAY, later) is None
