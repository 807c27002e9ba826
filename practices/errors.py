"""What this room refuses."""

from core.errors import Conflict, RuleRefused


class InvalidRpps(RuleRefused):
    code, title = "invalid-rpps", "Ce numéro RPPS n'est pas valide."


class DelegationOverlaps(Conflict):
    code, title = (
        "delegation-overlaps",
        "Une délégation de ce cabinet à ce télésecrétariat est déjà en cours à ces dates.",
    )


class NotDelegable(RuleRefused):
    code, title = "not-delegable", "Ces droits ne peuvent pas être délégués."


class AlreadyMember(Conflict):
    code, title = "already-member", "Cette personne en fait déjà partie."


class NameTaken(Conflict):
    code, title = "name-taken", "Ce nom est déjà utilisé dans ce cabinet."


class AlreadyAtThisPlace(Conflict):
    code, title = "already-at-this-place", "Ce praticien exerce déjà dans ce lieu."
