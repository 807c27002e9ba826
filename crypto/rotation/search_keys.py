"""A new key for search tokens, while everybody searches.

1. The new version is in force: from then on everybody writes with it and searches with both. 2. Whoever
read the list of versions before is waited for. 3. Each token is made again from the sealed value, in
place and in small transactions: it hangs from one version or the other, both are asked. 4. When no token
hangs from the former version any more, it is asked no longer. The provider keeps that key for the
backups of its days.
"""

import time
from dataclasses import dataclass
from uuid import UUID

from django.db import connections, transaction

from core.clock import now
from crypto import keyring
from crypto.journal import KeyAct, KeyEvent, journal_keys
from crypto.models import SearchKey
from crypto.rotation.turn import (
    ALIAS,
    GLANCE_SECONDS,
    RotationRefused,
    Say,
    practices,
    running_transactions,
    wait_for,
)
from crypto.search_keys import FIRST, WRITING
from crypto.token_holders import TokenHolder, token_holders

# Rows that somebody is changing are left for the next round.
ROUNDS = 50


@dataclass(slots=True)
class NewSearchKey:
    """The version in force now, whether this run made it, how many tokens were made again."""

    version: int
    is_new: bool
    tokens: int = 0


def renew_search_key(say: Say) -> NewSearchKey:
    """Give search tokens a new key, or end a change that was cut off. Raises RotationRefused, KeysUnavailable."""
    former, done = _begin()
    wait_for(running_transactions())
    every = practices()
    for number, practice_id in enumerate(every, 1):
        count = sum(_renew(holder, practice_id, former, done.version) for holder in token_holders())
        done.tokens += count
        say(f"{number}/{len(every)} practice {practice_id}: {count} search tokens made again.")
    _retire(former)
    return done


def _begin() -> tuple[int, NewSearchKey]:
    keys = {row.state: row for row in SearchKey.objects.using(ALIAS).exclude(state=SearchKey.State.RETIRED)}
    retiring, active = keys.get(SearchKey.State.RETIRING), keys.get(SearchKey.State.ACTIVE)
    if retiring is not None and active is not None:
        return retiring.version, NewSearchKey(active.version, is_new=False)
    former = active.version if active else FIRST
    # The provider first: whoever sees the row finds its key.
    keyring.create_top_key(keyring.search_key_id(former + 1))
    with transaction.atomic(using=ALIAS):
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s::bigint)", [WRITING])
        rows = SearchKey.objects.using(ALIAS)
        rows.update_or_create(version=former, defaults={"state": SearchKey.State.RETIRING})
        fresh = rows.create(version=former + 1)
        _journal(KeyAct.SEARCH_KEY_CREATED, fresh)
    return former, NewSearchKey(fresh.version, is_new=True)


def _renew(holder: TokenHolder, practice_id: UUID, former: int, fresh: int) -> int:
    total = 0
    for _ in range(ROUNDS):
        after, broken = None, 0
        while True:
            batch = holder.renew(practice_id, former, fresh, after)
            total, broken, after = total + batch.renewed, broken + batch.broken, batch.last
            if after is None:
                break
        left = holder.left(practice_id, former)
        if not left:
            return total
        if broken == left:
            break
        time.sleep(GLANCE_SECONDS)
    raise RotationRefused(
        f"Practice {practice_id}: {left} search tokens stay with version {former}, which is still searched:"
        " their values do not open or somebody keeps writing them. Repair them, then type the command again."
    )


def _retire(former: int) -> None:
    with transaction.atomic(using=ALIAS):
        row = SearchKey.objects.using(ALIAS).select_for_update().get(version=former)
        row.state, row.retired_at = SearchKey.State.RETIRED, now()
        row.save(using=ALIAS, update_fields=["state", "retired_at"])
        _journal(KeyAct.SEARCH_KEY_RETIRED, row)


def _journal(act: KeyAct, row: SearchKey) -> None:
    journal_keys(KeyEvent(act, entity=("search_key", row.id), details={"version": row.version}), using=ALIAS)
