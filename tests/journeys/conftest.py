"""A real server, a real browser: Debian's headless Chromium under the product's own strict policy.

Every page of every journey is watched: a content-security-policy violation or a script error fails it.
"""

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections, transaction
from django.test import Client, override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from config import chromium, frontend_build
from config.deep_calls import with_room
from tests.conftest import superuser_address, sweep
from tests.factories.accounts import signed_in
from tests.journeys.ground import Ground, lay_ground
from tests.journeys.looking import DESKTOP, PHONE, look
from tests.journeys.weighing import see
from tests.personas import CAMILLE

HERE = Path(__file__).parent
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
__all__ = ["DESKTOP", "PHONE", "look", "see"]
# A machine that is busy with other things is no defect of a screen; how quick a screen is has tests of its own.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)
WATCH = "document.addEventListener('securitypolicyviolation', (e) => report(`${e.violatedDirective} ${e.blockedURI}`))"
# Playwright drives the browser from an event loop; the tests look into the database from the same thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Beside Playwright's event loop Django keeps other connections for this thread than without it, each kind unseen by
    # the other's `close_all`: what stayed open would be shared by processes that a later test forks, or hold the
    # database when it is to be dropped.
    connections.close_all()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=ARGUMENTS)
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[Ground]:
    """Committed, for a whole module; swept afterwards."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            laid = lay_ground()
        yield laid
        sweep()


@pytest.fixture(autouse=True)
def agenda_of_a_second_walk(request: pytest.FixtureRequest) -> None:
    """What the walk that broke off had booked is gone, as if it had never been."""
    if getattr(request.node, "execution_count", 1) > 1:
        with psycopg.connect(superuser_address()) as everything:
            everything.execute("SET LOCAL session_replication_role = replica")
            everything.execute("DELETE FROM booking_appointment; DELETE FROM booking_occupancy")


@pytest.fixture(scope="session")
def static_files() -> Iterator[None]:
    built = frontend_build.build(Path(settings.VAR_DIR))
    with override_settings(STATICFILES_DIRS=[built]):
        yield


class Pages(StaticFilesHandler):
    """Each connection is a thread of its own here: with room, as the product's (`config.wsgi`)."""

    def __call__(self, *request: Any) -> Any:
        return with_room(super().__call__, *request)


@pytest.fixture(scope="module")
def address(ground: Ground, static_files: None) -> Iterator[str]:
    server = LiveServerThread("localhost", Pages, connections_override={}, port=0)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://localhost:{server.port}"
    server.terminate()


Open = Callable[..., Page]
CONTEXTS = pytest.StashKey[list[BrowserContext]]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A walk that breaks off is walked once more and counted in the summary: not every race with a browser is ours.

    A defect of a screen breaks both walks.
    """
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What the screens said when a journey broke off, beside its traceback."""
    report = yield
    if report.when == "call" and report.failed:
        for page in (page for context in item.stash.get(CONTEXTS, []) for page in context.pages):
            hands = page.evaluate("document.activeElement?.outerHTML.slice(0, 200)")
            report.sections.append(("Screen", f"{page.url}\n{hands}\n{page.locator('body').inner_text()}"))
    return report


@pytest.fixture
def open_page(request: pytest.FixtureRequest, browser: Browser, address: str, ground: Ground) -> Iterator[Open]:
    """`open_page("/bureau/", width=…, javascript=…, person=…)`: a page signed in as camille, watched."""
    contexts = request.node.stash.setdefault(CONTEXTS, [])
    troubles: list[str] = []

    def open_one(
        path: str, *, size: dict[str, int] | None = None, javascript: bool = True, person: str | None = CAMILLE
    ) -> Page:
        context = browser.new_context(
            base_url=address, viewport=size or DESKTOP, locale="fr-FR", timezone_id="Europe/Paris",  # type: ignore[arg-type]
            reduced_motion="reduce", java_script_enabled=javascript,
        )  # fmt: skip
        contexts.append(context)
        if person:
            client = signed_in(Client(), ground.world.people[person])
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])
        if javascript:
            context.expose_function("report", lambda text: troubles.append(text))
            context.add_init_script(WATCH)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def desk(open_page: Open) -> Page:
    """The desk of camille on her usual screen."""
    return open_page("/bureau/")
