"""Patients as the desk shows them: enough to be sure of the person, never the NIR in clear."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from django.urls import reverse

from patients.identity import IdentityStatus, Sex
from web import french
from web.desk.presenters.marks import marks

SEXES = {Sex.MALE: "masculin", Sex.FEMALE: "féminin", Sex.UNKNOWN: "sexe non précisé"}
STATUSES = {
    IdentityStatus.PROVISIONAL: "identité provisoire",
    IdentityStatus.VALIDATED: "identité validée",
    IdentityStatus.RECOVERED: "identité récupérée",
    IdentityStatus.QUALIFIED: "identité qualifiée",
}


class Known(Protocol):
    """What a search line and an opened patient have in common."""

    @property
    def id(self) -> UUID: ...
    @property
    def practice_id(self) -> UUID: ...
    @property
    def family_name(self) -> str: ...
    @property
    def birth_name(self) -> str: ...
    @property
    def given_names(self) -> str: ...
    @property
    def birth_date(self) -> date: ...
    @property
    def sex(self) -> str: ...
    @property
    def phones(self) -> Sequence[str]: ...
    @property
    def is_doubtful(self) -> bool: ...
    @property
    def is_namesake(self) -> bool: ...
    @property
    def is_restricted(self) -> bool: ...
    @property
    def is_death_reported(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One patient among several: `about` tells what else distinguishes them."""

    id: UUID
    family_name: str
    given_names: str
    birth_date: str
    about: str
    url: str


@dataclass(frozen=True, slots=True)
class Results:
    """`turn` is the keystroke that this answers; `hint` says what to type when there is nothing to search yet.

    `by_call`: nobody typed, these are those who have the caller's number.
    """

    turn: int
    lines: list[Line]
    hint: str = ""
    is_full: bool = False
    by_call: bool = False

    @property
    def is_single(self) -> bool:
        return len(self.lines) == 1

    @property
    def summary(self) -> str:
        """What is announced above the list."""
        if self.by_call and not self.is_single:
            return f"{len(self.lines)} patients ont ce numéro : choisissez avec les flèches ou un chiffre."
        if self.is_single:
            return "1 patient. Entrée pour le prendre."
        return f"{len(self.lines)} patients : choisissez avec les flèches ou un chiffre."


def line(known: Known, *, practice: str = "") -> Line:
    """`practice` is said only where several are searched."""
    other = other_name(known)
    named = f"{born(known.sex)} {other}" if other else ""
    phone = french.phone(known.phones[0]) if known.phones else "sans téléphone"
    flags = marks(is_doubtful=known.is_doubtful, is_namesake=known.is_namesake, is_restricted=known.is_restricted)
    return Line(
        id=known.id,
        family_name=known.family_name.upper(),
        given_names=known.given_names,
        birth_date=french.short_day(known.birth_date),
        about=" · ".join(part for part in (*map(str, flags), named, phone, practice) if part),
        url=reverse("desk:patient", args=[known.id]),
    )


def results(
    found: Sequence[Known],
    *,
    turn: int,
    most: int,
    practices: dict[UUID, str] | None = None,
    by_call: bool = False,
) -> Results:
    """The list that answers a search, in the order the search gave."""
    names = practices or {}
    lines = [line(known, practice=names.get(known.practice_id, "")) for known in found]
    nobody = "" if lines else "Personne ne correspond dans ce cabinet. Vérifiez la date, ou créez la fiche."
    return Results(turn, lines, nobody, is_full=len(lines) >= most, by_call=by_call)


def other_name(known: Known) -> str:
    """The birth name when it differs from the name of every day."""
    return known.birth_name.upper() if known.birth_name.casefold() != known.family_name.casefold() else ""


def born(sex: str) -> str:
    """« né », « née », or both when the sex is not known."""
    return {Sex.MALE: "né", Sex.FEMALE: "née"}.get(Sex(sex), "né(e)")


def spoken(known: Known) -> str:
    """The person as read back: « LEFÈVRE Camille, née le 12/03/1984 »."""
    return f"{known.family_name.upper()} {known.given_names}, {born(known.sex)} le {french.short_day(known.birth_date)}"
