"""What this room refuses."""

from core.errors import Conflict, RuleRefused


class InvalidRpps(RuleRefused):
    code, title = "invalid-rpps", "Ce numéro RPPS n'est pas valide."
    meaning = "Un numéro RPPS a onze chiffres dont le dernier est une clé : relisez-le."


class DelegationEnded(Conflict):
    code, title = "delegation-ended", "Cette délégation est terminée."
    meaning = "On ne complète qu'une délégation en cours ou à venir. Donnez-en une nouvelle."


class DelegationOverlaps(Conflict):
    code, title = (
        "delegation-overlaps",
        "Une délégation de ce cabinet à ce télésecrétariat est déjà en cours à ces dates.",
    )
    meaning = (
        "Un cabinet a une seule délégation à la fois avec un télésecrétariat. Révoquez celle qui court, ou changez "
        "les dates."
    )


class NotDelegable(RuleRefused):
    code, title = "not-delegable", "Ces droits ne peuvent pas être délégués."
    meaning = (
        "Un cabinet ne délègue ni le pouvoir de déléguer, ni ses propres membres. Retirez ces droits de la demande."
    )


class AlreadyMember(Conflict):
    code, title = "already-member", "Cette personne en fait déjà partie."
    meaning = "Cette personne a déjà un rôle ici : modifiez-le, ou terminez-le d'abord."


class NameTaken(Conflict):
    code, title = "name-taken", "Ce nom est déjà utilisé dans ce cabinet."
    meaning = "Un nom ne sert qu'une fois dans un cabinet : choisissez-en un autre."


class AlreadyAtThisPlace(Conflict):
    code, title = "already-at-this-place", "Ce praticien exerce déjà dans ce lieu."
    meaning = "Un praticien n'a qu'un agenda par lieu : utilisez celui qui existe."
