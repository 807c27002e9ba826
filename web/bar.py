"""The bar of somebody signed in: its first sections stand in a row, the others fold under one menu, on a phone all do.

A section is one line of its place's `menu.py`; templates show a bar with `{% sections "planning" %}`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.scoping import Actor

# What one row holds beside the name of the house, the search and the account, on a screen 1366 pixels wide.
IN_THE_ROW = 5
Opens = Callable[[Actor], bool]
Counts = Callable[[Actor], int]


@dataclass(frozen=True, slots=True)
class Section:
    """`key` is the `here` of the section's templates; `opens` the question that its screen asks at its door.

    `waiting` counts the work that waits there for this person, `told` says what is to be done with it.
    """

    key: str
    label: str
    route: str
    opens: Opens
    waiting: Counts | None = None
    told: str = "à traiter"
    tone: str = "alert"


@dataclass(frozen=True, slots=True)
class Shown:
    """A section as this person sees it."""

    section: Section
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Bar:
    row: list[Shown]
    folded: list[Shown]

    @property
    def current(self) -> Shown | None:
        """Where the person is, if a section of the bar says it."""
        return next((one for one in (*self.row, *self.folded) if one.current), None)

    @property
    def current_folded(self) -> Shown | None:
        return next((one for one in self.folded if one.current), None)

    @property
    def waiting(self) -> int:
        """All the work that waits, for the menu that holds everything."""
        return sum(one.count for one in (*self.row, *self.folded))

    @property
    def waiting_folded(self) -> int:
        return sum(one.count for one in self.folded)


def offered(actor: Actor, sections: Iterable[Section]) -> list[Section]:
    """The sections this person may open."""
    return [section for section in sections if section.opens(actor)]


def bar_of(actor: Actor, sections: Iterable[Section], here: str) -> Bar:
    """What may be opened, with what waits there; `here` is the key of the current section."""
    shown = [
        Shown(section, section.waiting(actor) if section.waiting else 0, section.key == here)
        for section in offered(actor, sections)
    ]
    return Bar(shown[:IN_THE_ROW], shown[IN_THE_ROW:])
