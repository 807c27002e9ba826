"""What a page looks like to axe and to a narrow screen: one walk, every state examined at every width."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page

from config.frontend_build import node_modules

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
# The bar of somebody signed in: one row of a desk's screen, two of a phone's.
ROWS = {DESKTOP["width"]: 60, PHONE["width"]: 96}
# Nodes that pass are counted, not described: describing them is most of the work.
RUN = """([tags, words]) => {
    axe.configure({ locale: JSON.parse(words) });
    return axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] })
        .then(({ passes, violations }) => ({ passed: passes.length, violations }));
}"""
LOADED = "() => typeof axe !== 'undefined'"
Look = Callable[[str, Page], None]


@cache
def axe() -> tuple[str, str]:
    """The checker and its French words, as the front-end build installed them."""
    folder = node_modules(Path(settings.VAR_DIR)) / "axe-core"
    return (folder / "axe.min.js").read_text(), (folder / "locales" / "fr.json").read_text()


def violations(page: Page) -> list[tuple[str, list[object]]]:
    """What axe finds on the page as it stands: rule and the first places."""
    program, words = axe()
    if not page.evaluate(LOADED):
        page.evaluate(program)
    result = page.evaluate(RUN, [TAGS, words])
    assert result["passed"] > 10, "axe did run"
    return [(found["id"], [node["target"] for node in found["nodes"]][:3]) for found in result["violations"]]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(width, 0)


def too_high(page: Page, width: int) -> bool:
    """Whether the bar takes more rows than it may."""
    bars = page.locator("header.bar")
    return width in ROWS and any(bar.evaluate("bar => bar.offsetHeight") > ROWS[width] for bar in bars.all())


@pytest.fixture
def look(static_files: None) -> Iterator[Look]:
    """`look(name, page)` examines one state as a desk, a phone and a magnifier show it; all is told at the end.

    The page gets its own size back, so that the walk goes on as it began.
    """
    troubles: dict[str, object] = {}

    def examine(name: str, page: Page) -> None:
        own = page.viewport_size or DESKTOP
        for size in (DESKTOP, PHONE, NARROW):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            # Reflow is what a magnifier adds; what axe reads is the phone's.
            found = [] if size is NARROW else violations(page)
            if too_high(page, size["width"]):
                found.append(("bar", [page.locator("header.bar").inner_text()]))
            if found or overflow(page):
                troubles[f"{name} at {size['width']}"] = (found, overflow(page))
        page.set_viewport_size(own)

    yield examine
    assert troubles == {}, json.dumps(troubles, ensure_ascii=False, indent=1)
