"""Fictitious adults in households: who is married to whom, who shares whose telephone, who bears whose name.

Pure and seeded: the same `Random` gives the same people. Nobody is under 18; the one child of the
demonstration is in child.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from config.demonstration.addresses import STREETS, Town
from config.demonstration.names import FEMALE, MALE, SURNAMES
from config.demonstration.nirs import NirRegister
from config.demonstration.phones import PhoneBook
from patients.names import search_form

YOUNGEST = date(2005, 12, 31)
# Kept for people whom README and demonstrations count on (landmarks.py): nobody else is born then.
RESERVED_BIRTH_DATES = frozenset({date(1984, 3, 12)})
LEAP_DAY = date(1988, 2, 29)
PARTNERS_APART = timedelta(days=2500)
YOUNGEST_PARENT, OLDEST_PARENT = timedelta(days=24 * 365), timedelta(days=40 * 365)


@dataclass(frozen=True, slots=True)
class Person:
    """`used_name` is the name of every day. `nir` is empty when the practice was not told; phones in E.164.

    `household` counts the homes of one population; `tie` is what the person is to the first of the home,
    a value of `patients.enums.Relation`, or "" for that first one and for who lives alone.
    """

    used_name: str
    birth_name: str
    given_names: str
    birth_date: date
    sex: str
    nir: str
    phones: tuple[str, ...]
    email: str
    address_line: str
    postal_code: str
    city: str
    household: int = 0
    tie: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """What a practice's patients have in common."""

    towns: tuple[Town, ...]
    departments: tuple[str, ...]
    local_surnames: tuple[str, ...]
    oldest: date


class Population:
    """Deals people of one region."""

    def __init__(self, random: Random, region: Region, phones: PhoneBook) -> None:
        self._random, self._region, self._phones = random, region, phones
        self._nirs = NirRegister(random, region.departments)
        self._surnames = SURNAMES + 4 * region.local_surnames
        self._households = 0

    def people(self, count: int) -> list[Person]:
        """Households until there are `count` people, then some get another one's name."""
        found: list[Person] = []
        while len(found) < count:
            found.extend(self._household())
        found = found[:count]
        self._make_namesakes(found)
        return found

    def person(self, used_name: str, given_names: str, birth_date: date, sex: str, birth_name: str = "") -> Person:
        """Somebody whose traits are chosen; the rest is drawn."""
        address_line, town = self._address()
        return self._with_contact(
            Person(
                used_name, birth_name or used_name, given_names, birth_date, sex, self._nirs.nir(sex, birth_date),
                (self._phones.mobile(),), "", address_line, town.postal_code, town.name,
            )
        )  # fmt: skip

    def _household(self) -> Iterator[Person]:
        draw = self._random
        self._households += 1
        address_line, town = self._address()
        landline = self._phones.landline() if draw.random() < 0.45 else ""
        for used_name, birth_name, sex, born, tie in self._members():
            nir = self._nirs.nir(sex, born) if draw.random() < 0.94 else ""
            person = Person(
                used_name, birth_name, self._given_names(sex), born, sex, nir, self._numbers(landline), "",
                address_line, town.postal_code, town.name, self._households, tie,
            )  # fmt: skip
            yield self._with_contact(person)

    def _members(self) -> Iterator[tuple[str, str, str, date, str]]:
        """Used name, birth name, sex, birth date and tie of one to four adults of a household."""
        draw = self._random
        name, sex = draw.choice(self._surnames), draw.choice(("female", "male"))
        birth = self._birth_date(self._region.oldest, YOUNGEST)
        yield name, name, sex, birth, ""
        if draw.random() < 0.55:
            own_name = draw.choice(self._surnames)
            partner = "female" if sex == "male" else "male"
            takes_name = partner == "female" and draw.random() < 0.6
            born = self._birth_date(birth - PARTNERS_APART, birth + PARTNERS_APART)
            yield name if takes_name else own_name, own_name, partner, born, "spouse"
        for _ in range(draw.choice((0, 0, 0, 1, 1, 2))):
            if birth + YOUNGEST_PARENT < YOUNGEST:
                born = self._birth_date(birth + YOUNGEST_PARENT, birth + OLDEST_PARENT)
                yield name, name, draw.choice(("female", "male")), born, "child"

    def _make_namesakes(self, people: list[Person]) -> None:
        """One in sixty bears another's whole name; every fifth of these was even born on the same day."""
        draw = self._random
        for place in range(len(people) // 60):
            one, other = draw.sample(range(len(people)), 2)
            first, second = people[one], people[other]
            born = first.birth_date if place % 5 == 0 else second.birth_date
            twin_name = replace(
                second, used_name=first.used_name, birth_name=first.birth_name, given_names=first.given_names,
                sex=first.sex, birth_date=born, nir=self._nirs.nir(first.sex, born),
            )  # fmt: skip
            people[other] = self._with_contact(twin_name)

    def _birth_date(self, earliest: date, latest: date) -> date:
        draw = self._random
        earliest, latest = max(earliest, self._region.oldest), min(latest, YOUNGEST)
        while True:
            day = earliest + timedelta(days=draw.randint(0, (latest - earliest).days))
            day = LEAP_DAY if draw.random() < 0.001 and earliest <= LEAP_DAY <= latest else day
            if day not in RESERVED_BIRTH_DATES:
                return day

    def _given_names(self, sex: str) -> str:
        names = FEMALE if sex == "female" else MALE
        return " ".join(self._random.sample(names, self._random.choice((1, 1, 1, 2, 3))))

    def _numbers(self, landline: str) -> tuple[str, ...]:
        own = (self._phones.mobile(),) if not landline or self._random.random() < 0.75 else ()
        return own + ((landline,) if landline else ())

    def _address(self) -> tuple[str, Town]:
        draw = self._random
        number = draw.randint(1, 148)
        suffix = " bis" if draw.random() < 0.05 else ""
        return f"{number}{suffix} {draw.choice(STREETS)}", draw.choice(self._region.towns)

    def _with_contact(self, person: Person) -> Person:
        """The e-mail follows the name; two in five gave none."""
        if self._random.random() < 0.4:
            return replace(person, email="")
        given = search_form(person.given_names.split(" ")[0])
        local = f"{given}.{search_form(person.used_name)}{self._random.randint(1, 999)}"
        return replace(person, email=f"{local}@courriel.example")
