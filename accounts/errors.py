"""Refusals of this room. None says whether an account exists."""

from core.errors import Conflict, Forbidden, RuleRefused, TooManyRequests, Unauthenticated


class InvalidCredentials(Unauthenticated):
    """Unknown name, wrong password, suspended account: one answer for all."""

    code, title = "invalid-credentials", "Identifiant ou mot de passe refusé."
    meaning = (
        "L'identifiant ou le mot de passe ne convient pas, ou le compte n'est pas ouvert : la réponse est la même "
        "pour tous."
    )


class InvalidCode(Unauthenticated):
    """A wrong, expired or already used code."""

    code, title = "invalid-code", "Code refusé : attendez le suivant et recommencez."
    meaning = "Le code est faux, expiré ou déjà utilisé : un code ne sert qu'une fois. Attendez le suivant."


class SignInExpired(Unauthenticated):
    """A code came without a password accepted shortly before."""

    code, title = "sign-in-expired", "Recommencez : entrez d'abord votre mot de passe."
    meaning = "Le code arrive sans mot de passe accepté peu avant : recommencez par le mot de passe."


class LockedOut(TooManyRequests):
    """Too many failures from here; `retry_after` says when to come back."""

    code, title = "locked-out", "Trop d'essais refusés : patientez avant de recommencer."
    meaning = (
        "Trop d'essais ont été refusés depuis ce poste. L'en-tête Retry-After dit quand recommencer ; aucun compte "
        "n'est fermé pour autant."
    )


class WeakPassword(RuleRefused):
    """The new password misses the rule of CNIL 2022-100; `errors` say why."""

    code, title = "weak-password", "Ce mot de passe est trop faible."
    meaning = "Le mot de passe ne suit pas la règle de la CNIL. Le membre « errors » dit ce qui manque."


class UsernameTaken(Conflict):
    code, title = "username-taken", "Cet identifiant est déjà pris."
    meaning = "Un autre compte porte cet identifiant : choisissez-en un autre."


class WrongStatus(Conflict):
    """The account is not in a state from which this change is possible."""

    code, title = "wrong-account-status", "L'état de ce compte ne permet pas cette opération."
    meaning = "Le compte est déjà dans cet état, ou n'en sort pas ainsi. Relisez son état avant de recommencer."


class NotYourself(Forbidden):
    """Nobody suspends or restores their own account."""

    code, title = "not-yourself", "Une autre personne doit faire cela pour vous."
    meaning = "Personne ne suspend ni ne rétablit son propre compte : un autre responsable le fait."


class EnrolmentRefused(Unauthenticated):
    """The link of an invitation is unknown, used or too old."""

    code, title = "enrolment-refused", "Ce lien n'est plus valable : demandez-en un nouveau."
    meaning = (
        "Le lien d'invitation est inconnu, déjà utilisé ou trop ancien. Le responsable peut en envoyer un nouveau."
    )
