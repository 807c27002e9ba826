"""How `make test` shares the suite between its processes: one by one, but what stands on the running product together.

xdist's own groups (`--dist loadgroup`) put nothing together under pytest 9.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# Starting the whole product costs half a minute: one process does it, and first, because it is the largest scope.
TOGETHER = "tests/running/"


class ByCost(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER if nodeid.startswith(TOGETHER) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByCost:
    return ByCost(config, log)
