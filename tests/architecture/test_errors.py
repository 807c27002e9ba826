"""Every refusal is a noun with its own code, a status and a French title."""

import re
from collections import Counter
from http import HTTPStatus

from core.errors import DomainError
from tests.architecture.house import ROOMS, import_everything

# Titles are read by people: French function words that no English title has.
ENGLISH = re.compile(r"\b(the|is|not|invalid|already|unknown|must|please|wrong|too many)\b", re.IGNORECASE)


def errors() -> list[type[DomainError]]:
    import_everything()
    found, waiting = [], [DomainError]
    while waiting:
        parent = waiting.pop()
        waiting.extend(parent.__subclasses__())
        found.append(parent)
    return [error for error in found if error.__module__.split(".")[0] in ROOMS]


def test_every_error_has_a_code_of_its_own() -> None:
    counted = Counter(error.code for error in errors())
    assert {code: times for code, times in counted.items() if times > 1} == {}
    assert len(counted) > 20


def test_every_error_says_its_own_code_and_title() -> None:
    silent = [e.__name__ for e in errors() if not {"code", "title"} <= vars(e).keys()]
    assert silent == []


def test_codes_are_words_with_hyphens_and_statuses_are_refusals() -> None:
    for error in errors():
        assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", error.code), error
        assert error.status in {s.value for s in HTTPStatus if s >= HTTPStatus.BAD_REQUEST}, error


def test_titles_are_french_sentences() -> None:
    for error in errors():
        assert error.title[0].isupper(), error
        assert error.title.rstrip().endswith((".", "?", "!")), error
        assert not ENGLISH.search(error.title), (error, error.title)
