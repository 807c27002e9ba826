"""Words that would tell a passer-by what somebody is treated for: no message holds one (H-44). Pure."""

import re
import unicodedata

# Beginnings of words, without accents: specialties, their places and their acts.
_SPECIALTIES = (
    "addict", "alcool", "allerg", "androlog", "angio", "cancer", "cardio", "chimio", "chirurg", "coloproct", "cytolog",
    "dermat", "diabet", "dialys", "endocrin", "fertil", "gastro", "geria", "gyneco", "gynec", "hemat", "hepat",
    "immuno", "infectio", "maternit", "medico-psy", "nephro", "neuro", "nutrition", "obstetr",
    "oncolog", "ophtalm", "orthoped", "otorhino", "pediatr", "phlebo", "pneumo", "proct", "psy", "radiolog",
    "radiother", "rhumat", "sage-femme", "sexo", "stomato", "tabaco", "thyroid", "toxico", "traumato", "urolog",
    "venero", 
)  # fmt: skip
# Whole words: Orléans is not a specialty.
_WHOLE = ("irm", "ivg", "orl", "vih")
_FOUND = re.compile(rf"\b(?:(?:{'|'.join(_SPECIALTIES)})|(?:{'|'.join(_WHOLE)})\b)")


def is_neutral(text: str) -> bool:
    """Whether the text names no specialty, organ or treatment."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return _FOUND.search(bare) is None
