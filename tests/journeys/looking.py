"""What a page looks like to axe and to a narrow screen: one walk, every state examined at every width.

`PICTURES=/somewhere` keeps each state as a desk and a phone show it, for somebody to look at.
"""

import json
import os
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
RUN = """tags => axe
    .run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], preload: false })
    .then(({ passes, violations }) => ({
        passed: passes.length,
        violations: violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target).slice(0, 3)]),
    }))"""
# Words of the very colour they lie on: "undecided" for axe, and invisible for whoever reads.
UNSEEN = """() => [...document.querySelectorAll("body *")].filter((one) => {
    const says = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!says || !one.checkVisibility({ visibilityProperty: true })) return false;
    let under = one;
    while (under && /^rgba\\(.*, 0\\)$/.test(getComputedStyle(under).backgroundColor)) under = under.parentElement;
    return under && getComputedStyle(under).backgroundColor === getComputedStyle(one).color;
}).map((one) => one.outerHTML.slice(0, 80))"""
LOADED = "() => typeof axe !== 'undefined'"
PICTURES = os.environ.get("PICTURES", "")
Look = Callable[[str, Page], None]


@cache
def axe() -> str:
    """The checker, as the front-end build installed it."""
    return (node_modules(Path(settings.VAR_DIR)) / "axe-core" / "axe.min.js").read_text()


def violations(page: Page) -> list[tuple[str, list[object]]]:
    """What axe finds on the page as it stands: rule and the first places."""
    if not page.evaluate(LOADED):
        # Playwright's own evaluation reads half a megabyte several times before the browser does.
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": axe()})
    result = page.evaluate(RUN, TAGS)
    assert result["passed"] > 10, "axe did run"
    found = [(rule, places) for rule, places in result["violations"]]
    unseen = page.evaluate(UNSEEN)
    return [*found, ("unseen-words", unseen)] if unseen else found


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
            if PICTURES and size is not NARROW:
                kept = Path(PICTURES) / f"{name.replace('/', '-')}-{size['width']}.png"
                page.screenshot(path=kept, full_page=True)
            if found or overflow(page):
                troubles[f"{name} at {size['width']}"] = (found, overflow(page))
        page.set_viewport_size(own)

    yield examine
    assert troubles == {}, json.dumps(troubles, ensure_ascii=False, indent=1)
