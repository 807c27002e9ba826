"""Refusals leave the product as RFC 9457 problem documents (API) or as a French page (people).

The only place that turns a `DomainError` into HTTP. Unexpected errors answer a plain 500 that says
nothing of what happened inside. A refusal of access is journalled after the rollback by whoever
registered with `on_refusal`, so that its trace survives.
"""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core import exceptions as django_errors
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from rest_framework import exceptions as drf_errors
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core import errors

logger = logging.getLogger("permanence")
MEDIA_TYPE = "application/problem+json"
REFUSALS = {401, 403, 404}
_observers: list[Callable[[HttpRequest, errors.DomainError], None]] = []


def on_refusal(observer: Callable[[HttpRequest, errors.DomainError], None]) -> None:
    """Call `observer(request, error)` for every 401, 403 and 404, once the transaction is rolled back."""
    _observers.append(observer)


def document(error: errors.DomainError) -> dict[str, Any]:
    """The members of the problem document: type, title, status, errors, and the error's own."""
    body: dict[str, Any] = {"type": f"/problems/{error.code}", "title": error.title, "status": error.status}
    if error.errors:
        body["errors"] = [{"field": e.field, "code": e.code, "detail": e.detail} for e in error.errors]
    return {**body, **error.extra}


def api_exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER: a problem document for what is known, None (a plain 500) for the rest."""
    error = translated(exc)
    if error is None:
        return None
    set_rollback()
    request: HttpRequest = context["request"]._request
    request.refused_by = error  # type: ignore[attr-defined]
    response = Response(document(error), status=error.status, content_type=MEDIA_TYPE)
    _add_headers(response, error)
    return response


class ProblemMiddleware:
    """The edge: turns refusals into answers and tells the observers once everything is rolled back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        error = getattr(request, "refused_by", None)
        if error is not None and error.status in REFUSALS:
            for observe in _observers:
                observe(request, error)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        error = translated(exception)
        return None if error is None else answer(request, error)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400: forged hosts, oversized or malformed bodies."""
    error = translated(exception) if exception is not None else None
    return answer(request, error or errors.InvalidInput())


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403."""
    return answer(request, errors.Forbidden())


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404."""
    return answer(request, errors.NotFound())


def unexpected(request: HttpRequest) -> HttpResponse:
    """handler500: nothing of what happened inside leaves."""
    return answer(request, Unexpected())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF refusal, in our words."""
    return answer(request, errors.CsrfRefused())


class Unexpected(errors.DomainError):
    code, status, title = "unexpected", 500, "Une erreur imprévue est survenue : rien n'a été enregistré."
    meaning = (
        "Une erreur du service, pas de la demande. Rien n'a été enregistré et l'incident est noté : réessayez plus "
        "tard, et signalez l'heure s'il revient."
    )


def translated(exc: Exception) -> errors.DomainError | None:
    """The refusal that `exc` stands for, or None when it is unexpected."""
    if isinstance(exc, errors.DomainError):
        return exc
    if isinstance(exc, drf_errors.ValidationError):
        return errors.InvalidInput(errors=list(_fields(exc.get_full_details())))
    if isinstance(exc, drf_errors.Throttled):
        return errors.TooManyRequests(retry_after=int(getattr(exc, "wait", None) or 60))
    if isinstance(exc, drf_errors.APIException):
        return _from_status(exc.status_code)
    if isinstance(exc, Http404):
        return errors.NotFound()
    if isinstance(exc, django_errors.PermissionDenied):
        return errors.Forbidden()
    if isinstance(exc, django_errors.RequestDataTooBig):
        return errors.TooLarge()
    if isinstance(exc, (django_errors.BadRequest, django_errors.SuspiciousOperation, MultiPartParserError)):
        return errors.InvalidInput()
    return None


_BY_STATUS: dict[int, type[errors.DomainError]] = {
    400: errors.InvalidInput,
    401: errors.Unauthenticated,
    403: errors.Forbidden,
    404: errors.NotFound,
    405: errors.MethodNotAllowed,
    413: errors.TooLarge,
    415: errors.UnsupportedMedia,
    429: errors.TooManyRequests,
}


def _from_status(status: int) -> errors.DomainError:
    return _BY_STATUS.get(status, Unexpected if status >= 500 else errors.InvalidInput)()


def _fields(details: Any, path: str = "") -> list[errors.FieldError]:
    """Flatten DRF's nested error details into `contact.phones[0]`-like names."""
    if isinstance(details, dict) and set(details) == {"message", "code"}:
        return [errors.FieldError(path or "non_field_errors", str(details["code"]), str(details["message"]))]
    if isinstance(details, dict):
        return [e for name, inner in details.items() for e in _fields(inner, _step(path, name))]
    leaves = isinstance(details, list) and all(isinstance(i, dict) and set(i) == {"message", "code"} for i in details)
    return [e for n, inner in enumerate(details) for e in _fields(inner, path if leaves else _step(path, n))]


def _step(path: str, name: Any) -> str:
    if isinstance(name, int):
        return f"{path}[{name}]"
    if name == "non_field_errors" and path:
        return path  # the value as a whole
    return f"{path}.{name}" if path else str(name)


def answer(request: HttpRequest, error: errors.DomainError) -> HttpResponse:
    """The refusal as the caller reads it: a problem document under `/api/`, a French page elsewhere."""
    response: HttpResponse
    request.refused_by = error  # type: ignore[attr-defined]
    if request.path.startswith("/api/"):
        response = JsonResponse(document(error), status=error.status, content_type=MEDIA_TYPE)
    else:
        page = render_to_string("web/problem.html", {"error": error, "phrase": HTTPStatus(error.status).phrase})
        response = HttpResponse(page, status=error.status)
    _add_headers(response, error)
    return response


def _add_headers(response: HttpResponse, error: errors.DomainError) -> None:
    if isinstance(error, errors.TooManyRequests):
        response["Retry-After"] = str(error.retry_after)
    if error.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Session realm="permanence"'
