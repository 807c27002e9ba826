"""The refusals of this room: what a patient reads, in a sentence and with what to do. Nothing of anybody in them."""

from core.errors import Gone, InvalidInput, NotFound, RuleRefused, TooManyRequests


class DraftGone(Gone):
    """The booking under way ended: confirmed, given up, or left for half an hour."""

    code, title = "draft-gone", "Cette demande de rendez-vous est terminée."
    meaning = (
        "Une demande laissée une demi-heure est effacée, avec ce qui y était écrit ; une demande confirmée l'est aussi."
        " Si vous veniez de confirmer, votre confirmation part par SMS ou par e-mail. Sinon, recommencez."
    )


class ProofGone(Gone):
    """The half hour in which somebody had shown who they are is over."""

    code, title = "proof-gone", "Cette page s'est refermée."
    meaning = (
        "Vos données restent ouvertes une demi-heure, dans ce navigateur seulement. Rouvrez-les depuis le lien d'un de"
        " vos rendez-vous, ou depuis votre compte."
    )


class AccountShut(Gone):
    """Nobody is in: never, too long ago, or half way."""

    code, title = "account-shut", "Votre compte s'est refermé."
    meaning = "Une session dure dix heures, et trente minutes sans rien faire. Entrez de nouveau."


class PasskeyRefused(InvalidInput):
    """One answer whatever the cause."""

    code, title = "passkey-refused", "Cette clé d'accès n'ouvre pas de compte ici."
    meaning = "Réessayez, ou entrez par votre mot de passe. Si vous l'avez perdue, recommencez votre compte."


class FederationRefused(InvalidInput):
    """One answer whatever the cause."""

    code, title = "federation-refused", "FranceConnect n'a pas confirmé qui vous êtes."
    meaning = "Le service a refusé, ou la demande a trop attendu. Recommencez, ou entrez par un autre moyen."


class ContactShared(RuleRefused):
    """The code came to a contact that does not say which of several people answered."""

    code, title = "contact-shared", "Ce contact ne suffit pas à savoir qui vous êtes."
    meaning = (
        "Le numéro ou l'adresse noté par ce cabinet sert aussi à une autre personne. Pour qu'aucune ne lise les données"
        " de l'autre, demandez les vôtres au cabinet, sur place ou par courrier."
    )


class RightEnded(RuleRefused):
    """The account answered for somebody who answers alone now, or for whom another does."""

    code, title = "right-ended", "Vous ne répondez plus pour cette personne."
    meaning = (
        "Elle est devenue majeure, ou le cabinet ne note plus que vous la représentez : elle lit ses données elle-même."
        " Vous pouvez retirer ce dossier de votre compte."
    )


class ContactUnproven(RuleRefused):
    code, title = "contact-unproven", "Votre numéro ou votre adresse n'est pas encore vérifié."
    meaning = "Tapez d'abord le code reçu : lui seul montre que le numéro ou l'adresse est à vous."


class ClashUnsettled(RuleRefused):
    """The same person is expected a few days before or after: nothing is booked before they choose."""

    code, title = "clash-unsettled", "Vous avez déjà un rendez-vous proche : dites lequel garder."
    meaning = "Gardez l'ancien, remplacez-le ou gardez les deux : le choix est à vous, il n'est jamais fait en silence."


class LinkInvalid(NotFound):
    """One answer whatever the cause: forged, cut, revoked, past."""

    code, title = "appointment-link-invalid", "Ce lien n'est plus valable."
    meaning = (
        "Un lien sert jusqu'à la fin de son rendez-vous, pour lui seul. Il est peut-être passé, remplacé ou incomplet :"
        " recopiez-le en entier, ou appelez le cabinet."
    )


class NotOnline(NotFound):
    """One answer for a practice or a reason that is unknown, gone, or no longer taken online."""

    code, title = "not-online", "Rien ne se réserve en ligne à cette adresse."
    meaning = "Ce cabinet ou ce motif n'est pas, ou n'est plus, proposé en ligne : choisissez-en un autre, ou appelez."


class ByTelephone(RuleRefused):
    """What the web shows of whatever keeps a visit for the telephone: no word of why."""

    code, title = "by-telephone", "Ce rendez-vous se prend par téléphone."
    meaning = "Appelez le cabinet : il dira ce qui convient et, s'il le faut, proposera un autre horaire."


class TooLateToChange(RuleRefused):
    """`hours` is the practice's delay."""

    code, title = "too-late-to-change", "Il est trop tard pour changer ce rendez-vous en ligne."
    meaning = "Ce cabinet demande d'être appelé quand le rendez-vous approche : son numéro est sur la page."


class TooManyOnline(TooManyRequests):
    """`detail` is what to do, in a sentence. Nobody is shut out for long, and the telephone stays open."""

    code, title = "too-many-online", "Beaucoup de demandes viennent d'ici : faites une courte pause."
    meaning = (
        "Pour que personne ne retienne tous les horaires, chaque appareil et chaque connexion a une limite. Elle se"
        " lève d'elle-même ; le cabinet répond aussi au téléphone."
    )


class TooManyCodes(TooManyOnline):
    """Of one contact, whoever asked. `detail` also says what else to do, which depends on what the code opens."""

    code, title = "too-many-codes", "Ce numéro ou cette adresse a déjà reçu plusieurs codes."
    meaning = "Quelqu'un d'autre a pu les demander : pour n'importuner personne, aucun autre ne part pour l'instant."


class NothingEarlier(RuleRefused):
    code, title = "nothing-earlier", "Ce rendez-vous ne peut pas être avancé."
    meaning = "Il est passé, annulé ou déjà sur place : il n'y a rien à avancer."


class CannotBeTold(RuleRefused):
    code, title = "cannot-be-told", "Aucun numéro ni e-mail ne permet de prévenir ce patient."
    meaning = (
        "Une place libérée se propose par message, ou par un appel du secrétariat. Notez d'abord un numéro ou une"
        " adresse dans le dossier."
    )


class OfferGone(Gone):
    code, title = "offer-gone", "Cette place n'est plus proposée."
    meaning = "Le temps de réponse est passé. Votre rang est gardé : la prochaine place viendra à vous."


class NothingEquivalent(RuleRefused):
    code, title = "nothing-equivalent", "Aucun horaire libre ne remplace celui-ci dans les deux mois."
    meaning = "Le même praticien n'a plus de place pour ce motif : proposez-en un autre au patient, de vive voix."


class NowhereToAnswer(RuleRefused):
    code, title = "nowhere-to-answer", "Ce cabinet n'a pas de page où ses patients répondent."
    meaning = "Une proposition se prend sur la page du rendez-vous, qu'un cabinet sans réservation en ligne n'a pas."
