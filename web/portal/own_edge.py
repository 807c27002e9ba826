"""The edge of the pages about one's own data: which record this browser has shown to be its holder's."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.errors import DomainError
from core.scoping import acting_as
from online.actors import record_owner
from online.errors import ProofGone, RightEnded
from online.models import OwnerProof
from online.services import BegunProof, open_proof
from online.services.owners import LASTS
from privacy.services.own_data import Owner, owner_of
from web.portal.edge import Page, refused
from web.public.cookies import own_cookie

P = ParamSpec("P")
OfProof = Callable[Concatenate[HttpRequest, OwnerProof, P], HttpResponse]
OfOwner = Callable[Concatenate[HttpRequest, Owner, P], HttpResponse]


def of_proof(view: OfProof[P]) -> Page:
    """The proof of this browser, whole or not, in its practice's own context; what a refused view wrote is undone."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            practice_id, token = _kept(request)
            with acting_as(record_owner(practice_id)), transaction.atomic():
                return view(request, open_proof(practice_id, token), *args, **kwargs)
        except DomainError as refusal:
            response = refused(request, refusal)
            if isinstance(refusal, ProofGone | RightEnded):
                drop_proof(response)
            return response

    return shown


def of_owner(view: OfOwner[P]) -> Page:
    """Whoever holds both proofs; with the first alone, the page of the code."""

    @wraps(view)
    def shown(request: HttpRequest, proof: OwnerProof, *args: Any, **kwargs: Any) -> HttpResponse:
        if proof.proven_at is None:
            return redirect("portal:own-code")
        return view(request, owner_of(record_owner(proof.practice_id), proof), *args, **kwargs)

    return of_proof(shown)


def keep_proof(response: HttpResponse, begun: BegunProof) -> None:
    """Strictly necessary, and only from the moment a code is asked for."""
    response.set_cookie(
        own_cookie(),
        f"{begun.proof.practice_id.hex}.{begun.token}",
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def drop_proof(response: HttpResponse) -> None:
    response.delete_cookie(own_cookie(), samesite="Lax")


def _kept(request: HttpRequest) -> tuple[UUID, str]:
    practice, _, token = request.COOKIES.get(own_cookie(), "").partition(".")
    try:
        return UUID(hex=practice), token
    except ValueError:
        raise ProofGone() from None
