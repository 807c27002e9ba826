"""Where the `type` of a problem document leads: what this refusal means, readable by anybody."""

from collections.abc import Iterator
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.errors import DomainError, NotFound


@require_safe
def meaning_of(request: HttpRequest, code: str) -> HttpResponse:
    """One kind of refusal in French: title, meaning, status. Raises NotFound for what is no code of ours."""
    error = next((kind for kind in _kinds(DomainError) if kind.code == code), None)
    if error is None:
        raise NotFound()
    context = {"kind": error, "phrase": HTTPStatus(error.status).phrase}
    return render(request, "web/problem_meaning.html", context)


def _kinds(family: type[DomainError]) -> Iterator[type[DomainError]]:
    yield family
    for kind in family.__subclasses__():
        yield from _kinds(kind)
