"""Whether somebody who books from outside is a person of the file: every trait the same, and a contact proven. Pure.

Stricter than `resemblance`, which only proposes pairs to a person's judgment: here nobody looks, so one slip is
somebody else. Whoever has not proven a contact of the file is never recognised, so that nobody learns who is in it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from patients.identity import Identity
from patients.models import Patient


@dataclass(frozen=True, slots=True, repr=False)
class Proven:
    """The contact that answered with its code: a number in E.164 or an e-mail address in lower case, never both."""

    phone: str = ""
    email: str = ""


def is_same_person(told: Identity, proven: Proven, known: Patient, phones: Collection[str]) -> bool:
    """Whether the record is the teller's own; `phones` are its numbers. A sex that nobody said does not count."""
    same_traits = (
        known.birth_date == told.birth_date
        and known.search_birth_name == told.search_birth_name
        and known.search_given_names == told.search_given_names
        and (known.sex == told.sex.value or "unknown" in (known.sex, told.sex.value))
    )
    return same_traits and (
        bool(proven.phone and proven.phone in phones) or bool(proven.email and proven.email == known.email)
    )
