"""What can go wrong with a call, as people are told."""

from core.errors import Conflict, DomainError, RuleRefused


class CallAlreadyTaken(Conflict):
    code = "call-already-taken"
    title = "Cet appel est déjà pris par quelqu'un d'autre."
    meaning = "Une autre personne a pris cet appel en premier : « taken_by » est son identifiant."


class CallNotOver(Conflict):
    code = "call-not-over"
    title = "Cet appel n'est pas terminé."
    meaning = "Un appel se clôt une fois pris par quelqu'un, ou quand la ligne est libre : celui-ci sonne encore."


class LineTaken(Conflict):
    code = "line-taken"
    title = "Ce numéro est déjà celui d'un cabinet."
    meaning = "Un numéro est décroché pour un seul cabinet : retirez-le d'abord à celui qui l'a."


class CallBackClaimed(Conflict):
    code = "call-back-claimed"
    title = "Quelqu'un d'autre rappelle déjà cette personne."
    meaning = "Un appelant n'est rappelé que par une personne à la fois : « claimed_by » est son identifiant."


class CannotCallBack(RuleRefused):
    code = "cannot-call-back"
    title = "Cet appelant ne peut pas être rappelé : son numéro n'est pas connu."
    meaning = "Le numéro était masqué ou illisible. Il n'est conservé nulle part : attendez que la personne rappelle."


class NoTelephone(RuleRefused):
    code = "no-telephone"
    title = "Aucun téléphone ne vous est attribué sur cette ligne."
    meaning = "C'est votre poste qui sonne d'abord. Demandez à votre responsable de vous en attribuer un, ou composez."


class LineCannotDial(RuleRefused):
    code = "line-cannot-dial"
    title = "Cette ligne ne sait pas appeler d'elle-même : composez le numéro."
    meaning = "L'opérateur de cette ligne ne reçoit pas de demande d'appel, ou la ligne a été retirée au cabinet."


class NotRecorded(RuleRefused):
    code = "not-recorded"
    title = "Cet appel n'est pas enregistré."
    meaning = "Le cabinet n'enregistre pas ses appels, ou cette personne s'y est opposée."


class CallNotPlaced(DomainError):
    """`reason` is the exchange's own code."""

    code, status = "call-not-placed", 502
    title = "L'appel n'a pas été lancé : le central l'a refusé."
    meaning = "Le central a répondu qu'il n'appellera pas : « reason » est son code. Personne n'a sonné."


class ExchangeSilent(DomainError):
    code, status = "exchange-silent", 504
    title = "Le central ne répond pas : l'appel n'est peut-être pas parti."
    meaning = "Rien n'est su de l'appel. Si votre poste sonne, décrochez ; sinon, recommencez ou composez le numéro."


class MessageAlreadyAnswered(Conflict):
    code = "message-already-answered"
    title = "Ce message a déjà une réponse."
    meaning = "Une réponse ne se change pas : envoyez un nouveau message s'il faut la préciser."


class MessageNotAnswered(Conflict):
    code = "message-not-answered"
    title = "Ce message n'a pas encore de réponse."
    meaning = "Rien n'est à traiter tant que le praticien n'a pas répondu."


class AnswerInHand(Conflict):
    code = "answer-in-hand"
    title = "Quelqu'un d'autre s'occupe de cette réponse."
    meaning = "Une autre personne a pris cette réponse en charge : « claimed_by » est son identifiant."


class AnswerSettled(Conflict):
    code = "answer-settled"
    title = "Cette réponse est déjà traitée."
    meaning = "Quelqu'un a déjà fait ce que la réponse demandait : « settled_by » est son identifiant."


class NothingToRing(Conflict):
    code = "nothing-to-ring"
    title = "Aucun appel n'est à passer pour ce message."
    meaning = "L'appel au praticien n'est pas demandé, ou il a déjà été passé, ou le message est lu."
