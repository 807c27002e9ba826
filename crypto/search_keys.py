"""Which keys search tokens are made with: writers use the one in force, readers ask every one a token may hang from.

A writer names the key under a shared lock that a change of keys takes alone: once the new key is in
force, nobody is still writing with the former one.
"""

from django.db import connection

from crypto.models import SearchKey

# Any fixed number that no other lock of the product uses.
WRITING = 7_203_110_003
FIRST = 1


def search_versions() -> list[int]:
    """The versions to search with, the one in force first."""
    kept = SearchKey.objects.exclude(state=SearchKey.State.RETIRED)
    return list(kept.order_by("-version").values_list("version", flat=True)) or [FIRST]


def writing_version() -> int:
    """The version to write with until the end of the transaction, which must be open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s::bigint)", [WRITING])
    return search_versions()[0]
