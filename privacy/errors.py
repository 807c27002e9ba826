"""What this room refuses."""

from core.errors import Conflict, RuleRefused


class HoldLifted(Conflict):
    """The hold has ended: it is neither reviewed nor lifted twice."""

    code, title = "hold-lifted", "Cette conservation est déjà levée."
    meaning = "La conservation a pris fin et reste au registre. Pour conserver de nouveau, posez-en une autre."


class AlreadyReported(Conflict):
    """One report at a time; after a confirmation there is none to make."""

    code, title = "death-already-reported", "Le décès de cette personne est déjà signalé."
    meaning = "Un seul signalement est en cours à la fois. Confirmez celui qui existe, ou arrêtez-le."


class DeathSettled(Conflict):
    """The report was stopped or confirmed: a confirmation is for ever."""

    code, title = "death-settled", "Ce signalement n'attend plus rien."
    meaning = (
        "Le signalement a déjà été arrêté ou confirmé. Un décès confirmé ne s'annule pas : les données ont été "
        "détruites, ou le seront dès que plus rien ne les retient."
    )


class SamePerson(Conflict):
    """Two persons: whoever reported the death does not confirm it."""

    code, title = "second-person-required", "Une seconde personne doit confirmer ce décès."
    meaning = "La personne qui a signalé le décès ne peut pas le confirmer : demandez à quelqu'un d'autre du cabinet."


class DirectiveToConsult(RuleRefused):
    """The person left general directives with a third party: what they want kept has to be said."""

    code, title = "directive-to-consult", "Consultez d'abord le tiers qui garde les directives générales."
    meaning = (
        "Des directives générales existent. Demandez-les au tiers de confiance, puis dites ce qu'elles conservent."
    )


class PatientHeld(Conflict):
    """A legal hold keeps this person's data (R-21): nothing of it is destroyed."""

    code, title = "patient-held", "Une conservation en cours interdit de détruire ces données."
    meaning = "Un litige, une autorité ou une loi impose de garder ces données. Levez d'abord la conservation."


class RequestNotThere(Conflict):
    """`current` is where the request is, `step` what was tried."""

    code, title = "request-not-there", "Cette demande n'en est pas à cette étape."
    meaning = "L'étape demandée ne suit pas l'état de la demande. Relisez la demande : elle dit ce qui est possible."


class RequestQuarantined(Conflict):
    code, title = "request-quarantined", "Le message de cette demande est mis de côté : examinez-le d'abord."
    meaning = "Il contient un numéro de sécurité sociale ou des mots de santé : gardez-le ou détruisez-le d'abord."


class TooSoonToAnswer(RuleRefused):
    """`not_before`: the instant from which a medical file may be handed over."""

    code, title = "too-soon-to-answer", "Un dossier médical ne se communique pas avant 48 heures."
    meaning = "La loi laisse à la personne un délai de réflexion de 48 heures après sa demande (L1111-7)."


class NoExtension(RuleRefused):
    code, title = "no-extension", "Le délai de cette demande ne peut pas, ou ne peut plus, être prolongé."
    meaning = "Deux mois de plus s'annoncent dans le premier mois, et jamais pour un dossier médical."


class NotCarriedOut(RuleRefused):
    code, title = "decision-not-carried-out", "La décision n'est pas encore exécutée : exécutez-la, puis répondez."
    meaning = "La réponse dit ce qui a été fait. Exportez, rectifiez, effacez ou arrêtez d'abord ce qui est accepté."


class NotThisRight(RuleRefused):
    code, title = "not-this-right", "Cet acte n'exécute pas la décision prise sur cette demande."
    meaning = "Chaque droit a ses actes : un accès s'exporte, une rectification se saisit, un effacement s'exécute."


class PersonUnknown(RuleRefused):
    code, title = "person-unknown", "Rattachez d'abord la demande à la fiche de la personne."
    meaning = "La décision porte sur une fiche : la demande doit dire laquelle."


class VisitExpected(Conflict):
    code, title = "visit-expected", "Un rendez-vous est encore attendu : annulez-le d'abord."
    meaning = "Un dossier verrouillé n'apparaît plus nulle part : aucun rendez-vous à venir ne doit y rester."


class CertificateKnown(Conflict):
    code, title = "certificate-known", "Ce certificat est déjà enregistré."
    meaning = (
        "Un certificat ne s'inscrit qu'une fois. Pour un renouvellement, terminez l'ancien et inscrivez le nouveau."
    )


class AlreadyAnswered(Conflict):
    code, title = "already-answered", "Il y a déjà été répondu."
    meaning = "La réponse donnée reste au dossier telle quelle. Ouvrez une nouvelle entrée pour la compléter."


class ChannelKnown(Conflict):
    code, title = "channel-known", "Ce canal est déjà validé pour ce cabinet."
    meaning = "Un canal se valide une fois ; retirez-le d'abord pour en changer."


class ChannelNotValidated(RuleRefused):
    """`kind`: the way that was tried."""

    code, title = "channel-not-validated", "Ce canal n'est pas validé pour ce cabinet : rien n'est parti."
    meaning = (
        "Des données personnelles ne partent que par les canaux que le cabinet a validés. Faites-le valider d'abord."
    )


class IncidentClosed(Conflict):
    """The incident is closed: the register keeps it as it is."""

    code, title = "incident-closed", "Cet incident est clos."
    meaning = "Le registre garde l'incident tel quel. Si quelque chose se produit encore, déclarez-en un autre."


class IncidentUnfinished(RuleRefused):
    """Something remains to be done; `missing` names it."""

    code, title = "incident-unfinished", "Il reste quelque chose à faire avant de clore cet incident."
    meaning = (
        "Le risque est à décider, ou la CNIL à notifier (risque), ou les personnes à informer (risque élevé). Le membre"
        " « missing » nomme ce qui manque."
    )


class ActAsked(Conflict):
    code, title = "act-asked", "C'est déjà demandé : une autre personne doit le confirmer."
    meaning = "Une demande à la fois. Confirmez celle qui attend, ou abandonnez-la."


class ActSettled(Conflict):
    code, title = "act-settled", "Cette demande n'attend plus personne."
    meaning = "Elle a déjà été confirmée ou abandonnée. Demandez de nouveau si c'est encore voulu."


class ActTooOld(Conflict):
    code, title = "act-too-old", "Cette demande a plus de sept jours : elle n'a plus d'effet."
    meaning = "Ce qui doit être confirmé l'est dans les sept jours. Demandez de nouveau si c'est encore voulu."


class ErasureByAnother(Conflict):
    """ASVS 2.3.5: what cannot be taken back is decided by one person and done by another."""

    code, title = "erasure-by-another", "Une autre personne que celle qui a décidé doit effacer."
    meaning = "Un effacement ne se reprend pas : une personne décide, une autre efface."


class OtherPersonRequired(Conflict):
    """Two persons: whoever asked does not confirm (CH-08)."""

    code, title = "other-person-required", "Une autre personne que celle qui l'a demandé doit confirmer."
    meaning = "Ce qui ne se reprend pas, ou ouvre une sortie aux données, se décide à deux."
