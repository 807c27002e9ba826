"""A refusal shown in its page: the form again, the reasons beside their fields, the right status."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.errors import DomainError, TooManyRequests


def again(
    request: HttpRequest, template: str, form: Form, error: DomainError | None = None, **context: Any
) -> HttpResponse:
    """The page with its form, filled as it was; 400 for a malformed form, else the status of the refusal."""
    status = 200
    if error is not None:
        status = error.status
        for reason in error.errors:
            form.add_error(reason.field if reason.field in form.fields else None, reason.detail)
    elif form.is_bound:
        status = 400
    wait = _spoken(error.retry_after) if isinstance(error, TooManyRequests) else ""
    response = render(request, template, {**context, "form": form, "trouble": error, "wait": wait}, status=status)
    if isinstance(error, TooManyRequests):
        response["Retry-After"] = str(error.retry_after)
    return response


def _spoken(seconds: int) -> str:
    """A wait as people say it: seconds up to a minute and a half, then minutes, then hours."""
    if seconds <= 90:
        return f"{seconds} secondes"
    minutes = -(-seconds // 60)
    return f"{minutes} minutes" if minutes <= 90 else f"{-(-minutes // 60)} heures"
