"""My second factors: another application, new recovery codes. Both want a fresh confirmation."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import queries, services
from accounts.permissions import can_act_delicately
from accounts.totp import enrolment_uri, readable
from core.errors import DomainError
from web.account.forms import CodeForm
from web.account.refusals import again
from web.account.views.account import person_of


@require_http_methods(["GET", "POST"])
def application(request: HttpRequest) -> HttpResponse:
    """Replace the application: its secret is shown here and nowhere else."""
    actor, user_id = person_of(request)
    if not can_act_delicately(actor):
        return _confirm_first(request)
    if request.method == "GET":
        seed = queries.pending_seed(user_id) or services.begin_totp_enrolment(user_id=user_id)
        return again(request, "account/application.html", CodeForm(), **_secret(request, seed))
    form = CodeForm(request.POST)
    seed = queries.pending_seed(user_id) or ""
    if not form.is_valid():
        return again(request, "account/application.html", form, **_secret(request, seed))
    try:
        services.enrol_totp(request, actor=actor, **form.cleaned_data)
    except DomainError as error:
        return again(request, "account/application.html", form, error, **_secret(request, seed))
    messages.success(request, "Nouvelle application enregistrée. Vos autres sessions sont fermées.")
    return redirect("account:home")


@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New codes, shown once."""
    actor, _ = person_of(request)
    if not can_act_delicately(actor):
        return _confirm_first(request)
    codes = services.regenerate_recovery_codes(actor=actor)
    return render(request, "account/recovery_codes.html", {"codes": codes})


def _secret(request: HttpRequest, seed: str) -> dict[str, Any]:
    username: str = request.user.get_username()
    return {"secret": readable(seed), "uri": enrolment_uri(seed, username)} if seed else {}


def _confirm_first(request: HttpRequest) -> HttpResponse:
    back = request.path if request.method == "GET" else reverse("account:home")
    return HttpResponseRedirect(f"{reverse('account:step-up')}?{urlencode({'suite': back})}")
