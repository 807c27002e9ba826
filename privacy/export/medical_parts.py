"""What of an export is a medical file: handed over to whoever asked for it, after its two days (L1111-7).

All the words that the map of data classes as health: docs/decisions/words-of-health-are-the-medical-file.md.
"""

from dataclasses import replace

from privacy.export.collect import Collected

# As this practice keeps any.
_EMPTIED = {"medical_note": "", "shared_items": [], "urgencies": [], "practitioner_messages": []}
# Of each visit; its hour, its reason as the practice's list names it and its state are no such words.
_EMPTIED_OF_A_VISIT = {"note": "", "cancel_reason": "", "over_the_rules": "", "kept_secret": "", "consignes": []}
ASKED_APART = (
    "Le dossier médical n'est pas dans ce fichier : note médicale, éléments de dossier partagés, messages aux"
    " praticiens, réponses aux protocoles d'urgence, notes des rendez-vous et réponses aux consignes."
    " Il se demande à part, et se remet au plus tôt 48 heures après la"
    " demande (article L1111-7 du code de la santé publique)."
)


def without_medical_parts(collected: Collected) -> Collected:
    """The same without them, saying so; whether there are any is not told."""
    visits = [{**one, **_EMPTIED_OF_A_VISIT} for one in collected.data["appointments"]]
    return replace(collected, data={**collected.data, **_EMPTIED, "appointments": visits, "asked_apart": ASKED_APART})
