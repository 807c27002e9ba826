"""Where the guardians of a child stand, from what each of them answered. Pure: no Django."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from consent.attestation import GuardianAnswer, GuardianScope


class Standing(StrEnum):
    AWAITED = "awaited"  # nobody has answered, or the agreement was taken back
    AGREED = "agreed"
    REFUSED = "refused"
    DISPUTED = "disputed"  # one agreed, another refused: a person decides


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it stands now. `is_settled`: a person of the practice decided despite this refusal."""

    answer: GuardianAnswer
    scope: GuardianScope
    appointment_id: UUID
    child_joined: bool = False
    is_withdrawn: bool = False
    is_settled: bool = False

    def concerns(self, appointments: frozenset[UUID]) -> bool:
        """Whether it is about one of these visits (a visit, or those of its series), or about all of them."""
        return self.scope is GuardianScope.PRACTICE or self.appointment_id in appointments


def standing(
    answers: Iterable[Answer], appointments: frozenset[UUID] = frozenset(), *, joint: bool = False
) -> Standing:
    """For these visits; without any, for a visit that is about to be booked.

    A refusal suspends until it is settled, whoever else agreed. `joint`: an agreement counts with the child's own.
    """
    concerned = [answer for answer in answers if answer.concerns(appointments)]
    agreed = any(
        answer.answer is GuardianAnswer.AGREED and not answer.is_withdrawn and (answer.child_joined or not joint)
        for answer in concerned
    )
    refused = any(answer.answer is GuardianAnswer.REFUSED and not answer.is_settled for answer in concerned)
    if refused:
        return Standing.DISPUTED if agreed else Standing.REFUSED
    return Standing.AGREED if agreed else Standing.AWAITED
