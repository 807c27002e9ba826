"""What a mandate lets somebody do, in the practitioner's words; the rest follows from these."""

from collections.abc import Collection, Iterable

from practices.permissions import DELEGABLE, USUAL_DELEGATION
from practices.permissions import Permission as P

WORDS: tuple[tuple[str, frozenset[P]], ...] = (
    ("Lire l'agenda et les rendez-vous", frozenset({P.APPOINTMENT_READ})),
    ("Prendre des rendez-vous", frozenset({P.APPOINTMENT_BOOK})),
    ("Déplacer et annuler des rendez-vous", frozenset({P.APPOINTMENT_MOVE, P.APPOINTMENT_CANCEL})),
    ("Poser des rendez-vous en plus", frozenset({P.APPOINTMENT_OVERBOOK})),
    ("Répondre à vos appels", frozenset({P.CALL_HANDLE})),
    ("Vous transmettre des messages", frozenset({P.MESSAGE_SEND})),
    ("Chercher et lire les dossiers de patients", frozenset({P.PATIENT_SEARCH, P.PATIENT_READ})),
    ("Créer et corriger les dossiers de patients", frozenset({P.PATIENT_CREATE, P.PATIENT_UPDATE})),
    ("Réunir deux dossiers d'une même personne", frozenset({P.PATIENT_MERGE})),
    ("Changer vos horaires", frozenset({P.OPENING_EDIT})),
    ("Inscrire vos absences", frozenset({P.ABSENCE_EDIT})),
    ("Fermer le lieu", frozenset({P.CLOSURE_EDIT})),
    ("Inscrire vos remplaçants", frozenset({P.SUBSTITUTE_EDIT})),
    ("Approuver des consignes", frozenset({P.CONSIGNE_APPROVE})),
    ("Lire le numéro de sécurité sociale", frozenset({P.NIR_DISCLOSE})),
    ("Lire la note médicale", frozenset({P.MEDICAL_NOTE_DISCLOSE})),
    ("Tenir le registre et répondre aux demandes de droits", frozenset({P.REGISTER_READ, P.REQUEST_HANDLE})),
)
_SAID = frozenset[P]().union(*(held for _, held in WORDS))
# Without these nobody works: where the practice is, what may be booked, its consignes, what is read to patients.
NEEDED = USUAL_DELEGATION - _SAID


def choices() -> list[tuple[str, str]]:
    """Each sentence with its number."""
    return [(str(number), words) for number, (words, _) in enumerate(WORDS)]


def chosen_in(permissions: Iterable[str]) -> list[str]:
    """The numbers of the sentences that these permissions hold whole."""
    held = {P(text) for text in permissions}
    return [str(number) for number, (_, needed) in enumerate(WORDS) if needed <= held]


def permissions_of(numbers: Collection[str], former: Iterable[str] = ()) -> frozenset[P]:
    """What the chosen sentences let do, what nobody works without, and what a former mandate held that none names."""
    unnamed = frozenset(P(text) for text in former) - _SAID
    return NEEDED.union(unnamed, *(WORDS[int(number)][1] for number in numbers)) & DELEGABLE
