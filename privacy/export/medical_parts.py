"""What of an export is a medical file: handed over to whoever asked for it as one, after its two days (L1111-7)."""

from dataclasses import replace

from privacy.export.collect import Collected

# As this practice keeps any.
_EMPTIED = {"medical_note": "", "shared_items": [], "urgencies": [], "practitioner_messages": []}
ASKED_APART = (
    "Le dossier médical n'est pas dans ce fichier : note médicale, éléments de dossier partagés, messages aux"
    " praticiens et réponses aux protocoles d'urgence. Il se demande à part, et se remet au plus tôt 48 heures après la"
    " demande (article L1111-7 du code de la santé publique)."
)


def without_medical_parts(collected: Collected) -> Collected:
    """The same without them, saying so; whether there are any is not told."""
    return replace(collected, data={**collected.data, **_EMPTIED, "asked_apart": ASKED_APART})
