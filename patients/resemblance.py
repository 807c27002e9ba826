"""How much two persons look like one: the rule behind « probable duplicate ». Pure: no Django, no database.

Says « probable » when one slip of whoever typed explains the difference, and stays silent about twins
(same family, same day, other given names), whole families and namesakes born on other days.
"""

from dataclasses import dataclass
from datetime import date

_SHORT = 4  # « Léa » and « Léo » are two persons: short given names must be the same


@dataclass(frozen=True, slots=True, repr=False)
class Traits:
    """What is compared; names in search form (letters a–z), given names one by one, phones in E.164."""

    family_names: frozenset[str]
    given_names: tuple[str, ...]
    birth_date: date
    phones: frozenset[str] = frozenset()


def is_probably_same(one: Traits, other: Traits) -> bool:
    """Whether one slip at most separates two records of what is probably one person."""
    if one.birth_date == other.birth_date:
        same_person_at_home = bool(one.phones & other.phones)
        family_fits = same_person_at_home or _families_look_alike(one.family_names, other.family_names)
        return family_fits and _given_names_look_alike(one.given_names, other.given_names)
    same_names = bool(one.family_names & other.family_names) and "".join(one.given_names) == "".join(other.given_names)
    return same_names and is_slip_of_date(one.birth_date, other.birth_date)


def is_slip_of_date(one: date, other: date) -> bool:
    """Day and month exchanged, one digit wrong, or two neighbouring digits exchanged."""
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    return distance(f"{one:%d%m%Y}", f"{other:%d%m%Y}", limit=1) <= 1


def distance(one: str, other: str, *, limit: int) -> int:
    """Letters added, dropped, changed or exchanged with their neighbour; `limit` + 1 means « more »."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    one, other = _differing(one, other)
    # One slip leaves one letter, or two exchanged, between what begins and what ends alike.
    if limit <= 1 and max(len(one), len(other)) > limit + 1:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        new = [i]
        for j, right in enumerate(other, start=1):
            cost = min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (left != right))
            if before and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            new.append(cost)
        before, row = row, new
    return min(row[-1], limit + 1)


def _differing(one: str, other: str) -> tuple[str, str]:
    """What is left of both without their common beginning and end."""
    shortest = min(len(one), len(other))
    start = 0
    while start < shortest and one[start] == other[start]:
        start += 1
    end = 0
    while end < shortest - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


def _families_look_alike(ones: frozenset[str], others: frozenset[str]) -> bool:
    return any(_family_looks_alike(one, other) for one in ones for other in others)


def _family_looks_alike(one: str, other: str) -> bool:
    """Equal, one part of a double name, or one slip (two in long names)."""
    short, long = sorted((one, other), key=len)
    if len(short) > _SHORT - 1 and (long.startswith(short) or long.endswith(short)):
        return True
    allowed = 0 if len(short) < _SHORT else 1 if len(short) < 9 else 2
    return distance(one, other, limit=allowed) <= allowed


def _given_names_look_alike(ones: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """The same first one (« Marie » and « Marie Claire »), or one slip in all of them when they are not short."""
    if ones[:1] == others[:1]:
        return True
    one, other = "".join(ones), "".join(others)
    return one == other or (min(len(one), len(other)) > _SHORT and distance(one, other, limit=1) <= 1)
