"""What each demonstration practice has asked to be done at every call, and its urgency protocol. All of it invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from config.demonstration.practice_setup import OpenedPractice
from core.scoping import Actor, acting_as, system_actor
from instructions.rules import Choice
from instructions.services import approve_consigne, sign_protocol, write_consigne, write_protocol
from instructions.terms import Terms
from practices.queries import actor_for
from web.desk.protocol_text import steps_of_text


@dataclass(frozen=True, slots=True)
class Told:
    """`reasons` by name, `agendas` by their place in the practice."""

    sentence: str
    kind: str = "rule"
    effect: str = "warn"
    reasons: tuple[str, ...] = ()
    agendas: tuple[int, ...] = ()
    more: Mapping[str, Any] | None = None


_YES_NO = (Choice("oui", "Oui"), Choice("non", "Non, moins récent", blocks=True))

CONSIGNES: dict[str, tuple[Told, ...]] = {
    "Cabinet médical de la Pépinière": (
        Told(
            "Le Dr Lemoine ne prend plus de nouveaux patients : proposez le Dr Thouvenin.",
            "important",
            "block",
            agendas=(1,),
            more={"familiarity": "new"},
        ),
        Told(
            "Pas de renouvellement sans avoir vu un médecin du cabinet depuis six mois : sinon, une consultation.",
            effect="ask",
            reasons=("Renouvellement d'ordonnance",),
            more={"question": "Vu au cabinet depuis moins de six mois ?", "choices": _YES_NO},
        ),
        Told(
            "Le samedi, pas de première consultation avant 10 heures.",
            effect="block",
            reasons=("Première consultation",),
            more={"weekdays": (5,), "closes": time(10)},
        ),
        Told("Parking derrière le cabinet, entrée par la cour.", "info"),
    ),
    "Kinésithérapie de l'Orangerie": (
        Told(
            "Pas de bilan sans ordonnance : le patient l'a sous les yeux et l'apportera.",
            "important",
            "require",
            reasons=("Bilan initial",),
            more={"requirement": "referral"},
        ),
        Told(
            "À domicile, il faut un numéro où joindre le patient.",
            effect="require",
            reasons=("Séance à domicile",),
            more={"requirement": "phone"},
        ),
        Told("Venir en tenue souple, avec une serviette.", "info"),
    ),
    "Pédiatrie des Filaos": (
        Told(
            "Le carnet de santé est indispensable à la première visite.",
            effect="require",
            reasons=("Suivi après la naissance",),
            more={"requirement": "document"},
        ),
        Told(
            "Le mercredi après-midi est gardé aux nourrissons : pas d'enfant d'un an ou plus.",
            "important",
            "block",
            more={"weekdays": (2,), "opens": time(13), "age_from": 1, "age_until": 18},
        ),
        Told("Une seule personne accompagne l'enfant.", "info"),
    ),
    "Cabinet médical du Ponant": (Told("Sonner à l'interphone « Ponant », deuxième étage.", "info"),),
}

_ADULTS = """
? La personne respire-t-elle mal, ou a-t-elle mal dans la poitrine ?
- Oui > 15 | Je vous passe le 15, ne raccrochez pas.
- Non > 2
? A-t-elle perdu connaissance, ou du mal à parler ou à bouger ?
- Oui > 15 | Je vous passe le 15, ne raccrochez pas.
- Non > 3
? Depuis quand est-elle gênée ?
- Depuis aujourd'hui > jour
- Depuis quelques jours, et cela s'aggrave > message | Le médecin vous rappelle dans l'heure.
- Depuis plus longtemps > ordinaire
"""
_CHILDREN = """
? L'enfant respire-t-il mal, est-il mou ou difficile à réveiller ?
- Oui > 15 | Je vous passe le 15, ne raccrochez pas.
- Non > 2
? A-t-il moins de trois mois et de la fièvre ?
- Oui > 15 | Je vous passe le 15, ne raccrochez pas.
- Non > 3
? Boit-il et mange-t-il comme d'habitude ?
- Oui > ordinaire
- Moins de la moitié > jour
- Plus rien > message | Le médecin vous rappelle tout de suite.
"""
_AFTER_AN_OPERATION = """
? Douleur soudaine au mollet ou dans la poitrine, souffle court ?
- Oui > 15 | Je vous passe le 15, ne raccrochez pas.
- Non > 2
? Opéré depuis moins de trois semaines ?
- Oui > message | Le kinésithérapeute vous rappelle dans l'heure.
- Non > ordinaire
"""
PROTOCOLS = {
    "Cabinet médical de la Pépinière": _ADULTS,
    "Kinésithérapie de l'Orangerie": _AFTER_AN_OPERATION,
    "Pédiatrie des Filaos": _CHILDREN,
    "Cabinet médical du Ponant": _ADULTS,
}


def tell_consignes(opened: OpenedPractice) -> int:
    """Write and approve the consignes of one practice, sign its protocol; how many consignes act."""
    signer = _signer(opened)
    told = CONSIGNES[opened.description.name]
    with acting_as(signer):
        for one in told:
            version = write_consigne(actor=signer, practice_id=opened.practice.id, terms=_terms(one, opened))
            approve_consigne(actor=signer, version_id=version.id)
        steps = steps_of_text(PROTOCOLS[opened.description.name])
        protocol = write_protocol(actor=signer, practice_id=opened.practice.id, steps=steps)
        sign_protocol(actor=signer, protocol_id=protocol.id)
    return len(told)


def _signer(opened: OpenedPractice) -> Actor:
    """The practitioner who has an account here; the product itself where nobody has."""
    users = [role.practitioner.user_id for role in opened.roles if role.practitioner.user_id]
    return actor_for(users[0]) if users else system_actor(opened.practice.id)


def _terms(told: Told, opened: OpenedPractice) -> Terms:
    by_name = {reason.name: reason.id for reason in opened.reasons}
    return Terms(
        told.sentence,
        told.kind,
        told.effect,
        visit_reasons=tuple(by_name[name] for name in told.reasons),
        # What is asked is asked by a voice; online, those who must be asked are told to call.
        doors=() if told.kind == "info" else ("phone", "api"),
        practitioners=tuple(opened.roles[place].practitioner_id for place in told.agendas),
        **(told.more or {}),
    )
