"""Refusals of a repeated request."""

from core.errors import Conflict, RuleRefused


class KeyReused(RuleRefused):
    """The key was already used for another request."""

    code, title = "idempotency-key-reused", "Cette clé d'idempotence a déjà servi pour une autre demande."
    meaning = (
        "Une clé d'idempotence accompagne une seule demande, au caractère près. Prenez-en une nouvelle pour une "
        "autre demande."
    )


class RequestInProgress(Conflict):
    """The first request with this key is still running; its answer is not known yet."""

    code, title = "request-in-progress", "Cette demande est déjà en cours : attendez sa réponse."
    meaning = "La première demande avec cette clé n'a pas encore répondu. Renvoyez la même un peu plus tard."
