"""What can go wrong with keys and sealed values. No text, no key and no patient ever appears in these."""

from core.errors import Busy, DomainError, Gone


class SealedFieldMisuse(TypeError):
    """The program handles a sealed field in a way that would store or compare clear text: a defect."""


class SealBroken(DomainError):
    """A sealed value was changed or comes from another row, column or practice: nothing is returned."""

    code, status, title = "seal-broken", 500, "Une donnée protégée est illisible : l'incident est signalé."
    meaning = (
        "La valeur scellée a été modifiée ou déplacée : elle n'est rendue à personne. L'exploitant est prévenu et "
        "restaure la ligne."
    )


class KeyMissing(DomainError):
    """The practice (or the platform) has no key, or is outside the current context."""

    code, status, title = "key-missing", 500, "La clé de protection est introuvable."
    meaning = (
        "Le cabinet, ou la plateforme, n'a pas de clé. Rien n'a été lu ni écrit : l'exploitant doit la préparer ou "
        "la restaurer."
    )


class KeyDestroyed(Gone):
    """The patient's key no longer exists: the sealed fields are erased for ever."""

    code, title = "key-destroyed", "Ces données ont été effacées."
    meaning = "La clé de ce patient a été détruite avec son dossier : ses données scellées sont effacées pour toujours."


class KeysUnavailable(Busy):
    """The key provider does not answer. Never a fallback to clear text (security.md C7)."""

    code, title = "keys-unavailable", "Les clés de protection sont momentanément indisponibles : réessayez."
    meaning = (
        "Le gardien des clés ne répond pas. Rien n'est jamais lu ni écrit en clair à la place : renvoyez la même "
        "demande plus tard."
    )
