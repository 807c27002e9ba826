"""The NIR (numéro de sécurité sociale): what is a valid one, how it is shown. Pure: no Django, no database.

Source: H-31. python-stdnum computes the key (97 − N mod 97, with 2A → 19 and 2B → 18), and is right there.
It is not used to validate, because `stdnum.fr.nir.validate` looks at length and key only: it accepts a
first digit 0, 5, 6 or 9, month 00 or 13, department 00 and order number 000. The structure is our own rule.
The number told on the phone may be the insured parent's (I-76): traits that differ are a warning,
never a refusal, and the number never identifies the patient by itself.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from stdnum.fr.nir import calc_check_digits

from patients.errors import InvalidNir
from patients.identity import Sex

_SHAPE = re.compile(r"[0-9]{5}(?:[0-9]{2}|2[AB])[0-9]{8}", re.ASCII)
_MAX_TYPED = 60
_SEP = r"[ .\-/]?"
# Shape only, within a text: a number told with one wrong digit is somebody's number all the same.
_IN_A_TEXT = re.compile(
    rf"(?<![0-9])[1-478]{_SEP}[0-9]{{2}}{_SEP}(?:0[1-9]|1[0-2]|[2-3][0-9]|4[0-2]|[5-9][0-9]){_SEP}"
    rf"(?:[0-9]{{2}}|2[AB]){_SEP}[0-9]{{3}}{_SEP}[0-9]{{3}}(?:{_SEP}[0-9]{{2}})?(?![0-9])",
    re.IGNORECASE,
)
_SEPARATORS = " .-/"

# 1/2 registered at birth, 3/4 and 7/8 waiting numbers: all keep « odd is male ».
_SEX = {"1": Sex.MALE, "3": Sex.MALE, "7": Sex.MALE, "2": Sex.FEMALE, "4": Sex.FEMALE, "8": Sex.FEMALE}


@dataclass(frozen=True, slots=True)
class Nir:
    """A valid NIR. Its parts never show in a representation, so that no traceback carries them."""

    number: str = field(repr=False)
    key: str = field(repr=False)

    @property
    def full(self) -> str:
        """The 15 characters, to be sealed or disclosed."""
        return self.number + self.key

    @property
    def is_provisional(self) -> bool:
        """A number given while civil status is being checked (first digit 3, 4, 7 or 8)."""
        return self.number[0] in "3478"

    @property
    def sex(self) -> Sex:
        return _SEX[self.number[0]]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A trait that the NIR tells otherwise: a warning for the secretary to read back."""

    field: str
    code: str
    detail: str


def parse_nir(text: str) -> Nir:
    """Read 13 characters and their key, with or without separators; raises InvalidNir saying which part is wrong."""
    compact = _compact(text)
    if len(compact) == 13:
        raise InvalidNir.because("missing-key", "Ajoutez la clé : les deux derniers chiffres.")
    if len(compact) != 15:
        raise InvalidNir.because("wrong-length", "Un numéro de sécurité sociale compte 13 caractères et une clé de 2.")
    if not _SHAPE.fullmatch(compact):
        raise InvalidNir.because("wrong-characters", "Des chiffres seulement, sauf 2A ou 2B pour la Corse.")
    _check_structure(compact)
    if compact[13:] != calc_check_digits(compact):
        raise InvalidNir.because("wrong-key", "La clé ne correspond pas au numéro : relisez-le.")
    return Nir(compact[:13], compact[13:])


def holds_nir(text: str) -> bool:
    """Whether a free text holds what looks like a NIR, separators and invisible marks notwithstanding."""
    plain = unicodedata.normalize("NFKC", text)
    return bool(_IN_A_TEXT.search("".join(c for c in plain if unicodedata.category(c) != "Cf")))


def mask(full: str) -> str:
    """What lists and pages show: the order number and the key (H-32)."""
    return f"• •• •• •• ••• {full[10:13]} {full[13:]}"


def mismatches(nir: Nir, *, sex: Sex, birth_date: date) -> list[Mismatch]:
    """Traits that differ from the number; incomplete civil status (months 20–42, 50–99) tells no month."""
    found = []
    if sex is not Sex.UNKNOWN and nir.sex is not sex:
        found.append(Mismatch("sex", "nir-differs-from-sex", "Le numéro indique l'autre sexe."))
    if int(nir.number[1:3]) != birth_date.year % 100:
        found.append(Mismatch("birth_date", "nir-differs-from-birth-year", "Le numéro indique une autre année."))
    month = int(nir.number[3:5])
    if month <= 12 and month != birth_date.month:
        found.append(Mismatch("birth_date", "nir-differs-from-birth-month", "Le numéro indique un autre mois."))
    return found


def _compact(text: str) -> str:
    """Full-width digits and NBSP become plain (NFKC), invisible marks and separators go, letters are upper case."""
    if len(text) > _MAX_TYPED:
        raise InvalidNir.because("wrong-length", "Un numéro de sécurité sociale compte 13 caractères et une clé de 2.")
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    return "".join(c for c in plain if c not in _SEPARATORS and unicodedata.category(c) != "Cf")


def _check_structure(compact: str) -> None:
    month, department, order = int(compact[3:5]), compact[5:7], compact[10:13]
    if compact[0] not in _SEX:
        raise InvalidNir.because(
            "wrong-first-digit", "Le premier chiffre est 1 ou 2 (3, 4, 7 ou 8 s'il est provisoire)."
        )
    if not (1 <= month <= 12 or 20 <= month <= 42 or 50 <= month <= 99):
        raise InvalidNir.because("wrong-month", "Le mois de naissance du numéro n'existe pas.")
    if department == "00":
        raise InvalidNir.because("wrong-department", "Le département de naissance du numéro n'existe pas.")
    if order == "000":
        raise InvalidNir.because("wrong-order", "Le numéro d'ordre va de 001 à 999.")
