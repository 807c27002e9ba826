"""Cookies: only what is necessary before a choice, on every public page; refusing is as easy as accepting."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from django.urls.converters import UUIDConverter

from accounts.middleware import is_public
from core.home_day import home_day
from privacy.declarations.wording import HOSTS
from privacy.models import AudienceCount
from privacy.processing import RIGHTS, Right
from privacy.register import entry
from privacy.typography import typeset
from tests.architecture.test_routes import routes
from tests.factories.accounts import next_code, person, signed_in
from tests.factories.patients import notice_in_force
from tests.factories.practices import World, make_world
from tests.personas import CAMILLE, DR_MARTIN, INES, PASSWORD
from web.public import urls as public_urls
from web.public.audience import TITLES
from web.public.cookies import CHOICE_COOKIE, CHOICE_DAYS, necessary, trackers

pytestmark = pytest.mark.django_db
CHOOSE, COOKIES, NOTICE = "/cookies/choix/", "/cookies/", "/confidentialite/"
BROWSER = "Mozilla/5.0 (Linux; Android 15) Mobile"


@pytest.fixture
def world() -> World:
    world = make_world()
    notice_in_force(world.ours.practice)
    return world


@pytest.fixture
def measured(settings: Any) -> None:
    settings.AUDIENCE_MEASUREMENT = True


def public_pages(world: World) -> list[str]:
    """Every address of the resolver that opens to strangers; an id in it is that of a practice, a word `not-found`."""
    found = [_address(name, one, world.ours.practice.id) for name, one in routes(get_resolver())]
    return sorted({path for path in found if path and is_public(path)})


def _address(name: str, one: URLPattern, practice_id: UUID) -> str:
    kinds = one.pattern.converters
    words = {key: practice_id if isinstance(kind, UUIDConverter) else "not-found" for key, kind in kinds.items()}
    try:
        return reverse(name, kwargs=words)
    except NoReverseMatch:
        return ""


def cookies_set(response: Any) -> set[str]:
    """The names that this answer puts into the browser; a deletion sets nothing."""
    return {name for name, morsel in response.cookies.items() if morsel["max-age"] != 0}


def needless(response: Any) -> set[str]:
    """What it sets beyond what is declared necessary."""
    return cookies_set(response) - {cookie.name for cookie in necessary()}


def answers(world: World, **cookies: str) -> Iterator[tuple[str, Any]]:
    """Each public page as a browser with those cookies gets it."""
    for path in public_pages(world):
        client = Client(headers={"User-Agent": BROWSER})
        client.cookies.load(cookies)
        yield path, client.get(path)


@pytest.mark.requirement("ST-38")
@pytest.mark.requirement("K1")
@pytest.mark.parametrize("on", [False, True])
def test_no_public_page_sets_anything_needless_before_the_choice(world: World, settings: Any, on: bool) -> None:
    """The headers of every answer, measurement off or on; nothing is remembered as chosen, nothing is counted."""
    settings.AUDIENCE_MEASUREMENT = on
    pages = dict(answers(world))
    assert {NOTICE, COOKIES, "/connexion/", "/problems/not-found"} < pages.keys()
    assert f"{NOTICE}cabinet/{world.ours.practice.id}/" in pages
    assert len(pages) >= 12
    assert {path: needless(response) for path, response in pages.items() if needless(response)} == {}
    assert [path for path, response in pages.items() if CHOICE_COOKIE in cookies_set(response)] == []
    assert not AudienceCount.objects.exists()
    assert [path for path, response in pages.items() if response.status_code == 500] == []


def test_a_page_that_sets_a_tracker_is_found() -> None:
    response = HttpResponse()
    response.set_cookie("_ga", "1")
    response.set_cookie("session", "1")
    response.delete_cookie("ancien")
    assert needless(response) == {"_ga"}


@pytest.mark.requirement("ST-36")
def test_signing_in_sets_only_cookies_that_the_page_about_cookies_names() -> None:
    user, client = person(), Client()
    seen: set[str] = set()
    for response in (
        client.post("/connexion/", {"username": CAMILLE, "password": PASSWORD}),
        client.post("/connexion/code/", {"code": next_code(user)}),
        client.get("/compte/"),
        client.post("/compte/sessions/autres/fin/"),
    ):
        assert response.status_code in {200, 302}
        seen |= cookies_set(response)
        assert needless(response) == set()
    page = client.get(COOKIES).content.decode()
    assert seen >= {"session", "device"}
    assert {name for name in seen if f"<code>{name}</code>" not in page} == set()


@pytest.mark.requirement("ST-36")
def test_the_page_says_of_each_cookie_its_purpose_its_time_and_its_issuer(client: Client) -> None:
    page = client.get(COOKIES).content.decode()
    for cookie in necessary():
        row = re.search(rf"<code>{re.escape(cookie.name)}</code>.*?</li>", page, re.DOTALL)
        assert row is not None
        for said in (cookie.purpose, cookie.lasts, cookie.issuer):
            assert said and typeset(said) in row.group().replace("&#x27;", "'")


def test_with_nothing_measured_nothing_is_asked(client: Client) -> None:
    for path in (NOTICE, COOKIES, "/connexion/"):
        assert "Tout refuser" not in client.get(path).content.decode()
    assert client.post(CHOOSE, {"tout": "oui"}).cookies.get(CHOICE_COOKIE) is None


@pytest.mark.requirement("ST-36")
@pytest.mark.requirement("K1")
def test_refusing_takes_exactly_what_accepting_takes(client: Client, measured: None) -> None:
    """The same form, the same look, one press each, the refusal first; browsing on is said to be no answer."""
    page = client.get(NOTICE).content.decode()
    buttons = re.findall(r"<button ([^>]*)>(Tout \w+)</button>", page)
    assert buttons == [
        ('class="btn" name="tout" value="non"', "Tout refuser"),
        ('class="btn" name="tout" value="oui"', "Tout accepter"),
    ]
    assert "Continuer à naviguer ne vaut pas accord" in page


@pytest.mark.requirement("ST-38")
@pytest.mark.requirement("K1")
def test_browsing_on_is_no_answer(world: World, measured: None) -> None:
    client = Client()
    for _ in range(3):
        page = client.get(NOTICE)
        assert "Tout refuser" in page.content.decode()
    assert CHOICE_COOKIE not in client.cookies
    assert not AudienceCount.objects.exists()


@pytest.mark.requirement("ST-36")
@pytest.mark.parametrize(("said", "counted"), [("oui", 1), ("non", 0)])
def test_a_choice_is_kept_six_months_and_can_be_changed(
    client: Client, measured: None, said: str, counted: int
) -> None:
    chosen = client.post(CHOOSE, {"tout": said, "suite": NOTICE})
    assert (chosen.status_code, chosen["Location"]) == (302, NOTICE)
    kept = chosen.cookies[CHOICE_COOKIE]
    assert (kept.value, kept["max-age"], CHOICE_DAYS) == (f"audience:{said}", 180 * 86400, 180)
    page = client.get(NOTICE)
    assert "Tout refuser" not in page.content.decode()
    assert sum(AudienceCount.objects.values_list("visits", flat=True)) == counted
    other = "non" if said == "oui" else "oui"
    assert client.post(CHOOSE, {"audience": other}).cookies[CHOICE_COOKIE].value == f"audience:{other}"
    assert f'name="audience" value="{other}" required checked' in client.get(COOKIES).content.decode()


@pytest.mark.requirement("ST-36")
def test_each_purpose_and_issuer_has_its_own_answer(client: Client, measured: None) -> None:
    page = client.get(COOKIES).content.decode()
    for tracker in trackers():
        assert f"{tracker.purpose} · {tracker.issuer}" in page.replace("&#x27;", "'")
        assert len(re.findall(rf'type="radio" name="{tracker.key}"', page)) == 2
    assert " checked" not in page, "nothing is chosen for anybody"
    refused = client.post(CHOOSE, {})
    assert refused.status_code == 400
    assert CHOICE_COOKIE not in refused.cookies


@pytest.mark.requirement("K1")
@pytest.mark.parametrize("value", ["", "audience", "audience:1", "audience:OUI", "autre:oui", "audience:oui:non"])
def test_only_a_yes_is_a_yes(client: Client, measured: None, value: str) -> None:
    client.cookies[CHOICE_COOKIE] = value
    assert "Tout refuser" in client.get(NOTICE).content.decode()
    assert not AudienceCount.objects.exists()


@pytest.mark.requirement("ST-36")
def test_the_link_to_the_choice_is_at_the_foot_of_every_page_of_the_public(world: World) -> None:
    for path, response in answers(world):
        if response.status_code == 200 and response["Content-Type"].startswith("text/html") and "/api/" not in path:
            foot = response.content.decode().partition("<footer")[2]
            assert f'href="{COOKIES}"' in foot and f'href="{NOTICE}"' in foot, path


@pytest.mark.requirement("ST-17")
@pytest.mark.requirement("ST-35")
@pytest.mark.requirement("SAS-22")
def test_what_is_counted_is_a_day_a_page_a_kind_of_device_and_a_number(world: World, measured: None) -> None:
    client = Client(headers={"User-Agent": BROWSER}, REMOTE_ADDR="203.0.113.77")
    client.cookies[CHOICE_COOKIE] = "audience:oui"
    address = f"{NOTICE}cabinet/{world.ours.practice.id}/"
    for path in (address, address, NOTICE):
        assert client.get(path, {"le": "2026-11-01"} if path == address else {}).status_code == 200
    rows = list(AudienceCount.objects.order_by("-visits").values())
    today = home_day()
    kept = [(row["day"], row["page"], row["equipment"], row["visits"]) for row in rows]
    assert kept == [(today, "public:practice-notice", "phone", 2), (today, "public:privacy", "phone", 1)]
    assert all(row.keys() == {"id", "day", "page", "equipment", "visits"} for row in rows)
    stored = repr(rows)
    for told in (str(world.ours.practice.id), "203.0.113", "Mozilla", "2026-11-01", world.ours.practice.name):
        assert told not in stored


def test_whoever_reads_the_operators_file_reads_the_count_while_there_is_one(world: World, settings: Any) -> None:
    officer = signed_in(Client(), world.people[INES])
    assert "Visites des pages publiques" not in officer.get("/registre/exploitant/").content.decode()
    settings.AUDIENCE_MEASUREMENT = True
    visitor = Client()
    visitor.cookies[CHOICE_COOKIE] = "audience:oui"
    for path in (NOTICE, f"{NOTICE}cabinet/{world.ours.practice.id}/", NOTICE):
        visitor.get(path)
    page = officer.get("/registre/exploitant/").content.decode()
    assert "<dt>Confidentialité</dt><dd>2</dd><dt>Textes d&#x27;un cabinet</dt><dd>1</dd>" in page
    counted = {f"public:{one.name}" for one in public_urls.urlpatterns} - {"public:cookie-choice"}
    assert counted == set(TITLES)
    theirs = signed_in(Client(), world.people[DR_MARTIN]).get("/registre/exploitant/").content.decode()
    assert "Visites des pages publiques" not in theirs


@pytest.mark.requirement("ST-17")
def test_nobody_signed_in_is_counted_and_no_refused_page(world: World, measured: None) -> None:
    staff = signed_in(Client(), world.people[CAMILLE])
    staff.cookies[CHOICE_COOKIE] = "audience:oui"
    assert staff.get(NOTICE).status_code == 200
    stranger = Client()
    stranger.cookies[CHOICE_COOKIE] = "audience:oui"
    assert stranger.get(f"{NOTICE}cabinet/{UUID(int=0)}/").status_code == 404
    stranger.get("/connexion/")
    assert not AudienceCount.objects.exists()
    stranger.get(NOTICE)
    assert AudienceCount.objects.count() == 1


@pytest.mark.requirement("ST-36")
@pytest.mark.requirement("ST-37")
def test_the_register_says_the_measure_rests_on_consent_and_can_be_withdrawn() -> None:
    audience = entry("T-14")
    assert audience is not None
    assert Right.WITHDRAWAL in RIGHTS[audience.basis]
    assert [kept.rule for kept in audience.kept] == ["R-19"]
    assert audience.processors == (HOSTS,), "nobody outside measures; who would is named here"
