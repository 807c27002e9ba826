"""What a free message must not hold: a social-security number, words of health (SAS-27).

Pure. A message that holds either is set aside for a person to look at; it is never thrown away by itself.
"""

import re
import unicodedata
from enum import StrEnum

from patients.nir import holds_nir


class Found(StrEnum):
    NIR = "nir"
    HEALTH = "health"


# Beginnings of words, without accents: few, plain, and about a person's health rather than about care in general.
HEALTH_WORDS = (
    "alcooli", "allergi", "alzheimer", "anorexi", "antibio", "antidepress", "anxiolyt", "asthm", "autis",
    "avortement", "biopsi", "bipolai", "boulimi", "cancer", "cardiaqu", "chimiotherap", "cholesterol",
    "cirrhos", "contracepti", "dementi", "depressi", "diabet", "diagnosti", "dialys", "douleur", "enceinte",
    "epilep", "fausse couche", "fibromyalg", "fractur", "greff", "grossesse", "handicap", "hepatit", "herpes",
    "hypertension", "infarctus", "infertil", "insulin", "leucemi", "lymphom", "maladi", "melanom", "metastas",
    "migrain", "neurolept", "ordonnance", "parkinson", "patholog", "prostat", "psychiatr", "psychos",
    "psychotherap", "radiotherap", "schizophren", "sclerose", "seropositi", "sida", "suicid", "symptom",
    "syphilis", "thyroid", "toxicoman", "transfusion", "traitement medical", "tumeur", "tumoral",
)  # fmt: skip
# Whole words: too short to be beginnings.
_WHOLE = ("avc", "fiv", "hiv", "irm", "ist", "ivg", "mst", "vih")
_HEALTH = re.compile(rf"\b(?:(?:{'|'.join(HEALTH_WORDS)})\w*|(?:{'|'.join(_WHOLE)})\b)")


def screen(text: str) -> frozenset[Found]:
    """What of the two the text holds."""
    plain = unicodedata.normalize("NFKC", text)
    visible = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    bare = "".join(c for c in unicodedata.normalize("NFD", visible.lower()) if not unicodedata.combining(c))
    found = set()
    if holds_nir(text):
        found.add(Found.NIR)
    if _HEALTH.search(bare):
        found.add(Found.HEALTH)
    return frozenset(found)


WARNING = (
    "N'écrivez ici ni numéro de sécurité sociale, ni donnée de santé : ce n'est pas utile à la demande. "
    "Un message qui en contient est mis de côté."
)
