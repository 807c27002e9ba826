"""Into a patient's account: a passkey; or a password, then the code of an application. Nobody learns who has one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from online.allowances import Asked
from online.errors import AccountShut, PasskeyRefused
from online.federation import is_offered
from online.models import AccountSession, Stage
from online.services import (
    begin_session,
    enter_by_passkey,
    entering_options,
    open_session,
    second_factor,
    sign_in,
)
from online.services.federated import key_awaited
from web.portal.account_edge import keep_key, of_session, public
from web.portal.edge import count_here
from web.public.cookies import account_cookie

WRONG = "Ces identifiants n'ouvrent pas de compte. Vérifiez-les, ou créez le vôtre."
WRONG_SECOND = "Ce code n'est pas le bon, ou il a déjà servi : attendez le suivant."


@require_GET
@public
def entry(request: HttpRequest) -> HttpResponse:
    """The ways in; the account itself for whoever is in."""
    try:
        session = open_session(request.COOKIES.get(account_cookie(), ""))
    except AccountShut:
        return _entry(request)
    if session.stage == Stage.SIGNED_IN.value:
        return redirect("portal:account")
    return _entry(request, waits=key_awaited(session))


@require_POST
@public
def enter(request: HttpRequest) -> HttpResponse:
    """The first of two factors: one answer for whatever is wrong."""
    count_here(request, Asked.ENTER)
    said = request.POST
    opened = sign_in(contact=said.get("contact", "")[:200], password=said.get("password", ""))
    if opened is None:
        return _entry(request, error=WRONG, contact=said.get("contact", ""), status=400)
    return keep_key(redirect("portal:account-second"), opened)


@require_http_methods(["GET", "POST"])
@of_session
def second(request: HttpRequest, session: AccountSession) -> HttpResponse:
    """The code of the application."""
    if session.stage != Stage.PASSWORD.value:
        raise AccountShut()
    if request.method == "GET":
        return render(request, "portal/account_second.html")
    opened = second_factor(session, request.POST.get("code", ""))
    if opened is None:
        return render(request, "portal/account_second.html", {"error": WRONG_SECOND}, status=400)
    return keep_key(redirect("portal:account"), opened)


@require_POST
@public
def key_options(request: HttpRequest) -> HttpResponse:
    """What the browser asks a passkey to sign: no account is named."""
    count_here(request, Asked.ENTER)
    opened = begin_session()
    response = HttpResponse(entering_options(opened.session), content_type="application/json")
    return keep_key(response, opened)


@require_POST
@of_session
def key_enter(request: HttpRequest, session: AccountSession) -> HttpResponse:
    """Both factors at once."""
    try:
        opened = enter_by_passkey(session, answer=request.POST.get("answer", ""))
    except PasskeyRefused as refusal:
        return entry_refused(request, refusal)
    return keep_key(redirect("portal:account"), opened)


def entry_refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """What let nobody in, beside every other way in."""
    return _entry(request, error=f"{refusal.title} {refusal.meaning}", status=refusal.status)


def _entry(
    request: HttpRequest, *, error: str = "", contact: str = "", waits: bool = False, status: int = 200
) -> HttpResponse:
    context = {"error": error, "contact": contact, "federation": is_offered(), "key_awaited": waits}
    return render(request, "portal/account_entry.html", context, status=status)
