"""The edge of the patients' pages: who acts, what is counted, and what a refusal looks like to them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.client_ip import client_ip, network_of
from booking.errors import NotOffered
from booking.rules import Reason
from core.errors import CsrfRefused, DomainError, NotFound, TooManyRequests
from core.scoping import acting_as
from instructions.errors import ConsigneBlocks, ConsigneUnanswered
from online.actors import visitor
from online.allowances import ELSEWHERE, Asked, count, place_of
from online.errors import ByTelephone, NotOnline
from online.models import BookingDraft
from online.services import open_draft
from online.services.drafts import LASTS
from practices.online import OnlinePractice, online_practice
from web import french
from web.public.cookies import draft_cookie

P = ParamSpec("P")
OfPractice = Callable[Concatenate[HttpRequest, OnlinePractice, P], HttpResponse]
Page = Callable[..., HttpResponse]
_FOR_THE_TELEPHONE = {Reason.WRONG_DOOR, Reason.KNOWN_PATIENTS_REFUSED, Reason.NEW_PATIENTS_REFUSED}


def of_practice(view: OfPractice[P]) -> Page:
    """`practice_id` becomes the practice as patients see it, in its own context; refusals become a page of it.

    404 where nobody takes online bookings. What a refused view wrote is undone.
    """

    @wraps(view)
    def shown(request: HttpRequest, practice_id: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        with acting_as(visitor(practice_id)):
            practice = None
            try:
                practice = online_practice(visitor(practice_id), practice_id)
                with transaction.atomic():
                    return view(request, practice, *args, **kwargs)
            except NotFound:
                return refused(request, NotOnline(), practice)
            except DomainError as refusal:
                return refused(request, refusal, practice)

    return shown


def refused(
    request: HttpRequest, refusal: DomainError, practice: OnlinePractice | None = None, *, phone: str = ""
) -> HttpResponse:
    """A refusal in words: what happened, what to do, whom to call (`phone`, where the practice itself is not shown)."""
    shown = ByTelephone() if _is_for_the_telephone(refusal) else refusal
    number = practice.phone if practice else phone
    context = {
        "refusal": shown,
        "detail": shown.extra.get("detail", ""),
        "practice": practice,
        "number": number,
        "phone": number and french.phone(number),
    }
    response = render(request, "portal/refused.html", context, status=refusal.status)
    if isinstance(refusal, TooManyRequests):
        response["Retry-After"] = str(refusal.retry_after)
    if isinstance(refusal, NotFound):
        # Journalled like every refusal, once the answer is made.
        request.refused_by = refusal  # type: ignore[attr-defined]
    return response


def _is_for_the_telephone(refusal: DomainError) -> bool:
    """One page whatever sends to the telephone: a consigne, a reason, or what was decided of one person.

    A consigne is written for secretaries: the public reads neither its sentence nor what it asks. Nobody reads here
    that somebody is known to the practice, nor that anything was decided about them: a reason kept for newcomers, or
    for the known, is refused as a measure is.
    """
    if isinstance(refusal, ConsigneBlocks | ConsigneUnanswered):
        return True
    return isinstance(refusal, NotOffered) and refusal.extra.get("reason") in _FOR_THE_TELEPHONE


def origin_of(request: HttpRequest) -> str:
    """The keyed digest of the network this request comes from: the address, cut first (ST-17), is kept nowhere."""
    return place_of(f"address:{network_of(client_ip(request))}")


def count_here(request: HttpRequest, asked: Asked, practice_id: UUID | None = None) -> None:
    """Count once more for this connection, at this practice, then at all of them. Raises TooManyOnline."""
    network = f"address:{network_of(client_ip(request))}"
    count(asked, place_of(network if practice_id is None else f"{network}:{practice_id}"))
    if asked in ELSEWHERE:
        count(ELSEWHERE[asked], place_of(network))


def draft_of(request: HttpRequest, practice: OnlinePractice) -> BookingDraft:
    """The booking under way in this browser. Raises DraftGone."""
    return open_draft(practice.id, request.COOKIES.get(draft_cookie(), ""))


def keep_draft(response: HttpResponse, token: str) -> None:
    """Strictly necessary, and only from the moment a slot is chosen."""
    response.set_cookie(
        draft_cookie(),
        token,
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def drop_draft(response: HttpResponse) -> None:
    response.delete_cookie(draft_cookie(), samesite="Lax")


def check_same_site(request: HttpRequest) -> None:
    """A slot is chosen before any cookie exists, so no token can be asked: the browser says where the form was.

    Raises CsrfRefused for a form of another site, and where the browser says nothing.
    """
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched is not None:
        if fetched == "same-origin":
            return
        raise CsrfRefused()
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    parts = urlsplit(said)
    if (parts.scheme, parts.netloc) != (request.scheme, request.get_host()):
        raise CsrfRefused()
