"""At most 30 visits a minute of the pages of guardians from one network: a link is followed, not guessed."""

from datetime import timedelta

from django.db import connection

from consent.models import LinkAttempt
from core import clock
from core.errors import TooManyRequests
from core.ids import new_id

LIMIT_PER_MINUTE = 30
KEPT = timedelta(hours=1)

_COUNT = """
    INSERT INTO consent_linkattempt (id, network, minute, count) VALUES (%s, %s, %s, 1)
    ON CONFLICT (network) DO UPDATE SET
        count = 1 + CASE WHEN consent_linkattempt.minute = EXCLUDED.minute THEN consent_linkattempt.count ELSE 0 END,
        minute = EXCLUDED.minute
    RETURNING count
"""


class TooManyLinkAttempts(TooManyRequests):
    code, title = "too-many-link-attempts", "Trop de demandes depuis votre réseau : patientez une minute."
    meaning = "Les pages des représentants légaux sont limitées à trente visites par minute et par réseau."


def count_link_attempt(network: str) -> None:
    """Count one visit, valid link or not; raises TooManyLinkAttempts past the limit."""
    now = clock.now()
    minute = now.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [new_id(), network, minute])
        (count,) = cursor.fetchone()
    if count > LIMIT_PER_MINUTE:
        left = minute + timedelta(minutes=1) - now
        raise TooManyLinkAttempts(retry_after=int(left.total_seconds()) + 1)


def forget_link_attempts() -> int:
    """Networks that have followed no link for an hour are forgotten; returns how many."""
    return LinkAttempt.objects.filter(minute__lt=clock.now() - KEPT).delete()[0]
