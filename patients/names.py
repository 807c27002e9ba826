"""Names of persons: how they are written, how they are searched. Pure: no Django, no database.

Written form: Unicode NFKC (ligatures of print, full-width letters and NBSP become plain), one kind of
apostrophe, one kind of hyphen, no invisible mark, single spaces; case and accents are kept.
Search form: the letters a–z only, so that C-collated ranges find « Le Fèvre », « LEFEVRE » and
« L'Œuvre » whatever was typed. Every accepted name has a non-empty search form.
"""

import unicodedata

from core.errors import InvalidInput

MAX_LENGTH = 100
MAX_WORDS = 6

_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʻʹ`´′＇‛"), "'")
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—−﹣－"), "-")
_PLAIN = {**_APOSTROPHES, **_HYPHENS}

# Latin letters that Unicode does not decompose into a base letter and a mark.
_FOLDED = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n",
        "ĸ": "k", "ə": "e", "ɛ": "e", "ɔ": "o", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɣ": "g", "ŀ": "l",
    }
)  # fmt: skip


def clean_name(value: str, field: str) -> str:
    """The written form of one name (or several given names), or InvalidInput naming `field`."""
    name = _spelled(value, field)
    if not search_form(name):
        raise InvalidInput.at(field, "no-letter", "Indiquez un nom.")
    if name[0] in "-." or name[-1] == "-":
        raise InvalidInput.at(field, "invalid-name", "Un nom commence et se termine par une lettre.")
    return name


def search_words(value: str, field: str) -> list[str]:
    """The search forms of the words typed in a search, in order; InvalidInput when there is none or too many."""
    words = [form for word in _spelled(value, field).split() if (form := search_form(word))]
    if not words:
        raise InvalidInput.at(field, "no-letter", "Indiquez au moins une lettre du nom.")
    if len(words) > MAX_WORDS:
        raise InvalidInput.at(field, "too-many-words", f"Indiquez au plus {MAX_WORDS} mots.")
    return words


def given_name_forms(given_names: str) -> tuple[str, ...]:
    """The search form of each given name, compound ones taken apart: « Jean-Pierre Léo » → jean, pierre, leo."""
    return tuple(form for word in given_names.replace("-", " ").split() if (form := search_form(word)))


def search_form(value: str) -> str:
    """Letters a–z of a name: no accent, case, space, hyphen or apostrophe; ligatures spelled out."""
    folded = unicodedata.normalize("NFKD", value.casefold()).translate(_FOLDED)
    return "".join(letter for letter in folded if "a" <= letter <= "z")


def prefix_range(prefix: str) -> tuple[str, str]:
    """`low <= name < high` is « begins with prefix » under the C collation (leakproof, unlike LIKE)."""
    return prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)


def _spelled(value: str, field: str) -> str:
    if len(value) > 4 * MAX_LENGTH:
        raise InvalidInput.at(field, "too-long", f"Au plus {MAX_LENGTH} caractères.")
    text = unicodedata.normalize("NFKC", value.strip().translate(_PLAIN)).translate(_PLAIN)
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    text = unicodedata.normalize("NFC", " ".join(text.replace(",", " ").split(" ")))
    text = " ".join(word for word in text.split(" ") if word)
    text = text.replace(" -", "-").replace("- ", "-")
    if len(text) > MAX_LENGTH:
        raise InvalidInput.at(field, "too-long", f"Au plus {MAX_LENGTH} caractères.")
    for place, letter in enumerate(text):
        if not _belongs(letter, text[max(0, place - 2) : place]):
            raise InvalidInput.at(
                field,
                "invalid-character",
                "Un nom s'écrit en lettres latines, avec espaces, apostrophes, points et traits d'union.",
            )
    return text


def _belongs(letter: str, before: str) -> bool:
    category = unicodedata.category(letter)
    if category == "Mn":  # an accent without a ready-made letter; two in a row at most, and never first
        return bool(before) and not all(unicodedata.category(mark) == "Mn" for mark in before)
    return letter in " '-.·" or (category.startswith("L") and bool(search_form(letter)))
