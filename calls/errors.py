"""What can go wrong with a call, as people are told."""

from core.errors import Conflict


class CallAlreadyTaken(Conflict):
    code = "call-already-taken"
    title = "Cet appel est déjà pris par quelqu'un d'autre."
    meaning = "Une autre personne a pris cet appel en premier : « taken_by » est son identifiant."


class CallNotOver(Conflict):
    code = "call-not-over"
    title = "Cet appel n'est pas terminé."
    meaning = "Un appel se clôt une fois la ligne libre, quand plus personne n'y parle."


class LineTaken(Conflict):
    code = "line-taken"
    title = "Ce numéro est déjà celui d'un cabinet."
    meaning = "Un numéro est décroché pour un seul cabinet : retirez-le d'abord à celui qui l'a."
