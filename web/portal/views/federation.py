"""To FranceConnect and back: offered only where it is configured."""

from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from online.allowances import Asked
from online.errors import FederationRefused
from online.federation import come_back, is_offered, way_out
from online.models import AccountSession, Stage
from online.services import begin_session
from online.services.federated import enter_by_provider, key_awaited
from web.portal.account_edge import keep_key, keep_word, of_session, public
from web.portal.edge import count_here
from web.portal.views.entering import entry_refused

NEXT = {
    Stage.SIGNED_IN: "portal:account",
    Stage.PASSWORD: "portal:account-second",
    Stage.FEDERATED: "portal:account-factor",
}


@require_GET
@public
def begin(request: HttpRequest) -> HttpResponse:
    """The provider's own page, for this browser alone."""
    if not is_offered():
        raise Http404
    count_here(request, Asked.ENTER)
    try:
        with transaction.atomic():
            opened = begin_session()
            there = way_out(opened.session.id, _back())
    except FederationRefused as refusal:
        return entry_refused(request, refusal)
    return keep_key(HttpResponseRedirect(there), opened)


@require_GET
@of_session
def back(request: HttpRequest, session: AccountSession) -> HttpResponse:
    """What the provider answered."""
    if not is_offered() or session.stage != Stage.COMING.value:
        raise Http404
    try:
        known = come_back(session.id, request.GET.dict(), _back())
    except FederationRefused as refusal:
        return entry_refused(request, refusal)
    opened = enter_by_provider(session, known)
    there = "portal:account-entry" if key_awaited(opened.session) else NEXT[Stage(opened.session.stage)]
    response = keep_key(redirect(there), opened)
    keep_word(response, known.token)
    return response


def _back() -> str:
    return urljoin(f"{settings.PUBLIC_URL}/", reverse("portal:account-federation-back"))
