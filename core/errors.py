"""Errors are nouns with a code, a status and a French title; the edge translates them once (RFC 9457).

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

    def __init__(self, *, errors: list[FieldError] | None = None, **extra: Any) -> None:
        super().__init__(self.code)
        self.errors = errors or []
        self.extra = extra


class InvalidInput(DomainError):
    """Malformed or unknown input."""

    code, status, title = "invalid-input", 400, "La demande contient des valeurs incorrectes."

    @classmethod
    def at(cls, field: str, code: str, detail: str) -> "InvalidInput":
        """The common case: one field refused."""
        return cls(errors=[FieldError(field, code, detail)])


class Unauthenticated(DomainError):
    code, status, title = "unauthenticated", 401, "Connectez-vous pour continuer."


class Forbidden(DomainError):
    code, status, title = "forbidden", 403, "Cette action ne vous est pas permise."


class CsrfRefused(DomainError):
    code, status, title = "csrf-refused", 403, "La page a expiré : rechargez-la et recommencez."


class StepUpRequired(DomainError):
    code, status, title = "step-up-required", 403, "Confirmez votre identité avec un code pour continuer."


class NotFound(DomainError):
    """Also the answer for whatever belongs to another practice."""

    code, status, title = "not-found", 404, "Introuvable."


class MethodNotAllowed(DomainError):
    code, status, title = "method-not-allowed", 405, "Cette méthode n'est pas permise ici."


class Conflict(DomainError):
    code, status, title = "conflict", 409, "La situation a changé entre-temps."


class Gone(DomainError):
    code, status, title = "gone", 410, "Cela n'existe plus."


class VersionMismatch(DomainError):
    code, status, title = "version-mismatch", 412, "L'objet a été modifié entre-temps : rechargez-le."


class TooLarge(DomainError):
    code, status, title = "too-large", 413, "La demande est trop volumineuse."


class UnsupportedMedia(DomainError):
    code, status, title = "unsupported-media-type", 415, "Envoyez du JSON (application/json)."


class RuleRefused(DomainError):
    """Well-formed, but a rule says no."""

    code, status, title = "refused", 422, "Une règle ne permet pas cette opération."


class TooManyRequests(DomainError):
    """`retry_after` in seconds, sent as Retry-After."""

    code, status, title = "too-many-requests", 429, "Trop de demandes : patientez un instant."

    def __init__(self, *, retry_after: int = 60, errors: list[FieldError] | None = None, **extra: Any) -> None:
        super().__init__(errors=errors, **extra)
        self.retry_after = retry_after


class Busy(DomainError):
    """A part we depend on (keys, locks) does not answer; nothing was written."""

    code, status, title = "busy", 503, "Le service est momentanément indisponible : réessayez."
