"""First arrival, or return after a compromise: a one-time code opens the choice of password and application.

The code is typed into a form: an address with a secret would stay in histories and logs.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.totp import enrolment_uri, readable
from core.errors import DomainError
from web.account.forms import EnrolmentForm, TokenForm
from web.account.refusals import again


@require_http_methods(["GET", "POST"])
def enrolment(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return again(request, "account/enrolment_code.html", TokenForm())
    opened = TokenForm(request.POST)
    if not opened.is_valid():
        return again(request, "account/enrolment_code.html", opened)
    token = opened.cleaned_data["token"]
    try:
        draft = services.enrolment_draft(token=token)
    except DomainError as error:
        return again(request, "account/enrolment_code.html", opened, error)
    context: dict[str, Any] = {
        "draft": draft,
        "secret": readable(draft.seed),
        "uri": enrolment_uri(draft.seed, draft.username),
    }
    if "password" not in request.POST:
        return again(request, "account/enrolment.html", EnrolmentForm(initial={"token": token}), **context)
    form = EnrolmentForm(request.POST)
    if not form.is_valid():
        return again(request, "account/enrolment.html", form, **context)
    values = form.cleaned_data
    try:
        codes = services.accept_enrolment(token=token, password=values["password"], code=values["code"])
    except DomainError as error:
        return again(request, "account/enrolment.html", form, error, **context)
    return render(request, "account/recovery_codes.html", {"codes": codes, "enrolled": True})
