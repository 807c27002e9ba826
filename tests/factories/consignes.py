"""Consignes in force and a signed protocol, through the room's own services."""

from typing import Any

from core.scoping import acting_as, system_actor
from instructions import services
from instructions.enums import Effect, Kind
from instructions.models import ConsigneVersion, UrgencyProtocol
from instructions.terms import Terms
from instructions.urgency import Branch, Step
from practices.models import Practice

SENTENCE = "Pas de certificat de sport sans consultation."
STEPS = (
    Step(
        "douleur",
        "Douleur dans la poitrine, gêne pour respirer ?",
        (Branch("oui", "Oui", outcome="transfer", says="Je vous passe le 15."), Branch("non", "Non", next="fievre")),
    ),
    Step(
        "fievre",
        "Depuis quand ?",
        (
            Branch("aujourdhui", "Aujourd'hui", outcome="same_day"),
            Branch("plus", "Plus longtemps", outcome="urgent_message"),
            Branch("rien", "Rien de tel", outcome="ordinary"),
        ),
    ),
)


def make_consigne(
    practice: Practice,
    effect: str = Effect.WARN.value,
    sentence: str = SENTENCE,
    *,
    approved: bool = True,
    **terms: Any,
) -> ConsigneVersion:
    """A consigne of the practice, in force unless said otherwise; `terms` narrow it."""
    actor = system_actor(practice.id)
    terms.setdefault("kind", Kind.RULE.value)
    if effect == Effect.ASK:
        terms.setdefault("question", "Avez-vous vos examens ?")
    if effect == Effect.REQUIRE:
        terms.setdefault("requirement", "referral")
    with acting_as(actor):
        version = services.write_consigne(
            actor=actor, practice_id=practice.id, terms=Terms(sentence, effect=effect, **terms)
        )
        return services.approve_consigne(actor=actor, version_id=version.id) if approved else version


def make_protocol(practice: Practice, *, signed: bool = True) -> UrgencyProtocol:
    actor = system_actor(practice.id)
    with acting_as(actor):
        protocol = services.write_protocol(actor=actor, practice_id=practice.id, steps=STEPS)
        return services.sign_protocol(actor=actor, protocol_id=protocol.id) if signed else protocol
