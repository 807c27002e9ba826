"""How `make test` shares the suite between its processes: one by one, but what shares an expensive ground together.

xdist's own groups (`--dist loadgroup`) put nothing together under pytest 9.
"""

from collections import Counter
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

# Starting the whole product costs half a minute: one process does it, and first, because it is among the largest.
FIRST = "tests/running/"
# One process does all of such a folder. The crowds' web workers load once per process, for as long as three of their
# tests take: shared out, they would cost more than the better balance gains.
TOGETHER = (FIRST, "tests/races/")
# The ground of these is laid once per file: two processes would lay it twice.
BY_FILE = ("tests/journeys/", "tests/config/test_load_demo.py", "tests/config/test_start_checks.py")


class ByCost(LoadScopeScheduling):
    """xdist looks through all tests for each one it hands out, and counts all that are done: here neither."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        super().__init__(config, log)
        self._places: dict[WorkerController, dict[str, int]] = {}

    def _split_scope(self, nodeid: str) -> str:
        return _scope(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        scope, unit = self.workqueue.popitem(last=False)
        self.assigned_work.setdefault(node, {})[scope] = unit
        if node not in self._places:
            self._places[node] = {name: place for place, name in enumerate(self.registered_collections[node])}
        node.send_runtest_some([self._places[node][name] for name, is_done in unit.items() if not is_done])

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        super().mark_test_complete(node, item_index, duration)
        scope = self._split_scope(self.registered_collections[node][item_index])
        if all(self.assigned_work[node][scope].values()):
            del self.assigned_work[node][scope]


def _scope(nodeid: str) -> str:
    for folder in TOGETHER:
        if nodeid.startswith(folder):
            return folder
    return nodeid.partition("::")[0] if nodeid.startswith(BY_FILE) else nodeid


def _needs_ground(item: pytest.Item) -> bool:
    return "django_db_setup" in getattr(item, "fixturenames", ()) or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In the order in which they are handed out: within it, the large before the small, else as they were drawn.

    What asks nothing of a database comes early: until the template is built, only one process has anything else to do.
    What is slow comes before the rest, so that nobody waits for one long test at the end.
    """
    sizes = Counter(_scope(item.nodeid) for item in items)
    grounded = {_scope(item.nodeid) for item in items if _needs_ground(item)}

    def place(item: pytest.Item) -> tuple[bool, bool, int, bool, str]:
        scope, size = _scope(item.nodeid), sizes[_scope(item.nodeid)]
        is_quick = item.get_closest_marker("slow") is None
        return scope != FIRST, scope in grounded, -size, is_quick, scope if size > 1 else ""

    items.sort(key=place)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByCost:
    return ByCost(config, log)
