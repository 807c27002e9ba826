"""Out of a patient's account: of this browser, or for good; the identity provider that let it in is left too."""

from urllib.parse import urljoin

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from online.federation import way_to_leave
from online.models import AccountSession
from online.services import close_account, end_session
from web.portal.account_edge import account_here, drop_key, of_account, of_session, public
from web.portal.own_edge import drop_proof
from web.public.cookies import federation_cookie

OUT = ("Vous êtes déconnecté", "Plus rien n'est ouvert dans ce navigateur.")
CLOSED = ("Votre compte est supprimé", "Les cabinets gardent leurs dossiers ; rien ne les ouvre plus.")
TOLD_LATER = "account-closed"


@require_POST
@of_account
def close(request: HttpRequest, session: AccountSession) -> HttpResponse:
    """The account goes at once, once it was said twice."""
    if not request.POST.get("sure"):
        return render(request, "portal/account_close.html")
    onward = _onward(request, session)
    close_account(session)
    if onward:
        # The provider's page comes between: said once its visitor is back.
        messages.success(request, CLOSED[0], extra_tags=TOLD_LATER)
    return _gone(request, *CLOSED, onward)


@require_POST
@of_session
def leave(request: HttpRequest, session: AccountSession) -> HttpResponse:
    """Out, and every record closed in this browser."""
    onward = _onward(request, session)
    end_session(session)
    return _gone(request, *OUT, onward)


@require_GET
@public
def left(request: HttpRequest) -> HttpResponse:
    """Back from the provider, which ended its own session. Nothing ends here: any page may lead to this address."""
    if account_here(request) is not None:
        return redirect("portal:account")
    is_closed = any(one.extra_tags == TOLD_LATER for one in messages.get_messages(request))
    return _page(request, *(CLOSED if is_closed else OUT))


def _onward(request: HttpRequest, session: AccountSession) -> str:
    """The provider's own way out, for a browser that it let in."""
    back = urljoin(f"{settings.PUBLIC_URL}/", reverse("portal:account-left"))
    return way_to_leave(session.id, request.COOKIES.get(federation_cookie(), ""), back)


def _gone(request: HttpRequest, title: str, lead: str, onward: str = "") -> HttpResponse:
    response = _page(request, title, lead, onward)
    drop_key(response)
    drop_proof(response)
    return response


def _page(request: HttpRequest, title: str, lead: str, onward: str = "") -> HttpResponse:
    return render(request, "portal/account_gone.html", {"title": title, "lead": lead, "onward": onward})
