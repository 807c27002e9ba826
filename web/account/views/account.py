"""My account: my sessions, my connections, my password, and the alarm button."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import queries, services
from core.errors import DomainError, Unauthenticated
from core.scoping import Actor
from privacy.services.incidents import report_compromise
from web.account.forms import PasswordForm
from web.account.refusals import again


def person_of(request: HttpRequest) -> tuple[Actor, UUID]:
    """The actor of this request and the person behind it. Raises Unauthenticated."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.user_id is None:
        raise Unauthenticated
    return actor, actor.user_id


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    actor, user_id = person_of(request)
    return render(
        request,
        "account/home.html",
        {
            "sessions": queries.open_sessions(user_id, present=actor.session_id),
            "sign_ins": queries.recent_sign_ins(user_id),
            "recovery_codes": queries.unused_recovery_codes(user_id),
            "security_contact": settings.SECURITY_CONTACT,
        },
    )


@require_POST
def end_one(request: HttpRequest, session_id: UUID) -> HttpResponse:
    actor, _ = person_of(request)
    services.end_session(actor=actor, session_id=session_id)
    if session_id == actor.session_id:
        return redirect("account:sign-in")
    messages.success(request, "La session est fermée.")
    return redirect("account:home")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    actor, _ = person_of(request)
    ended = services.end_other_sessions(actor=actor)
    messages.success(request, f"Autres sessions fermées : {ended}.")
    return redirect("account:home")


@require_POST
def recognise(request: HttpRequest) -> HttpResponse:
    """Every open session is mine."""
    actor, _ = person_of(request)
    services.recognise_sessions(actor=actor)
    messages.success(request, "C'est noté : ces sessions sont les vôtres.")
    return redirect("account:home")


@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    person_of(request)
    if request.method == "GET":
        return again(request, "account/password.html", PasswordForm())
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return again(request, "account/password.html", form)
    try:
        services.change_password(request, current=form.cleaned_data["current"], new=form.cleaned_data["new_password"])
    except DomainError as error:
        return again(request, "account/password.html", form, error)
    messages.success(request, "Mot de passe changé. Vos autres sessions sont fermées.")
    return redirect("account:home")


@require_POST
def compromised(request: HttpRequest) -> HttpResponse:
    """The alarm: no question asked, no code; whoever presses it in error asks for a new enrolment."""
    actor, _ = person_of(request)
    report_compromise(actor=actor)
    return HttpResponseRedirect(f"{reverse('account:sign-in')}?compromis=1")
