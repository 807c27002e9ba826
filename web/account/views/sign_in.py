"""The three steps of proving who one is, and leaving."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.devices import remember
from core.errors import DomainError
from web.account.destinations import wanted
from web.account.forms import CodeForm, CredentialsForm, RecoveryForm
from web.account.refusals import again


@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """First step: name and password."""
    if request.method == "GET":
        if request.user.is_authenticated:
            return HttpResponseRedirect(wanted(request))
        return _password_page(request, CredentialsForm())
    form = CredentialsForm(request.POST)
    if not form.is_valid():
        return _password_page(request, form)
    try:
        services.sign_in(request, **form.cleaned_data)
    except DomainError as error:
        return _password_page(request, form, error)
    return HttpResponseRedirect(f"{reverse('account:code')}?{urlencode({'suite': wanted(request)})}")


@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Second step: the application's code, or a recovery code."""
    if services.waiting_person(request) is None:
        return redirect("account:sign-in")
    shape = RecoveryForm if "secours" in request.GET else CodeForm
    context: dict[str, Any] = {"suite": wanted(request), "recovery": shape is RecoveryForm}
    if request.method == "GET":
        return again(request, "account/code.html", shape(), **context)
    form = shape(request.POST)
    if not form.is_valid():
        return again(request, "account/code.html", form, **context)
    try:
        user = services.verify_code(request, **form.cleaned_data)
    except DomainError as error:
        return again(request, "account/code.html", form, error, **context)
    response = HttpResponseRedirect(wanted(request))
    remember(request, response, user.username)
    return response


@require_http_methods(["GET", "POST"])
def confirmation(request: HttpRequest) -> HttpResponse:
    """Proving it again before a delicate act."""
    context: dict[str, Any] = {"suite": wanted(request)}
    if request.method == "GET":
        return again(request, "account/step_up.html", CodeForm(), **context)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return again(request, "account/step_up.html", form, **context)
    try:
        services.step_up(request, **form.cleaned_data)
    except DomainError as error:
        return again(request, "account/step_up.html", form, error, **context)
    return HttpResponseRedirect(wanted(request))


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    services.sign_out(request)
    return HttpResponseRedirect(f"{reverse('account:sign-in')}?depart=1")


def _password_page(request: HttpRequest, form: CredentialsForm, error: DomainError | None = None) -> HttpResponse:
    return again(
        request,
        "account/sign_in.html",
        form,
        error,
        suite=wanted(request),
        ended="fin" in request.GET,
        left="depart" in request.GET,
        compromised="compromis" in request.GET,
        enrolled="inscrit" in request.GET,
        security_contact=settings.SECURITY_CONTACT,
    )
