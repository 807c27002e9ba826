"""What the patients room refuses, each with its code, status and French title. Never patient data inside."""

from core.errors import Conflict, FieldError, Gone, RuleRefused


class InvalidNir(RuleRefused):
    """Not a NIR that the national rules allow (H-31). `errors` says which part is wrong, never the number."""

    code, title = "invalid-nir", "Ce numéro de sécurité sociale n'est pas valide."

    @classmethod
    def because(cls, code: str, detail: str) -> "InvalidNir":
        return cls(errors=[FieldError("nir", code, detail)])


class GuardianConsentRequired(RuleRefused):
    """Under 16 nothing is recorded before the guardian agreed (ST-44); recording that agreement comes later."""

    code, title = (
        "guardian-consent-required",
        "Avant 16 ans, l'accord d'un titulaire de l'autorité parentale est requis.",
    )


class ProbableDuplicate(Conflict):
    """`candidates`: ids of the patients of the practice who are probably the same person."""

    code, title = "probable-duplicate", "Ce patient est probablement déjà enregistré."


class NirAlreadyKnown(Conflict):
    """Two patients of one practice never carry one NIR, confirmed or not (often the insured parent's, I-76)."""

    code, title = "nir-already-known", "Ce numéro de sécurité sociale est déjà celui d'un autre patient du cabinet."


class NirUnknown(RuleRefused):
    code, title = "nir-unknown", "Aucun numéro de sécurité sociale n'est enregistré pour ce patient."


class PatientMerged(Conflict):
    """The record is a redirect: `merged_into` is the id of the record that the person has now."""

    code, title = "patient-merged", "Cette fiche a été fusionnée avec une autre."


class RecordRestricted(Conflict):
    """Article 18: kept and read, not changed, until the restriction is lifted."""

    code, title = "record-restricted", "Ce dossier est limité à la demande de la personne : il se lit sans se modifier."
    meaning = (
        "La personne a obtenu la limitation du traitement (RGPD, article 18). Annuler un rendez-vous et noter une "
        "venue restent possibles ; le reste attend que le délégué à la protection des données lève la limitation."
    )


class ChoicesNeeded(Conflict):
    """`errors` names every fact on which the two records differ; whose value is kept must be said."""

    code, title = "merge-needs-choices", "Les deux fiches diffèrent : dites ce qui est gardé."


class MergeRefused(Conflict):
    """`obstacles`: [{code, detail, ids}] of what one person cannot have at once."""

    code, title = "merge-refused", "Ces deux fiches ne peuvent pas être réunies en l'état."


class MergeAlreadyUndone(Conflict):
    code, title = "merge-already-undone", "Cette fusion a déjà été annulée."


class LaterMerge(Conflict):
    """`later` is the id of the merge to undo first."""

    code, title = "merge-undone-in-order", "Une fusion plus récente porte sur cette fiche : annulez-la d'abord."


class SharedItemRevoked(Gone):
    code, title = "shared-item-revoked", "Le praticien a retiré cet élément."
    meaning = "L'élément a été partagé, puis retiré : personne ne peut plus le lire, et ce qu'il disait est détruit."
