"""What this room refuses."""

from core.errors import Conflict, Forbidden, NotFound, RuleRefused


class ConsentRequired(RuleRefused):
    """No notice was read to the person (ST-09, ST-10)."""

    code, title = "consent-required", "Lisez d'abord le texte d'information au patient."
    meaning = "Une fiche ne se crée qu'après lecture du texte d'information. GET /notices/current le donne."


class NoticeOutdated(RuleRefused):
    """The version read is not the one in force; `current_version` is."""

    code, title = "notice-outdated", "Le texte d'information a changé : lisez la version en vigueur."
    meaning = (
        "La version lue n'est plus celle en vigueur : « current_version » la donne. Lisez-la à la personne, puis "
        "recommencez."
    )


class NoNoticeInForce(NotFound):
    """The practice has published no text: nobody can be informed, no patient can be created."""

    code, title = "no-notice-in-force", "Ce cabinet n'a pas encore publié de texte d'information."
    meaning = (
        "Sans texte d'information publié par le cabinet, personne ne peut être informé et aucune fiche ne se crée."
    )


class NotByConsent(RuleRefused):
    """K10: the purpose has another basis; `legal_basis` says which."""

    code, title = "not-by-consent", "Cette finalité ne repose pas sur un consentement."
    meaning = (
        "Donner ou retirer un consentement ne vaut que pour une finalité qui repose sur lui. Pour un intérêt légitime,"
        " enregistrez une opposition ; pour ce que la personne demande elle-même, aucune des deux n'existe."
    )


class NotObjectable(RuleRefused):
    """K10: only what rests on a legitimate interest can be objected to; `legal_basis` says what this rests on."""

    code, title = "not-objectable", "On ne s'oppose pas à cette finalité."
    meaning = (
        "L'opposition (article 21 du RGPD) vaut pour ce qui repose sur un intérêt légitime. Un consentement se retire ;"
        " ce que la personne demande elle-même s'arrête par une demande d'effacement."
    )


class PurposeStopped(RuleRefused):
    """The person did not agree, took the agreement back or objected; `purpose` says to what."""

    code, title = "purpose-stopped", "La personne n'a pas donné, ou a retiré, son accord pour cet usage."
    meaning = "Cet usage attend l'accord de la personne, ou elle s'y est opposée. Son choix peut changer à tout moment."


class CharterRequired(Forbidden):
    """CH-21: the text in force of the person's organisation is not accepted; nothing else opens."""

    code, title = "charter-required", "Acceptez d'abord la charte et l'engagement de secret en vigueur."
    meaning = (
        "Un texte de votre organisation attend votre acceptation, ou une nouvelle version est parue. Lisez-le et "
        "acceptez-le à l'adresse /charte/ ou par /api/v1/charters/owed ; tout le reste se rouvre aussitôt."
    )


class CharterNotRead(RuleRefused):
    """The digest sent is not that of the text to accept."""

    code, title = "charter-not-read", "Le texte accepté n'est pas celui en vigueur : relisez-le."
    meaning = (
        "L'empreinte envoyée n'est pas celle du texte en vigueur : il a changé depuis sa lecture. Lisez-le de "
        "nouveau, puis acceptez-le."
    )


class GuardianTextOutdated(RuleRefused):
    """The guardian heard another wording than the one in force; `current_version` is."""

    code, title = "guardian-text-outdated", "Le texte lu au représentant légal a changé : lisez la version en vigueur."
    meaning = (
        "Une nouvelle version du texte est en vigueur. Demandez-la, lisez-la à la personne, puis notez sa réponse."
    )


class GuardianLinkInvalid(NotFound):
    """Forged, cut, expired, used or withdrawn: one answer, which tells nothing about any of them."""

    code, title = "guardian-link-invalid", "Ce lien n'est pas valable, ou ne l'est plus."
    meaning = "Le lien a expiré, a déjà servi ou a été mal recopié. Appelez le cabinet pour en recevoir un autre."


class GuardianConsentWithdrawn(Conflict):
    code, title = "guardian-consent-withdrawn", "Cet accord a déjà été retiré, ou cette réponse est un refus."
    meaning = "Seul un accord en vigueur se retire, une fois. Relisez les réponses notées pour ce rendez-vous."
