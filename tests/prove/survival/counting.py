"""What became of every visit, counted in the tables as the superuser sees them and at the gateway."""

from dataclasses import dataclass

from tests.notifications.gateway import Gateway
from tests.prove.survival.postgres import Postgres

SAID = """
SELECT a.id, d.reference, d.state, EXISTS (SELECT 1 FROM notifications_followup f WHERE f.delivery_id = d.id)
FROM booking_appointment a
LEFT JOIN notifications_delivery d ON d.appointment_id = a.id AND d.kind = 'booked'
WHERE a.status = 'booked'
"""


@dataclass(frozen=True)
class Count:
    """`lost`: nobody was told and nobody is asked to look; `doubled`: told twice."""

    visits: int
    lost: int
    doubled: int
    unsure: int


def count(postgres: Postgres, gateway: Gateway, *, by_visit: bool = False) -> Count:
    """`by_visit`: messages carry the visit's own id as reference, without a row of their own."""
    rows = postgres.rows(SAID)
    told = {visit: 0 for visit, *_ in rows}
    asked = set()
    for visit, reference, _, is_work in rows:
        told[visit] += gateway.taken[(visit if by_visit else reference).hex] if by_visit or reference else 0
        if is_work:
            asked.add(visit)
    return Count(
        visits=len(told),
        lost=sum(not times and visit not in asked for visit, times in told.items()),
        doubled=sum(times > 1 for times in told.values()),
        unsure=sum(state == "unknown" for _, _, state, _ in rows),
    )
