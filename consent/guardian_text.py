"""What a guardian is told and agrees to: versioned, never changed. Pure: no Django.

ST-44, ST-45. The same words are read aloud at the desk and shown behind the link. A new wording is a new version: the
version and the digest are stored with each answer, so that what somebody agreed to can be found.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GuardianText:
    """`kept` are the categories of data kept once a guardian agreed; never a reason nor a specialty."""

    version: int
    spoken: str
    kept: tuple[str, ...]
    objecting: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256("\n".join((self.spoken, *self.kept, self.objecting)).encode()).hexdigest()


_FIRST = GuardianText(
    version=1,
    spoken=(
        "Avant 16 ans, un titulaire de l'autorité parentale doit accepter que le cabinet garde les données de l'enfant"
        " pour ses rendez-vous. Vous pouvez refuser, ou retirer votre accord à tout moment. Êtes-vous d'accord ?"
    ),
    kept=(
        "son nom, ses prénoms, sa date de naissance et son sexe",
        "les moyens de vous joindre : téléphone, et si vous les donnez, e-mail et adresse",
        "la date, l'heure et le lieu de ses rendez-vous",
        "votre nom, votre lien avec l'enfant et votre réponse",
    ),
    objecting=(
        "Pour vous opposer ou retirer votre accord : le lien que vous avez reçu, ou un appel ou un courrier au cabinet."
        " Sans accord, le rendez-vous demandé et les données gardées pour lui sont effacés."
    ),
)
TEXTS: Mapping[int, GuardianText] = {text.version: text for text in (_FIRST,)}
CURRENT = _FIRST
