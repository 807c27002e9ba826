"""At most 60 NIRs looked up a minute and a person (security.md §1): a key is checked, not guessed."""

import logging
from datetime import timedelta

from django.db import connection

from core import clock
from core.errors import TooManyRequests
from core.ids import new_id
from core.scoping import Actor

LIMIT_PER_MINUTE = 60
logger = logging.getLogger("permanence.patients")

_COUNT = """
    INSERT INTO patients_nirlookup (id, user_id, minute, count) VALUES (%s, %s, %s, 1)
    ON CONFLICT (user_id) DO UPDATE SET
        count = CASE WHEN patients_nirlookup.minute = EXCLUDED.minute THEN patients_nirlookup.count + 1 ELSE 1 END,
        minute = EXCLUDED.minute
    RETURNING count
"""


class TooManyNirLookups(TooManyRequests):
    code, title = "too-many-nir-lookups", "Trop de recherches par numéro de sécurité sociale : patientez une minute."


def count_nir_lookup(actor: Actor) -> None:
    """Count one look-up of the person acting; raises TooManyNirLookups past the limit. The system is not counted."""
    if actor.user_id is None:
        return
    now = clock.now()
    minute = now.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [new_id(), actor.user_id, minute])
        (count,) = cursor.fetchone()
    if count > LIMIT_PER_MINUTE:
        # The alert of security.md §1: the transaction is about to roll back, so the journal cannot carry it.
        logger.warning("look-ups by NIR over the limit, user %s", actor.user_id)
        left = minute + timedelta(minutes=1) - now
        raise TooManyNirLookups(retry_after=int(left.total_seconds()) + 1)
