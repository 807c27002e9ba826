"""How `make test` shares the suite between its processes: one by one, but what shares an expensive ground together.

xdist's own groups (`--dist loadgroup`) put nothing together under pytest 9.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# Starting the whole product costs half a minute: one process does it, and first, because it is among the largest.
TOGETHER = "tests/running/"
# The ground of these is laid once per file: two processes would lay it twice.
BY_FILE = ("tests/journeys/", "tests/config/test_load_demo.py")


class ByCost(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(TOGETHER):
            return TOGETHER
        return nodeid.partition("::")[0] if nodeid.startswith(BY_FILE) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByCost:
    return ByCost(config, log)
