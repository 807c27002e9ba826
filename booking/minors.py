"""Whether a visit is booked at once or waits for a guardian: the child's age, what guardians said, the time left."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from booking.errors import GuardianNeededNow
from booking.known import Known
from booking.lifecycle import Status
from booking.local_time import local_date
from booking.pending import pending_until
from consent.attestation import Attestation, GuardianAnswer
from consent.guardian_reads import standing_about
from consent.guardians import Guardianship, age_on, guardianship
from consent.standing import Standing
from core import clock
from core.errors import InvalidInput
from core.plain_text import clean_reason
from patients.phones import read_phone

MAJORITY = 18


@dataclass(frozen=True, slots=True, repr=False)
class Secrecy:
    """L1111-5: the minor objects to the parents being told. Never printed: words about a person's health.

    `reason`: on whose instruction and why. `own_contact`: the minor's own number in E.164, "" for none.
    """

    reason: str
    own_contact: str = ""


@dataclass(frozen=True, slots=True)
class Footing:
    """On what footing a visit is written. `joint`: an agreement given with the booking needs the child's own too."""

    status: Status = Status.BOOKED
    until: datetime | None = None
    joint: bool = False
    needs_answer: bool = False


def read_secrecy(typed: Secrecy) -> Secrecy:
    """The reason in words, the number in E.164. Raises InvalidInput naming `secrecy_reason` or `own_contact`."""
    return Secrecy(
        clean_reason(typed.reason, "secrecy_reason"),
        read_phone(typed.own_contact, "own_contact") if typed.own_contact.strip() else "",
    )


def guardianship_today(known: Known, zone: str) -> Guardianship:
    """Who must agree for this patient today, on the calendar of the place of the visit."""
    return guardianship_on(known.birth_date, known.residence, local_date(clock.now(), zone))


def guardianship_on(birth_date: date, residence: str, day: date) -> Guardianship:
    return guardianship(birth_date, day, residence, lower_ages=settings.GUARDIAN_LOWER_AGES)


def is_minor(birth_date: date, day: date) -> bool:
    """Under eighteen: the only people whose visit may be secret."""
    return age_on(birth_date, day) < MAJORITY


def footing(
    known: Known,
    practice_id: UUID,
    zone: str,
    start: datetime,
    *,
    said: Attestation | None = None,
    secrecy: Secrecy | None = None,
) -> Footing:
    """How this visit may be written now; one more statement for a child, none for anybody else.

    Raises InvalidInput (secrecy of an adult, an answer that is not needed or is a refusal), GuardianNeededNow.
    """
    if secrecy is not None:
        _check_may_be_secret(known, zone)
        return Footing()
    rule = guardianship_today(known, zone)
    if rule is Guardianship.ALONE:
        if said is not None:
            raise InvalidInput.at("guardian", "not-needed", "Cette personne décide seule : aucun accord n'est à noter.")
        return Footing()
    joint = rule is Guardianship.JOINT
    if said is not None:
        if said.answer is not GuardianAnswer.AGREED:
            raise InvalidInput.at("guardian", "refused", "Sans accord, le rendez-vous n'est pas pris.")
        return _answered(known, practice_id, start, joint)
    if standing_about(practice_id, known.patient_id, joint=joint) is Standing.AGREED:
        return Footing()
    return Footing(Status.PENDING, wait_for(start), joint)


def wait_for(start: datetime, booked_at: datetime | None = None) -> datetime:
    """Until when a visit at `start` waits, booked at `booked_at` (now by default). Raises GuardianNeededNow."""
    now = clock.now()
    until = pending_until(booked_at or now, start, now)
    if until is None:
        raise GuardianNeededNow()
    return until


def _answered(known: Known, practice_id: UUID, start: datetime, joint: bool) -> Footing:
    """Somebody agrees; where another guardian refused every booking here, the visit waits for a person all the same."""
    if standing_about(practice_id, known.patient_id, joint=joint) in (Standing.REFUSED, Standing.DISPUTED):
        return Footing(Status.PENDING, wait_for(start), joint, needs_answer=True)
    return Footing(joint=joint, needs_answer=True)


def _check_may_be_secret(known: Known, zone: str) -> None:
    if not is_minor(known.birth_date, local_date(clock.now(), zone)):
        raise InvalidInput.at(
            "minor_secrecy", "not-a-minor", "Le secret vis-à-vis des parents ne concerne que les mineurs."
        )
