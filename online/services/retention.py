"""What ends here by itself: drafts after half an hour, links the day after their visit, counts after their window."""

from django.db import connection

from core import clock
from online.allowances import LONGEST_WINDOW


def forget_ended() -> int:
    """Sweep every practice through a reviewed function; returns how many drafts went."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT online_sweep(%s::timestamptz)", [clock.now() - LONGEST_WINDOW])
        return int(cursor.fetchone()[0])
