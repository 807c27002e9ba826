"""The edge of the pages of patients' accounts: the browser's own session, which is never one of the staff's."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.errors import DomainError
from online.errors import AccountShut
from online.models import AccountSession, PatientAccount, Stage
from online.services import OpenSession, open_session
from web.portal.edge import Page, refused
from web.public.cookies import account_cookie, federation_cookie

P = ParamSpec("P")
# With its name and its attributes a browser keeps 4096 bytes.
LONGEST_WORD = 3900
OfSession = Callable[Concatenate[HttpRequest, AccountSession, P], HttpResponse]


def public(view: Callable[..., HttpResponse]) -> Page:
    """In one transaction; a refusal becomes a page, and what the view wrote before it is undone."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except AccountShut:
            return redirect("portal:account-entry")
        except DomainError as refusal:
            return refused(request, refusal)

    return shown


def of_session(view: OfSession[P]) -> Page:
    """A browser that is coming in, at whatever stage; to the entry without one."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, open_session(request.COOKIES.get(account_cookie(), "")), *args, **kwargs)

    return public(shown)


def of_account(view: OfSession[P]) -> Page:
    """Somebody who has shown two factors; to the entry otherwise."""

    @wraps(view)
    def shown(request: HttpRequest, session: AccountSession, *args: Any, **kwargs: Any) -> HttpResponse:
        if session.stage != Stage.SIGNED_IN.value:
            raise AccountShut()
        return view(request, session, *args, **kwargs)

    return of_session(shown)


def account_here(request: HttpRequest) -> PatientAccount | None:
    """The account that this browser is in, if any."""
    try:
        session = open_session(request.COOKIES.get(account_cookie(), ""))
    except AccountShut:
        return None
    return session.account if session.stage == Stage.SIGNED_IN.value else None


def keep_key(response: HttpResponse, opened: OpenSession) -> HttpResponse:
    """Gone with the browser."""
    response.set_cookie(
        account_cookie(), opened.key, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
    return response


def keep_word(response: HttpResponse, token: str) -> None:
    """The provider's own word, kept by the browser and nowhere else, until it leaves. One too long for it is not."""
    if len(token) <= LONGEST_WORD:
        response.set_cookie(
            federation_cookie(), token, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )


def drop_key(response: HttpResponse) -> None:
    for name in (account_cookie(), federation_cookie()):
        response.delete_cookie(name, samesite="Lax")
