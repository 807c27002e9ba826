"""What may follow from missed visits: graded, dated, decided by the practitioner, never a ban. Pure: no Django.

Nothing here decides: `proposed` is what the practitioner reads beside the choice. The telephone takes a booking
whatever the grade.
"""

from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from booking.lifecycle import Status
from core.months import months_later

# [P] How far back absences count, and how long a measure may last: the same year for both.
COUNTED_MONTHS = LONGEST_MONTHS = 12
DURATIONS = (1, 3, 6, LONGEST_MONTHS)


class Grade(StrEnum):
    """In order: each asks more of the patient than the one before."""

    REMINDER_CALL = "reminder-call"
    MUST_CONFIRM = "must-confirm"
    PHONE_ONLY = "phone-only"


class Cause(StrEnum):
    """Why, as the patient reads it; no words of one's own, so nothing to seal and nothing to regret."""

    REPEATED = "repeated-absences"
    LATE = "late-cancellations"
    AGREED = "agreed"


GRADES = MappingProxyType(
    {
        Grade.REMINDER_CALL: "Appel de rappel avant chaque rendez-vous",
        Grade.MUST_CONFIRM: "Chaque rendez-vous est à confirmer, par le lien reçu ou par téléphone",
        Grade.PHONE_ONLY: "Les rendez-vous se prennent par téléphone",
    }
)
CAUSES = MappingProxyType(
    {
        Cause.REPEATED: "Plusieurs absences sans prévenir",
        Cause.LATE: "Plusieurs annulations de dernière minute",
        Cause.AGREED: "Convenu avec le patient",
    }
)
# Whom the desk rings before the visit, unless they said that they come.
RUNG = frozenset({Grade.REMINDER_CALL, Grade.MUST_CONFIRM})
# [P] From how many absences each grade is proposed.
_PROPOSED_FROM = ((4, Grade.PHONE_ONLY), (3, Grade.MUST_CONFIRM), (2, Grade.REMINDER_CALL))


def proposed(absences: int) -> Grade | None:
    """The grade that so many counted absences suggest; a single one suggests nothing."""
    return next((grade for least, grade in _PROPOSED_FROM if absences >= least), None)


def counted_from(now: datetime) -> datetime:
    """Absences from before that instant are forgotten."""
    return months_later(now, -COUNTED_MONTHS)


def is_counted(status: str, starts_at: datetime, excused_at: datetime | None, now: datetime) -> bool:
    """An absence of the last twelve months that nobody excused."""
    return status == Status.NOSHOW and excused_at is None and starts_at >= counted_from(now)


def strictness(grade: str) -> int:
    """For comparing two measures that a merge brought together."""
    return list(Grade).index(Grade(grade))
