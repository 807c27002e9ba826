"""At most 60 NIRs looked up a minute and a person (security.md §1): a key is checked, not guessed.

A look-up is counted in the transaction that makes it. When that one is rolled back, a refusal whose answer
still tells something, the edge counts it again before the answer leaves: no refusal is a free guess.
"""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from core import clock, problems
from core.errors import TooManyRequests
from core.ids import new_id
from core.scoping import Actor

LIMIT_PER_MINUTE = 60
logger = logging.getLogger("permanence.patients")
# Whose look-ups of the request being answered are not committed yet; None outside a request.
_uncommitted: ContextVar[list[UUID] | None] = ContextVar("uncommitted_nir_lookups", default=None)

_COUNT = """
    INSERT INTO patients_nirlookup (id, user_id, minute, count) VALUES (%s, %s, %s, %s)
    ON CONFLICT (user_id) DO UPDATE SET
        count = EXCLUDED.count
            + CASE WHEN patients_nirlookup.minute = EXCLUDED.minute THEN patients_nirlookup.count ELSE 0 END,
        minute = EXCLUDED.minute
    RETURNING count
"""


class TooManyNirLookups(TooManyRequests):
    code, title = "too-many-nir-lookups", "Trop de recherches par numéro de sécurité sociale : patientez une minute."
    meaning = (
        "Une personne ne cherche par numéro de sécurité sociale que quelques fois par minute. Attendez, ou cherchez "
        "par date de naissance."
    )


def count_nir_lookup(actor: Actor) -> None:
    """Count one look-up of the person acting, before it is made; raises TooManyNirLookups past the limit.

    The system is not counted.
    """
    user_id = actor.user_id
    if user_id is None:
        return
    _count(user_id, 1)
    uncommitted = _uncommitted.get()
    if uncommitted is not None:
        uncommitted.append(user_id)
        # Django forgets this call when the savepoint or the transaction is rolled back.
        transaction.on_commit(lambda: uncommitted.remove(user_id))


class LookupsOutliveRefusals:
    """Middleware, outside every transaction of the request: counts the look-ups that were rolled back.

    One statement, and only after such a look-up. Requests side by side are told apart here: the answer of the one
    that comes past the limit is withheld.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        rolled_back: list[UUID] = []
        before = _uncommitted.set(rolled_back)
        try:
            response = self.get_response(request)
        finally:
            _uncommitted.reset(before)
        try:
            for user_id in set(rolled_back):
                _count(user_id, rolled_back.count(user_id))
        except TooManyNirLookups as refusal:
            return problems.answer(request, refusal)
        return response


def _count(user_id: UUID, lookups: int) -> None:
    now = clock.now()
    minute = now.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [new_id(), user_id, minute, lookups])
        (count,) = cursor.fetchone()
    if count > LIMIT_PER_MINUTE:
        # The alert of security.md §1: a refusal is rolled back, so the journal cannot carry it.
        logger.warning("look-ups by NIR over the limit, user %s", user_id)
        left = minute + timedelta(minutes=1) - now
        raise TooManyNirLookups(retry_after=int(left.total_seconds()) + 1)
