"""The refusals of this room. `extra` holds ids, codes and the practice's own sentences; nothing about a patient."""

from core.errors import Conflict, InvalidInput, RuleRefused

__all__ = [
    "AbsenceUndecided",
    "ConsigneBlocks",
    "ConsigneUnanswered",
    "ForbiddenStep",
    "NoProtocol",
    "ProtocolUnfit",
    "RunOver",
    "UnfitConsigne",
]


class ConsigneBlocks(RuleRefused):
    """`detail` is the consigne's sentence, `consigne` and `consigne_version` their ids, `number` the version's."""

    code, title = "consigne-blocks", "Une consigne du cabinet ne permet pas ce rendez-vous."
    meaning = (
        "Le cabinet a écrit une consigne qui refuse ce rendez-vous : « detail » la donne. Proposez ce qu'elle dit, ou"
        " posez le rendez-vous en plus de l'agenda, avec la raison : le praticien la lira."
    )


class AbsenceUndecided(RuleRefused):
    """`absence`: the absence of the agenda that this consigne tells."""

    code, title = "consigne-absence-undecided", "Cette consigne dit une absence de l'agenda : que devient-elle ?"
    meaning = (
        "Une absence dite dans une consigne est une absence dans l'agenda. En retirant la consigne, dites si l'absence"
        " reste ou si elle est retirée aussi."
    )


class ConsigneUnanswered(RuleRefused):
    """`consignes`: what is asked, `[{consigne_version, kind, effect, sentence, question, choices}]`.

    `errors` name each; `detail` is the sentence of the first.
    """

    code, title = "consigne-unanswered", "Une consigne du cabinet attend une réponse."
    meaning = (
        "Une consigne doit être lue, une question posée ou une condition vérifiée avant de réserver. « consignes » dit"
        " lesquelles et quelles réponses sont possibles : joignez-les à la demande."
    )


class UnfitConsigne(InvalidInput):
    code, title = "unfit-consigne", "Cette consigne ne peut pas être enregistrée ainsi."
    meaning = "Une partie de la consigne manque ou en contredit une autre. Le membre « errors » nomme laquelle."


class ForbiddenStep(Conflict):
    """`state` is where the version stands, `wanted` what was asked."""

    code, title = "consigne-step", "Cette version n'en est pas là."
    meaning = "Une version se propose, s'approuve, puis se retire : « state » dit où elle en est. Relisez-la."


class ProtocolUnfit(InvalidInput):
    code, title = "protocol-unfit", "Ce protocole ne peut pas être enregistré ainsi."
    meaning = "Une question manque, tourne en rond ou ne mène nulle part. Le membre « errors » nomme laquelle."


class NoProtocol(RuleRefused):
    code, title = "no-protocol", "Ce cabinet n'a pas de protocole d'urgence signé."
    meaning = "Sans protocole signé par un praticien, une urgence se transfère au 15 (ou 112)."


class RunOver(Conflict):
    """The question answered is not the one that was waiting: answered already, or the run has ended."""

    code, title = "urgency-answered", "Cette question n'attend plus de réponse."
    meaning = "Une réponse au protocole ne se change pas. Relisez où il en est, ou recommencez-le."
