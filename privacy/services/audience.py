"""Counting a visit: one number goes up, nobody is known by it."""

from django.db import connection

from core.home_day import home_day
from core.ids import new_id
from privacy.models.audience_count import Equipment

_COUNT = """
    INSERT INTO privacy_audiencecount (id, day, page, equipment, visits) VALUES (%s, %s, %s, %s, 1)
    ON CONFLICT (day, page, equipment) DO UPDATE SET visits = privacy_audiencecount.visits + 1
"""


def count_visit(*, page: str, equipment: Equipment) -> None:
    """`page` is the name of a public route. Has no actor on purpose: whoever came is not known here."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [new_id(), home_day(), page, equipment.value])
