"""The address in a problem's `type` leads a stranger to a page that says what it means."""

import html

import pytest
from django.test import Client

from tests.architecture.test_errors import errors

pytestmark = pytest.mark.django_db


def test_every_refusal_has_its_page_for_anybody() -> None:
    browser = Client()
    for error in errors():
        answer = browser.get(f"/problems/{error.code}")
        page = html.unescape(answer.content.decode())
        assert answer.status_code == 200, error
        for said in (error.title, error.meaning, error.code, f"Refus {error.status}"):
            assert said in page, (error, said)
    assert len(errors()) > 40


def test_every_refusal_says_its_own_meaning() -> None:
    """What a whole family may say tells nobody what happened to them."""
    assert [error.__name__ for error in errors() if "meaning" not in vars(error)] == []


@pytest.mark.parametrize("code", ["unheard-of", "NOT-FOUND", "not-found/", "<b>", "x" * 5000, "__class__"])
def test_anything_else_is_not_found_and_is_not_repeated(code: str) -> None:
    answer = Client().get(f"/problems/{code}")
    assert answer.status_code == 404
    assert code[:30] not in answer.content.decode()


def test_a_page_is_only_read() -> None:
    assert Client().head("/problems/slot-taken").status_code == 200
    assert Client().post("/problems/slot-taken").status_code in (403, 405)
