"""What a page costs a telephone: every state of a walk is weighed, then looked at."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.journeys.looking import Look

HEAVIEST = 60_000
# A page that is still arriving weighs nothing yet.
WEIGH = """async () => {
    const loaded = () => performance.getEntriesByType("navigation")[0].loadEventEnd;
    while (!loaded()) await new Promise((resolve) => setTimeout(resolve, 10));
    return ["navigation", "resource"]
        .flatMap((kind) => performance.getEntriesByType(kind))
        .reduce((total, one) => total + one.decodedBodySize, 0);
}"""
See = Callable[[str, Page], None]


@pytest.fixture
def see(look: Look) -> Iterator[See]:
    """`see(name, page)` weighs one state and looks at it; what is too heavy is told at the end, in bytes."""
    weights: dict[str, int] = {}

    def examine(name: str, page: Page) -> None:
        weights[name] = page.evaluate(WEIGH)
        look(name, page)

    yield examine
    assert {name: weight for name, weight in weights.items() if not 1_000 < weight <= HEAVIEST} == {}, weights
