"""A guardian follows a link: reads what is kept, agrees or refuses, or takes an agreement back.

One answer for a link that is forged, cut, expired or used, and for whatever else refuses: whoever holds a link learns
nothing of the child. What is typed goes nowhere but into the answer.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.client_ip import client_ip, network_of
from booking import services as booking
from booking.queries import GuardianPage, guardian_page
from consent.attestation import RELATIONS, SCOPES, Attestation, GuardianAnswer, GuardianRelation, GuardianScope
from consent.errors import GuardianLinkInvalid
from consent.guardian_text import CURRENT
from consent.link_attempts import count_link_attempt
from consent.models import LinkPurpose
from consent.services.guardian_links import link_actor, read_token
from core.errors import DomainError, InvalidInput
from core.scoping import acting_as
from notifications.plans import plan_of
from notifications.wording import place_of, signed_by
from web import french

HOLDER = "Cochez cette case si vous êtes titulaire de l'autorité parentale : elle seule permet d'accepter."
THANKS = {
    "agreed": ("Votre accord est enregistré", "Le rendez-vous est confirmé, sauf si un autre représentant a refusé."),
    "refused": ("Votre refus est enregistré", "Le rendez-vous n'est pas pris. Le cabinet a la décision à l'écran."),
    "withdrawn": (
        "Votre accord est retiré",
        "Le cabinet en est averti et vous rappellera si un rendez-vous était pris.",
    ),
}


@require_http_methods(["GET", "POST"])
def guardian(request: HttpRequest, token: str) -> HttpResponse:
    """The page, or what became of the answer."""
    count_link_attempt(network_of(client_ip(request)))
    try:
        practice_id, link_id = read_token(token)
        actor = link_actor(practice_id)
        with acting_as(actor):
            page = guardian_page(practice_id, link_id)
            if request.method == "GET":
                return _show(request, page)
            if page.purpose is LinkPurpose.OBJECT:
                booking.object_by_link(actor=actor, practice_id=practice_id, link_id=link_id)
                return _thank(request, "withdrawn")
            return _answer(request, page)
    except DomainError:
        refusal = GuardianLinkInvalid()
        return render(request, "guardian/invalid.html", {"refusal": refusal}, status=refusal.status)


def _answer(request: HttpRequest, page: GuardianPage) -> HttpResponse:
    practice_id, _ = read_token(page.token)
    try:
        said = _read(request)
        booking.answer_by_link(actor=link_actor(practice_id), practice_id=practice_id, link_id=page.link_id, said=said)
    except InvalidInput as refusal:
        errors = {error.field: error.detail for error in refusal.errors}
        return _show(request, page, errors=errors, status=refusal.status)
    return _thank(request, said.answer.value)


def _read(request: HttpRequest) -> Attestation:
    """What was typed. Raises InvalidInput naming the field."""
    typed = request.POST
    agreed = typed.get("answer") == GuardianAnswer.AGREED.value
    if not agreed and typed.get("answer") != GuardianAnswer.REFUSED.value:
        raise InvalidInput.at("answer", "required", "Choisissez une des deux réponses.")
    if agreed and not typed.get("holder"):
        raise InvalidInput.at("holder", "required", HOLDER)
    try:
        relation, scope = GuardianRelation(typed.get("relation", "")), GuardianScope(typed.get("scope", "appointment"))
    except ValueError:
        raise InvalidInput.at("relation", "invalid-choice", "Choisissez dans la liste.") from None
    return Attestation(
        name=typed.get("guardian_name", ""),
        relation=relation,
        scope=scope,
        answer=GuardianAnswer.AGREED if agreed else GuardianAnswer.REFUSED,
        child_joined=bool(typed.get("child_joined")),
    )


def _show(
    request: HttpRequest, page: GuardianPage, *, errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "page": page,
        # Whoever reads over a shoulder learns no specialty.
        "name": signed_by(plan_of(read_token(page.token)[0]).signature, page.practice_name),
        "place": place_of(page.place_name, page.address),
        "when": french.when(page.starts_at, page.timezone),
        "zone": french.zone_name(page.timezone),
        "until": french.when(page.until, page.timezone),
        "text": CURRENT,
        "objecting": page.purpose is LinkPurpose.OBJECT,
        "relations": [(one.value, label) for one, label in RELATIONS.items()],
        "scopes": [(one.value, label) for one, label in SCOPES.items()],
        "typed": request.POST,
        "errors": errors or {},
    }
    return render(request, "guardian/answer.html", context, status=status)


def _thank(request: HttpRequest, what: str) -> HttpResponse:
    title, sentence = THANKS[what]
    return render(request, "guardian/done.html", {"title": title, "sentence": sentence})
