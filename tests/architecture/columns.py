"""The columns of the matrix, and one of its lines.

Columns of a line: camille (remote secretary), lea (the practice's secretary), dr_martin (practitioner),
nadia (manager), charlie (another secretariat);
`officer` is for ines (data-protection officer), who gets the manager's answer where nothing is said.
Strangers, people whose code is awaited and suspended people are turned away from everything that is not public.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Five = tuple[int, int, int, int, int]


def everybody(status: int) -> Five:
    """Whoever is signed in: it is about themselves or about nobody."""
    return (status, status, status, status, status)


def desk(status: int) -> Five:
    """Booking work: secretaries and practitioners of the practice; refused to managers, unknown elsewhere."""
    return (status, status, status, 403, 404)


def on_the_spot(status: int) -> Five:
    """The practice's own people; refused to whoever is at the other end of a line."""
    return (403, status, status, 403, 404)


def practice(status: int) -> Five:
    """Everybody of the practice; unknown elsewhere."""
    return (status, status, status, status, 404)


def office(status: int) -> Five:
    """Data protection without naming a practice: the practitioner; the officer's answer is said apart."""
    return (403, 403, status, 403, 403)


def manager(status: int) -> Five:
    """The manager, about the people of the own secretariat."""
    return (403, 403, 403, status, 403)


def handles(status: int) -> Five:
    """The practitioner of the practice whose incident it is; the officer has a word of her own."""
    return (403, 403, status, 403, 404)


@dataclass(frozen=True)
class Line:
    """One request: `path` carries `{ids}`; `outside` is what strangers get where they are not turned away."""

    path: str
    expected: Five
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    outside: int | Mapping[str, int] = field(default_factory=dict)
    officer: int | None = None

    def answer(self, column: int) -> int:
        """The status expected for the person of that column; the officer stands in the last one."""
        if column < len(self.expected):
            return self.expected[column]
        return self.expected[3] if self.officer is None else self.officer


API = "/api/v1/"


PATIENT = API + "patients/{patient_id}"
FILE = "/bureau/patients/{patient_id}/"
OFFICE: Five = (403, 403, 200, 403, 404)
OF_PRACTICE = {"practice": "{practice_id}"}
REASON = {"reason": "Demandé par le médecin"}
