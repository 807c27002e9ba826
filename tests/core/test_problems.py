"""Refusals leave as RFC 9457 documents that name the field and never show the inside."""

import json

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest
from django.test import RequestFactory
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from core import errors, problems


def api_request() -> HttpRequest:
    return RequestFactory().get("/api/v1/anything")


class Contact(serializers.Serializer):
    phones = serializers.ListField(child=serializers.CharField(max_length=3))


class Person(serializers.Serializer):
    contact = Contact()


def test_a_refusal_becomes_a_problem_document_with_its_own_members() -> None:
    response = problems.answer(api_request(), errors.Conflict(alternatives=["a"]))
    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content) == {
        "type": "/problems/conflict",
        "title": "La situation a changé entre-temps.",
        "status": 409,
        "alternatives": ["a"],
    }


def test_a_wrong_value_deep_inside_is_named_by_its_path() -> None:
    checked = Person(data={"contact": {"phones": ["1", "12345"]}})
    with pytest.raises(ValidationError) as caught:
        checked.is_valid(raise_exception=True)
    error = problems.translated(caught.value)
    assert error is not None
    assert [(e.field, e.code) for e in error.errors] == [("contact.phones[1]", "max_length")]


@pytest.mark.parametrize(
    ("exception", "code"),
    [
        (Http404(), "not-found"),
        (RequestDataTooBig(), "too-large"),
        (SuspiciousOperation("Invalid HTTP_HOST header"), "invalid-input"),
    ],
)
def test_what_the_framework_refuses_is_told_in_our_words(exception: Exception, code: str) -> None:
    error = problems.translated(exception)
    assert error is not None
    assert error.code == code
    assert "HTTP_HOST" not in json.dumps(problems.document(error))


def test_an_unexpected_error_is_not_translated_and_says_nothing() -> None:
    assert problems.translated(RuntimeError("a secret")) is None
    assert b"secret" not in problems.unexpected(api_request()).content


def test_too_many_requests_says_when_to_come_back() -> None:
    assert problems.answer(api_request(), errors.TooManyRequests(retry_after=7))["Retry-After"] == "7"


def test_observers_hear_of_refusals_once_the_answer_is_made() -> None:
    heard = []
    problems.on_refusal(lambda request, error: heard.append(error.code))
    try:
        edge = problems.ProblemMiddleware(lambda request: problems.answer(request, errors.NotFound()))
        edge(api_request())
        problems.ProblemMiddleware(lambda request: problems.answer(request, errors.Conflict()))(api_request())
    finally:
        problems._observers.pop()
    assert heard == ["not-found"]
