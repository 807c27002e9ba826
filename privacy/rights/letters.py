"""What is written to whoever asked. Pure: one template a situation, the sentence about the CNIL in each (SAS-28).

Nothing of the person is in a template: the reference, the right, days, articles. Names and addresses are put on paper
or in the envelope by whoever prints or sends.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from patients.screening import WARNING
from privacy.complaint import CNIL
from privacy.rights.grounds import GROUNDS

HELLO, BYE = "Madame, Monsieur,", "Veuillez agréer, Madame, Monsieur, nos salutations distinguées."


class Letter(StrEnum):
    """Why we write."""

    RECEIVED = "received"
    QUARANTINED = "quarantined"
    PRECISION = "precision"
    IDENTITY = "identity"
    EXTENDED = "extended"
    GRANTED = "granted"
    PARTLY_GRANTED = "partly-granted"
    REFUSED = "refused"
    RECIPIENT = "recipient"


SUBJECTS: Mapping[Letter, str] = MappingProxyType(
    {
        Letter.RECEIVED: "Nous avons reçu votre demande",
        Letter.QUARANTINED: "Votre message contient une donnée à ne pas envoyer",
        Letter.PRECISION: "Votre demande doit être précisée",
        Letter.IDENTITY: "Votre identité doit être vérifiée",
        Letter.EXTENDED: "Un délai supplémentaire est nécessaire",
        Letter.GRANTED: "Votre demande est acceptée",
        Letter.PARTLY_GRANTED: "Votre demande est acceptée en partie",
        Letter.REFUSED: "Votre demande est refusée",
        Letter.RECIPIENT: "Données à mettre à jour",
    }
)

TEMPLATES: Mapping[Letter, str] = MappingProxyType(
    {
        Letter.RECEIVED: (
            "Nous avons reçu le {received} votre demande relative au droit suivant : {right} (RGPD, {article}). "
            "Elle porte la référence {reference}. Nous y répondrons au plus tard le {due}."
        ),
        Letter.QUARANTINED: (
            "Le message que nous avons reçu le {received} (référence {reference}) contient un numéro de sécurité "
            "sociale ou une donnée de santé. Nous l'avons mis de côté : il n'a pas été transmis. " + WARNING + " "
            "Vous n'avez pas à refaire votre demande, sauf si nous vous le demandons."
        ),
        Letter.PRECISION: (
            "Votre demande reçue le {received} (référence {reference}) ne dit pas quelles données elle concerne. "
            "Indiquez-nous lesquelles corriger, mettre à jour ou effacer."
        ),
        Letter.IDENTITY: (
            "Pour votre demande reçue le {received} (référence {reference}), nous devons nous assurer de votre "
            "identité. Connectez-vous à votre espace pour la confirmer, présentez-vous au cabinet, ou envoyez-nous la "
            "copie de votre carte d'identité ou de votre passeport : elle sera détruite dès la vérification faite, au "
            "plus tard trente jours après sa réception."
        ),
        Letter.EXTENDED: (
            "Votre demande reçue le {received} (référence {reference}) demande plus de temps, en raison de sa "
            "complexité ou du nombre des demandes. Comme le permet l'article 12, paragraphe 3, du RGPD, le délai est "
            "prolongé de deux mois : nous vous répondrons au plus tard le {due}."
        ),
        Letter.GRANTED: (
            "Nous faisons droit à votre demande reçue le {received} (référence {reference}) au titre du droit "
            "suivant : {right} (RGPD, {article}). {done}"
        ),
        Letter.PARTLY_GRANTED: (
            "Nous faisons droit en partie à votre demande reçue le {received} (référence {reference}) au titre du "
            "droit suivant : {right} (RGPD, {article}). {done} Nous ne pouvons pas faire davantage : {grounds}."
        ),
        Letter.REFUSED: (
            "Nous ne pouvons pas faire droit à votre demande reçue le {received} (référence {reference}) au titre du "
            "droit suivant : {right} (RGPD, {article}), pour la raison suivante : {grounds}. Vous pouvez aussi former "
            "un recours devant le tribunal."
        ),
        Letter.RECIPIENT: (
            "Nous vous avons communiqué des données au sujet desquelles la personne concernée a exercé le droit "
            "suivant : {right} (RGPD, {article} ; référence {reference}). Comme l'article 19 du RGPD nous y oblige, "
            "nous vous demandons d'en tenir compte."
        ),
    }
)


def because(codes: Iterable[str]) -> str:
    """The grounds as the end of a sentence, each with its article."""
    return " ; ".join(f"{GROUNDS[code].says} ({GROUNDS[code].article})" for code in codes)


def write(letter: Letter, facts: Mapping[str, str], more: str = "") -> str:
    """The whole text; `more` is what the person in charge adds in their own words."""
    body = TEMPLATES[letter].format_map({"done": "", "grounds": "", **facts}).replace("  ", " ").strip()
    parts = [HELLO, body, more.strip(), f"Délégué à la protection des données : {facts['contact']}.", CNIL, BYE]
    return "\n\n".join(part for part in parts if part)
