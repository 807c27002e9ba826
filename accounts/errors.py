"""Refusals of this room. None says whether an account exists."""

from core.errors import Conflict, Forbidden, RuleRefused, TooManyRequests, Unauthenticated


class InvalidCredentials(Unauthenticated):
    """Unknown name, wrong password, suspended account: one answer for all."""

    code, title = "invalid-credentials", "Identifiant ou mot de passe refusé."


class InvalidCode(Unauthenticated):
    """A wrong, expired or already used code."""

    code, title = "invalid-code", "Code refusé : attendez le suivant et recommencez."


class SignInExpired(Unauthenticated):
    """A code came without a password accepted shortly before."""

    code, title = "sign-in-expired", "Recommencez : entrez d'abord votre mot de passe."


class LockedOut(TooManyRequests):
    """Too many failures from here; `retry_after` says when to come back."""

    code, title = "locked-out", "Trop d'essais refusés : patientez avant de recommencer."


class WeakPassword(RuleRefused):
    """The new password misses the rule of CNIL 2022-100; `errors` say why."""

    code, title = "weak-password", "Ce mot de passe est trop faible."


class UsernameTaken(Conflict):
    code, title = "username-taken", "Cet identifiant est déjà pris."


class WrongStatus(Conflict):
    """The account is not in a state from which this change is possible."""

    code, title = "wrong-account-status", "L'état de ce compte ne permet pas cette opération."


class NotYourself(Forbidden):
    """Nobody suspends or restores their own account."""

    code, title = "not-yourself", "Une autre personne doit faire cela pour vous."


class EnrolmentRefused(Unauthenticated):
    """The link of an invitation is unknown, used or too old."""

    code, title = "enrolment-refused", "Ce lien n'est plus valable : demandez-en un nouveau."
