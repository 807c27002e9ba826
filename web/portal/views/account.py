"""A patient's account: opened by a contact that is proven, with a factor that is chosen; its records."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.totp import enrolment_uri, readable
from core.errors import InvalidInput
from online.allowances import Asked
from online.errors import AccountShut, PasskeyRefused
from online.models import AccountSession, Stage
from online.services import (
    Verdict,
    ask_entry,
    held_by,
    make_passkey,
    making_options,
    open_held,
    open_with_password,
    prove_entry,
    release_record,
    seed_of,
    send_entry_code,
)
from online.services.accounts import PROVEN
from privacy.services.own_data import Owner, keep_in_account
from web.portal.account_edge import account_here, keep_key, of_account, of_session, public
from web.portal.edge import count_here
from web.portal.forms import refusals_of
from web.portal.own_edge import keep_proof, of_owner
from web.portal.views.booking import CODE_SENTENCES


@require_http_methods(["GET", "POST"])
@public
def start(request: HttpRequest) -> HttpResponse:
    """A contact, whoever has it: a code is sent."""
    if request.method == "GET":
        return render(request, "portal/account_start.html")
    count_here(request, Asked.CODE)
    typed = request.POST.get("contact", "")[:200]
    try:
        opened = ask_entry(typed=typed)
    except InvalidInput as refusal:
        context = {"contact": typed, "error": refusals_of(refusal).by_field["contact"]}
        return render(request, "portal/account_start.html", context, status=refusal.status)
    return keep_key(redirect("portal:account-code"), opened)


@require_http_methods(["GET", "POST"])
@of_session
def code(request: HttpRequest, session: AccountSession) -> HttpResponse:
    """The six digits, or others."""
    if session.contact is None:
        raise AccountShut()
    if request.method == "GET":
        return render(request, "portal/account_code.html")
    if "again" in request.POST:
        count_here(request, Asked.CODE)
        send_entry_code(session)
        return redirect("portal:account-code")
    verdict, opened = prove_entry(session, request.POST.get("code", "")[:20])
    if verdict is not Verdict.RIGHT or opened is None:
        return render(request, "portal/account_code.html", {"error": CODE_SENTENCES[verdict]}, status=400)
    return keep_key(redirect("portal:account-factor"), opened)


@require_http_methods(["GET", "POST"])
@of_session
def factor(request: HttpRequest, session: AccountSession) -> HttpResponse:
    """How to come back: a passkey, or a password and an application."""
    if session.stage not in PROVEN:
        raise AccountShut()
    if request.method == "GET":
        return _factor(request, session)
    said = request.POST
    try:
        opened = open_with_password(session, password=said.get("password", "")[:500], code=said.get("code", ""))
    except InvalidInput as refusal:
        return _factor(request, session, refusals_of(refusal).by_field, status=refusal.status)
    return keep_key(redirect("portal:account"), opened)


@require_POST
@of_session
def key_options(request: HttpRequest, session: AccountSession) -> HttpResponse:
    """What the browser asks its authenticator to make."""
    return HttpResponse(making_options(session), content_type="application/json")


@require_POST
@of_session
def key_make(request: HttpRequest, session: AccountSession) -> HttpResponse:
    """The passkey that was made."""
    try:
        opened = make_passkey(session, answer=request.POST.get("answer", ""))
    except PasskeyRefused:
        if session.stage == Stage.SIGNED_IN.value:
            return redirect("portal:account")
        return _factor(
            request, session, {"key": "La clé n'a pas pu être créée : réessayez, ou prenez un mot de passe."}
        )
    response = redirect("portal:account")
    return response if opened is None else keep_key(response, opened)


@require_GET
@of_account
def home(request: HttpRequest, session: AccountSession) -> HttpResponse:
    """The records it opens, the factors, the way out."""
    account = session.account
    assert account is not None
    context = {
        "held": held_by(account.id),
        "passkeys": account.passkeys.count(),
        "has_password": bool(account.password),
        "here": "account",
    }
    return render(request, "portal/account_home.html", context)


@require_POST
@of_account
def open_record(request: HttpRequest, session: AccountSession, held_id: UUID) -> HttpResponse:
    """One record, for half an hour, in this browser."""
    assert session.account_id is not None
    response = redirect("portal:own")
    keep_proof(response, open_held(account_id=session.account_id, held_id=held_id))
    return response


@require_POST
@of_account
def release(request: HttpRequest, session: AccountSession, held_id: UUID) -> HttpResponse:
    """This account opens that record no more."""
    assert session.account_id is not None
    release_record(account_id=session.account_id, held_id=held_id)
    return redirect("portal:account")


@require_POST
@of_owner
def keep(request: HttpRequest, owner: Owner) -> HttpResponse:
    """From a record that is open here by its link: the account that is in this browser opens it from now on."""
    account = account_here(request)
    if account is None:
        return redirect("portal:account-entry")
    keep_in_account(owner, account.id)
    return redirect("portal:account")


def _factor(request: HttpRequest, session: AccountSession, errors: object = None, *, status: int = 200) -> HttpResponse:
    seed = seed_of(session)
    context = {"seed": readable(seed), "uri": enrolment_uri(seed, "Rendez-vous"), "errors": errors or {}}
    return render(request, "portal/account_factor.html", context, status=status)
