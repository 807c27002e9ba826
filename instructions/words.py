"""The sentences of consignes and protocols: the practice's own, about nobody. Pure: no Django.

They are kept and shown in clear, so a telephone number or a social-security number has no place in them.
"""

import re

from core.errors import InvalidInput
from patients.plain_text import clean_line

LONGEST_SENTENCE, LONGEST_QUESTION, LONGEST_LABEL = 400, 200, 60
# 3624 and 15 are services; ten digits are somebody's.
_PHONE_LIKE = re.compile(r"(?:\+[0-9]{1,3}|0)[ .\-]?(?:\(0\))?[ .\-]?[1-9](?:[ .\-/]?[0-9]){8}", re.ASCII)


def clean_sentence(value: str, field: str, longest: int = LONGEST_SENTENCE) -> str:
    """One line with something in it, about nobody. Raises InvalidInput naming `field`."""
    text = clean_line(value, field, longest)
    if not text:
        raise InvalidInput.at(field, "blank", "Ce champ est obligatoire.")
    if _PHONE_LIKE.search(text):
        raise InvalidInput.at(
            field, "looks-like-a-phone", "Un numéro de téléphone n'a pas sa place dans une consigne : mettez un nom."
        )
    return text
