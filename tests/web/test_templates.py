"""What the strict policy would refuse must not be written at all."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parent.parent.parent / "web"
TEMPLATES = sorted(WEB.rglob("*.html"))
FORBIDDEN = {
    "an inline style": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an event attribute": r"\son[a-z]+\s*=",
    "an evaluated htmx attribute": r"hx-on|['\"]js:|javascript:",
    "an htmx trigger filter": r"hx-trigger=\"[^\"]*\[",
    "something from elsewhere": r"(?:src|action)=\"(?:https?:)?//|<link[^>]*href=\"(?:https?:)?//",
    "a link that tells where its reader was": r"<a\s(?![^>]*rel=\"noreferrer\")[^>]*href=\"(?:https?:)?//",
}


def offences(text: str) -> list[str]:
    return [name for name, pattern in FORBIDDEN.items() if re.search(pattern, text, re.IGNORECASE)]


# No cookie is set before a slot is chosen: the browser itself says where the form was (web.portal.edge).
BEFORE_ANY_COOKIE = {"slots.html"}


@pytest.mark.requirement("ST-18")
@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_needs_a_looser_policy(path: Path) -> None:
    assert offences(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color:red">', "<style>", "<script>alert(1)</script>", '<a onclick="x()">', '<p hx-on:click="x()">',
        "<p hx-vals='js:{a: 1}'>", '<p hx-trigger="click[ctrlKey]">', '<script src="https://example.org/a.js">',
        '<link rel="stylesheet" href="https://example.org/a.css">', '<a href="https://example.org/">',
    ],
)  # fmt: skip
def test_the_guard_sees_each_of_them(text: str) -> None:
    assert offences(text) != []


def test_every_form_that_writes_carries_its_token() -> None:
    for path in TEMPLATES:
        if path.name in BEFORE_ANY_COOKIE:
            continue
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", path.read_text(encoding="utf-8"), re.DOTALL):
            assert "{% csrf_token %}" in form, path.name


def test_no_search_term_travels_in_an_address() -> None:
    for path in TEMPLATES:
        for form in re.findall(r"<form[^>]*method=\"get\".*?</form>", path.read_text(encoding="utf-8"), re.DOTALL):
            assert not re.search(r"type=\"search\"|name=\"(termes|phone|nir|birth_date|family_name)\"", form), path.name
