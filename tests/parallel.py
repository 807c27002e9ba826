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
# These ask nothing of a database: the other process has something to do until the template is built.
WITHOUT_GROUND = (
    "tests/architecture/test_privacy.py",
    "tests/architecture/test_sizes.py",
    "tests/booking/test_lifecycle.py",
    "tests/config/test_embedded_postgres.py",
    "tests/config/test_run.py",
    "tests/config/test_supervisor.py",
    "tests/core/test_json_api.py",
    "tests/crypto/test_stopping.py",
    "tests/patients/test_search_box.py",
    "tests/practices/test_permissions.py",
    "tests/telephony_adapters/",
    "tests/web/test_french.py",
    "tests/web/test_frontend_build.py",
    "tests/web/test_templates.py",
)
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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In the order in which they are handed out: within it, the large before the small, else as they were drawn."""
    sizes = Counter(_scope(item.nodeid) for item in items)

    def place(item: pytest.Item) -> tuple[bool, bool, int, str]:
        scope, size = _scope(item.nodeid), sizes[_scope(item.nodeid)]
        return scope != FIRST, not scope.startswith(WITHOUT_GROUND), -size, scope if size > 1 else ""

    items.sort(key=place)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByCost:
    return ByCost(config, log)
