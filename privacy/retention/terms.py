"""The arithmetic of durations. Pure: no Django."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.months import months_later


@dataclass(frozen=True, slots=True)
class Term:
    """Calendar months, then days. Months end where the shorter month does: 31 January and one month is 28 February."""

    months: int = 0
    days: int = 0

    def after(self, event: datetime) -> datetime:
        """When what happened at `event` reaches its term."""
        return months_later(event, self.months) + timedelta(days=self.days)

    def cutoff(self, at: datetime) -> datetime:
        """What happened until that instant is past its term at `at`: never early, at most three days late."""
        return months_later(at - timedelta(days=self.days), -self.months)

    def __add__(self, other: "Term") -> "Term":
        return Term(self.months + other.months, self.days + other.days)

    def __str__(self) -> str:
        years, months = divmod(self.months, 12)
        parts = [_counted(years, "an"), f"{months} mois" if months else "", _counted(self.days, "jour")]
        return " et ".join(part for part in parts if part) or "aussitôt"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number > 1 else ''}" if number else ""
