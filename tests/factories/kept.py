"""What thousands of tests begin with: built once by the services, then put back as the statements that built it.

world = kept("world", build=build)     # inside the transaction that ends with the test

Building a practice takes more than a hundred statements, one after the other; sent again together they take a
tenth of the time. Nothing is invented: what is put back is what the services wrote, at the same frozen instant,
with the same top keys. Outside a transaction, or when the clock stands elsewhere, it is built anew.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.db import connection
from psycopg import ClientCursor

from core import clock
from core.scoping import send_context
from crypto import keyring
from crypto.providers import KeyProvider
from crypto.providers.memory import MemoryKeys

_Built = TypeVar("_Built")
# What begins by WITH may write; sent again where it only read, it does no harm.
_WRITING = ("INSERT", "UPDATE", "DELETE", "WITH", "SET CONSTRAINTS", "SELECT SET_CONFIG")
_NEEDLESS = ("SELECT", "SAVEPOINT", "RELEASE")
_MOST = 64
_shelf: OrderedDict[tuple[Any, ...], "_Shelved"] = OrderedDict()
_asked: Counter[tuple[Any, ...]] = Counter()


@dataclass(frozen=True)
class _Shelved:
    """`keys`: the top keys that stood when it was built; without one of them nothing of it would open."""

    written: str
    built: object
    keys: KeyProvider
    names: frozenset[str]

    def opens(self) -> bool:
        return self.keys is keyring.provider() and self.names <= _names(self.keys)


def _names(keys: KeyProvider) -> frozenset[str]:
    return frozenset(keys._keys) if isinstance(keys, MemoryKeys) else frozenset()


def kept(*key: object, build: Callable[[], _Built]) -> _Built:
    """What `build` returns, a copy of one's own each time; `key` names everything that `build` depends on.

    Asked for twice in one test, there are two of them.
    """
    if not connection.in_atomic_block:
        return build()
    _asked[key] += 1
    now = clock.now()
    place = (*key, _asked[key], now)
    if (found := _shelf.get(place)) and found.opens():
        _shelf.move_to_end(place)
        return cast(_Built, _put_back(found))
    # A key that only a former test's memory holds would not be among what is written.
    keyring.wipe_caches()
    statements = _Statements()
    with connection.execute_wrapper(statements):
        built = build()
    if clock.now() != now:
        return built  # the clock runs: what was built last is not of the instant that it was asked for at
    keys = keyring.provider()
    _shelf[place] = _Shelved(";\n".join(statements.written), deepcopy(built), keys, _names(keys))
    if len(_shelf) > _MOST:
        _shelf.popitem(last=False)
    return built


def begin() -> None:
    """A new test: nothing of the former one stands."""
    _asked.clear()


def _put_back(found: _Shelved) -> object:
    keyring.wipe_caches()
    with connection.cursor() as cursor:
        cursor.execute(found.written)
    send_context(connection)
    return deepcopy(found.built)


class _Statements:
    """Notes, in their order, the statements that change something."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        kind = sql.lstrip().upper()
        if kind.startswith(_WRITING):
            assert not many, "statements of many rows at once are not noted"
            self.written.append(ClientCursor(connection.connection).mogrify(sql, params) if params else sql)
        else:
            assert kind.startswith(_NEEDLESS), f"cannot be put back: {sql[:80]}"
        return execute(sql, params, many, context)
