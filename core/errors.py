"""Errors are nouns with a code, a status and a French title; the edge translates them once (RFC 9457).

`meaning` says in French, for whoever follows the address in `type`, what happened and what to do; a
class without its own inherits that of its family.

Rooms subclass these in their own `errors.py`. `extra` and `detail` never hold patient data: they
travel to clients and may be logged.
"""

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field refused: its name as the caller wrote it, a stable code, a French sentence."""

    field: str
    code: str
    detail: str


class DomainError(Exception):
    """Base of every refusal. `errors` name the fields, `extra` adds members to the problem document."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "L'opération n'a pas pu être faite."
    meaning: ClassVar[str] = "Rien n'a été enregistré. Réessayez ; si cela se reproduit, signalez-le."

    def __init__(self, *, errors: list[FieldError] | None = None, **extra: Any) -> None:
        super().__init__(self.code)
        self.errors = errors or []
        self.extra = extra


class InvalidInput(DomainError):
    """Malformed or unknown input."""

    code, status, title = "invalid-input", 400, "La demande contient des valeurs incorrectes."
    meaning = "Une valeur est absente, mal formée ou inconnue. Le membre « errors » nomme chaque champ à corriger."

    @classmethod
    def at(cls, field: str, code: str, detail: str) -> "InvalidInput":
        """The common case: one field refused."""
        return cls(errors=[FieldError(field, code, detail)])


class Unauthenticated(DomainError):
    code, status, title = "unauthenticated", 401, "Connectez-vous pour continuer."
    meaning = "Il faut une session ouverte avec le mot de passe, puis le code. Rien d'autre ne répond avant."


class Forbidden(DomainError):
    code, status, title = "forbidden", 403, "Cette action ne vous est pas permise."
    meaning = "Vous avez accès à ce cabinet, sans le droit de faire cela. Le responsable peut accorder ce droit."


class CsrfRefused(DomainError):
    code, status, title = "csrf-refused", 403, "La page a expiré : rechargez-la et recommencez."
    meaning = "La demande ne porte pas le jeton du cookie « csrftoken » dans l'en-tête X-CSRFToken."


class StepUpRequired(DomainError):
    code, status, title = "step-up-required", 403, "Confirmez votre identité avec un code pour continuer."
    meaning = "Cette action demande un code de moins de cinq minutes : donnez-le, puis recommencez."


class NotFound(DomainError):
    """Also the answer for whatever belongs to another practice."""

    code, status, title = "not-found", 404, "Introuvable."
    meaning = "Rien n'existe à cette adresse pour vous : l'objet est absent, ou d'un cabinet où vous n'agissez pas."


class MethodNotAllowed(DomainError):
    code, status, title = "method-not-allowed", 405, "Cette méthode n'est pas permise ici."
    meaning = "L'adresse existe, mais pas pour cette méthode HTTP. La description de l'API dit lesquelles."


class Conflict(DomainError):
    code, status, title = "conflict", 409, "La situation a changé entre-temps."
    meaning = "La demande est juste, mais l'état présent ne la permet plus. Relisez-le avant de recommencer."


class Gone(DomainError):
    code, status, title = "gone", 410, "Cela n'existe plus."
    meaning = "Cela a existé et a pris fin. Recommencer la même demande ne le fera pas revenir."


class VersionMismatch(DomainError):
    code, status, title = "version-mismatch", 412, "L'objet a été modifié entre-temps : rechargez-le."
    meaning = "La version donnée dans If-Match n'est plus la bonne : relisez l'objet, puis refaites la demande."


class TooLarge(DomainError):
    code, status, title = "too-large", 413, "La demande est trop volumineuse."
    meaning = "Le corps de la demande dépasse ce qui est accepté. Envoyez moins à la fois."


class UnsupportedMedia(DomainError):
    code, status, title = "unsupported-media-type", 415, "Envoyez du JSON (application/json)."
    meaning = "Le corps de la demande n'est pas du JSON, ou ne le dit pas dans Content-Type."


class RuleRefused(DomainError):
    """Well-formed, but a rule says no."""

    code, status, title = "refused", 422, "Une règle ne permet pas cette opération."
    meaning = "La demande est bien formée, mais une règle s'y oppose : elle sera refusée tant que rien ne change."


class TooManyRequests(DomainError):
    """`retry_after` in seconds, sent as Retry-After."""

    code, status, title = "too-many-requests", 429, "Trop de demandes : patientez un instant."
    meaning = "Il y a eu trop de demandes. L'en-tête Retry-After dit combien de secondes attendre."

    def __init__(self, *, retry_after: int = 60, errors: list[FieldError] | None = None, **extra: Any) -> None:
        super().__init__(errors=errors, **extra)
        self.retry_after = retry_after


class Busy(DomainError):
    """A part we depend on (keys, locks) does not answer; nothing was written."""

    code, status, title = "busy", 503, "Le service est momentanément indisponible : réessayez."
    meaning = "Une partie du service ne répond pas. Rien n'a été enregistré : la même demande peut être renvoyée."
