"""The RPPS number of a health professional. Pure: no Django.

Eleven digits of which the last is a Luhn key (Répertoire partagé des professionnels de santé).
"""

from stdnum import luhn

from practices.errors import InvalidRpps

LENGTH = 11


def checked_rpps(text: str) -> str:
    """The number without its blanks. ASCII digits only; raises InvalidRpps."""
    digits = "".join(text.split())
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()) or not luhn.is_valid(digits):
        raise InvalidRpps()
    return digits


def rpps_from(first_ten: str) -> str:
    """The number whose first ten digits these are: for fictitious data."""
    key: str = luhn.calc_check_digit(first_ten)
    return first_ten + key
