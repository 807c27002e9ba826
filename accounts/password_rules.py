"""The password rule of CNIL deliberation 2022-100, and what no arithmetic sees. Pure: no Django, no table.

The deliberation counts entropy: 80 bits for a password alone, 50 when the number of tries is
limited. Its published equivalences are used, not a computed figure (12 characters of 99 signs are
79.6 bits and still count as 80). No periodic renewal, no secret question (H-10, CH-06).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from accounts.common_passwords import ROWS, WORDS

LONGEST = 128
SHORTEST_WALK = 4
# What must remain unpredictable once known words, walks and repetitions are taken away.
FREE_CHARACTERS = 5
PASSPHRASE_WORDS = 7
DISTINCT_PASSPHRASE_WORDS = 6
SHORTEST_OWN_WORD = 4

# Look-alikes that lists of leaked passwords use most.
LOOK_ALIKES = str.maketrans("@4310578$€!", "aaeiostbsei")


class Strength(StrEnum):
    """The two levels of the deliberation that concern people signing in."""

    ALONE = "alone"
    TRIES_LIMITED = "tries-limited"


@dataclass(frozen=True, slots=True)
class Weakness:
    """One reason for refusal: a stable code and the French sentence shown."""

    code: str
    sentence: str


TOO_SHORT = Weakness(
    "too-short",
    "Choisissez 12 caractères avec minuscules, majuscules, chiffres et signes, ou 14 caractères de trois de ces"
    " sortes, ou une phrase d'au moins 7 mots.",
)
TOO_LONG = Weakness("too-long", f"Choisissez au plus {LONGEST} caractères.")
COMMON = Weakness("too-common", "Ce mot de passe suit un modèle connu des attaquants (mot courant, suite, répétition).")
PERSONAL = Weakness("too-personal", "Le mot de passe contient votre nom, votre identifiant ou votre adresse.")
CONTROL = Weakness("control-character", "Le mot de passe contient un caractère invisible.")


def weaknesses(password: str, *, personal: Iterable[str] = (), strength: Strength = Strength.ALONE) -> list[Weakness]:
    """Every reason to refuse `password`, none when it may be used.

    `personal` holds what others know of the person: names, user name, e-mail address.
    """
    if len(password) > LONGEST:
        return [TOO_LONG]
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs"} for character in password):
        return [CONTROL]
    found = []
    if not _long_enough(password, strength):
        found.append(TOO_SHORT)
    if _names_the_person(password, personal):
        found.append(PERSONAL)
    if not is_passphrase(password) and _is_common(password):
        found.append(COMMON)
    return found


def classes(password: str) -> int:
    """How many of the four kinds occur: lower case, upper case, digits, everything else."""
    kinds = (str.islower, str.isupper, str.isdecimal, lambda c: not (c.islower() or c.isupper() or c.isdecimal()))
    return sum(any(kind(character) for character in password) for kind in kinds)


def is_passphrase(password: str) -> bool:
    """Seven words, nearly all different, each of at least two letters on average three."""
    words = [word.lower() for word in re.split(r"[\W_]+", password) if len(word) >= 2 and word.isalpha()]
    long_enough = sum(len(word) for word in words) >= 3 * PASSPHRASE_WORDS
    return len(words) >= PASSPHRASE_WORDS and len(set(words)) >= DISTINCT_PASSPHRASE_WORDS and long_enough


def _long_enough(password: str, strength: Strength) -> bool:
    kinds = classes(password)
    alone = (len(password) >= 12 and kinds == 4) or (len(password) >= 14 and kinds >= 3) or is_passphrase(password)
    if strength is Strength.ALONE:
        return alone
    digits_only = len(password) >= 16 and password.isdecimal()
    return alone or (len(password) >= 8 and kinds >= 3) or digits_only


def _names_the_person(password: str, personal: Iterable[str]) -> bool:
    letters = _plain(password)
    parts = [part for text in personal for part in re.split(r"[\W_\d]+", _plain(text))]
    return any(len(part) >= SHORTEST_OWN_WORD and part in letters for part in parts)


def _is_common(password: str) -> bool:
    """Whether too little is left once words, walks, years and repetitions are taken away."""
    return min(_left(_plain(password)), _left(_plain(password).translate(LOOK_ALIKES))) < FREE_CHARACTERS


def _left(text: str) -> int:
    """How many different characters remain, whichever is taken away first."""
    orders = (text, _without_repetitions(text))
    return min(len(set(_without_repetitions(_without_walks(_without_words(order))))) for order in orders)


def _without_words(text: str) -> str:
    for length in range(min(18, len(text)), 2, -1):
        start = 0
        while start + length <= len(text):
            if text[start : start + length] in WORDS:
                text = text[:start] + "\0" + text[start + length :]
            start += 1
    return re.sub(r"(19|20)\d\d", "\0", text).replace("\0", "")


def _without_walks(text: str) -> str:
    walked: set[int] = set()
    for start in range(len(text) - SHORTEST_WALK + 1):
        if text[start : start + SHORTEST_WALK] in _steps():
            walked.update(range(start, start + SHORTEST_WALK))
    return "".join(character for place, character in enumerate(text) if place not in walked)


@cache
def _steps() -> frozenset[str]:
    """Every piece of four keys of every row, in both directions."""
    walks = [walk for row in map(_plain, ROWS) for walk in (row, row[::-1])]
    return frozenset(
        walk[start : start + SHORTEST_WALK] for walk in walks for start in range(len(walk) - SHORTEST_WALK + 1)
    )


def _without_repetitions(text: str) -> str:
    return re.sub(r"(.{1,12}?)\1+", r"\1", text)


def _plain(text: str) -> str:
    """Lower case without accents: what an attacker's word list compares."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
