"""What the patients room refuses, each with its code, status and French title. Never patient data inside."""

from core.errors import Conflict, FieldError, Gone, RuleRefused


class InvalidNir(RuleRefused):
    """Not a NIR that the national rules allow (H-31). `errors` says which part is wrong, never the number."""

    code, title = "invalid-nir", "Ce numéro de sécurité sociale n'est pas valide."
    meaning = (
        "Le numéro ne suit pas les règles nationales. Le membre « errors » dit quelle partie relire avec la "
        "personne ; il ne répète pas le numéro."
    )

    @classmethod
    def because(cls, code: str, detail: str) -> "InvalidNir":
        return cls(errors=[FieldError("nir", code, detail)])


class GuardianConsentRequired(RuleRefused):
    """Under 16 nothing is recorded before the guardian agreed (ST-44); recording that agreement comes later."""

    code, title = (
        "guardian-consent-required",
        "Avant 16 ans, l'accord d'un titulaire de l'autorité parentale est requis.",
    )
    meaning = (
        "Rien n'est enregistré pour une personne de moins de 16 ans avant que l'accord de son représentant légal "
        "soit recueilli."
    )


class ProbableDuplicate(Conflict):
    """`candidates`: ids of the patients of the practice who are probably the same person."""

    code, title = "probable-duplicate", "Ce patient est probablement déjà enregistré."
    meaning = (
        "Une fiche du cabinet lui ressemble trop : « candidates » donne les ids. Regardez-les ; si c'est une autre "
        "personne, confirmez-le dans la demande."
    )


class NirAlreadyKnown(Conflict):
    """Two patients of one practice never carry one NIR, confirmed or not (often the insured parent's, I-76)."""

    code, title = "nir-already-known", "Ce numéro de sécurité sociale est déjà celui d'un autre patient du cabinet."
    meaning = "Un numéro n'appartient qu'à un patient d'un cabinet. Relisez-le : c'est souvent celui du parent assuré."


class NirUnknown(RuleRefused):
    code, title = "nir-unknown", "Aucun numéro de sécurité sociale n'est enregistré pour ce patient."
    meaning = (
        "La fiche ne porte pas de numéro de sécurité sociale : il n'y a rien à afficher. Il s'ajoute en modifiant "
        "la fiche."
    )


class PatientMerged(Conflict):
    """The record is a redirect: `merged_into` is the id of the record that the person has now."""

    code, title = "patient-merged", "Cette fiche a été fusionnée avec une autre."
    meaning = "La fiche demandée a été réunie avec celle que donne « merged_into » : refaites la demande avec cet id."


class RecordRestricted(Conflict):
    """Article 18: kept and read, not changed, until the restriction is lifted."""

    code, title = "record-restricted", "Ce dossier est limité à la demande de la personne : il se lit sans se modifier."
    meaning = (
        "La personne a obtenu la limitation du traitement (RGPD, article 18). Annuler un rendez-vous et noter une "
        "venue restent possibles ; le reste attend que le délégué à la protection des données lève la limitation."
    )


class DeathReported(Conflict):
    """Somebody reported this person's death: nothing new is written until it is confirmed or stopped."""

    code, title = "death-reported", "Le décès de cette personne a été signalé : aucun nouveau rendez-vous."
    meaning = (
        "Le décès a été signalé et attend d'être confirmé par une seconde personne. D'ici là, rien de nouveau n'est "
        "écrit et aucun message ne part. Si c'est une erreur, le signalement peut être arrêté."
    )


class ChoicesNeeded(Conflict):
    """`errors` names every fact on which the two records differ; whose value is kept must be said."""

    code, title = "merge-needs-choices", "Les deux fiches diffèrent : dites ce qui est gardé."
    meaning = (
        "Les deux fiches se contredisent. Le membre « errors » nomme chaque fait : dites pour chacun quelle valeur "
        "est gardée."
    )


class MergeRefused(Conflict):
    """`obstacles`: [{code, detail, ids}] of what one person cannot have at once."""

    code, title = "merge-refused", "Ces deux fiches ne peuvent pas être réunies en l'état."
    meaning = "Une seule personne ne peut avoir tout cela à la fois. Le membre « obstacles » dit quoi défaire d'abord."


class MergeAlreadyUndone(Conflict):
    code, title = "merge-already-undone", "Cette fusion a déjà été annulée."
    meaning = "Les deux fiches sont déjà séparées de nouveau : il n'y a plus rien à annuler."


class LaterMerge(Conflict):
    """`later` is the id of the merge to undo first."""

    code, title = "merge-undone-in-order", "Une fusion plus récente porte sur cette fiche : annulez-la d'abord."
    meaning = (
        "Les fusions s'annulent de la plus récente à la plus ancienne : « later » donne l'id de celle à annuler "
        "d'abord."
    )


class SharedItemRevoked(Gone):
    code, title = "shared-item-revoked", "Le praticien a retiré cet élément."
    meaning = "L'élément a été partagé, puis retiré : personne ne peut plus le lire, et ce qu'il disait est détruit."
