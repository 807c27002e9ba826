"""How much data is loaded and how often each thing is measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """`small_practices`: the database that the growth row compares with, a tenth of the appointments."""

    practices: int
    small_practices: int
    practitioners_per_practice: int
    patients_per_practice: int
    # Measurements in process (each with as many of its floor), requests over HTTP, bookings, racing rounds.
    samples: int
    requests: int
    bookings: int
    bookings_of_many: int
    rounds: int
    rings: int

    @property
    def practitioners(self) -> int:
        return self.practices * self.practitioners_per_practice


FULL = Sizes(
    practices=50,
    small_practices=5,
    practitioners_per_practice=20,
    patients_per_practice=10_000,
    samples=60,
    requests=150,
    bookings=200,
    bookings_of_many=640,
    rounds=40,
    rings=40,
)
QUICK = Sizes(
    practices=10,
    small_practices=1,
    practitioners_per_practice=20,
    patients_per_practice=1_000,
    samples=15,
    requests=40,
    bookings=60,
    bookings_of_many=160,
    rounds=8,
    rings=8,
)

# Weeks of agenda, counted from this Monday: the longest search looks at twelve whole ones, from next Monday.
WEEKS = 13
RACERS = 50
CLIENTS = 16
