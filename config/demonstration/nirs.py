"""NIRs that are valid and belong to nobody: right key, right sex, year and month, a commune that does not exist.

INSEE's commune numbers stop far below 950 in every department, and overseas below 60: a number
made here was never given to anybody.
"""

from datetime import date
from random import Random

from stdnum.fr.nir import calc_check_digits

_FIRST_DIGIT = {"male": "1", "female": "2"}
_PROVISIONAL = {"male": "7", "female": "8"}
_CORSICA_SPLIT = 1976
_PROVISIONAL_SHARE = 0.01


class NirRegister:
    """Deals NIRs, none twice. `departments` are where people of the practice are usually born."""

    def __init__(self, random: Random, departments: tuple[str, ...]) -> None:
        self._random = random
        self._departments = departments
        self._dealt: set[str] = set()

    def nir(self, sex: str, birth_date: date) -> str:
        """Thirteen characters and the key; `sex` is "male" or "female"."""
        while True:
            number = self._number(sex, birth_date)
            if number not in self._dealt:
                self._dealt.add(number)
                key: str = calc_check_digits(number + "00")
                return number + key

    def _number(self, sex: str, birth_date: date) -> str:
        provisional = self._random.random() < _PROVISIONAL_SHARE
        first = (_PROVISIONAL if provisional else _FIRST_DIGIT)[sex]
        order = self._random.randint(1, 999)
        return f"{first}{birth_date:%y%m}{self._place(birth_date)}{order:03d}"

    def _place(self, birth_date: date) -> str:
        """Department and commune: five characters."""
        department = self._random.choice(self._departments)
        if department in ("2A", "2B") and birth_date.year < _CORSICA_SPLIT:
            department = "20"
        if len(department) == 3:  # overseas: 974 and two digits
            return f"{department}{self._random.randint(60, 89)}"
        return f"{department}{self._random.randint(950, 989)}"
