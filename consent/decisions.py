"""What a person may decide about a purpose, and what follows. Pure: no Django, no database.

K10: withdrawing a consent stops only what rests on consent; objecting stops only what rests on a legitimate interest;
what the person asks for themselves is ended by asking no more, or by a request to erase.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from consent.purposes import TERMS, LegalBasis, Purpose


class Decision(StrEnum):
    """The value is stored and never changes."""

    GIVEN = "given"  # a consent
    WITHDRAWN = "withdrawn"  # that consent, taken back
    ACCEPTED = "accepted"  # nothing against a legitimate interest: lifts an objection
    OBJECTED = "objected"


class Reach(StrEnum):
    """How the person wants to be reached for a purpose; empty where that was not asked."""

    SMS = "sms"
    EMAIL = "email"


YES: Mapping[LegalBasis, Decision] = MappingProxyType(
    {LegalBasis.CONSENT: Decision.GIVEN, LegalBasis.LEGITIMATE_INTEREST: Decision.ACCEPTED}
)
NO: Mapping[LegalBasis, Decision] = MappingProxyType(
    {LegalBasis.CONSENT: Decision.WITHDRAWN, LegalBasis.LEGITIMATE_INTEREST: Decision.OBJECTED}
)
# What a person can say yes or no to.
STOPPABLE = tuple(purpose for purpose in Purpose if TERMS[purpose].basis in NO)


def fits(decision: Decision, purpose: Purpose) -> bool:
    """Whether that act exists for the basis of that purpose."""
    basis = TERMS[purpose].basis
    return decision in (YES.get(basis), NO.get(basis))


def stopped(purpose: Purpose, last: Decision | None) -> bool:
    """Whether the purpose may not be pursued for this person, given the last thing they decided about it.

    What rests on consent waits for it; what rests on a legitimate interest goes on until an objection.
    """
    basis = TERMS[purpose].basis
    if basis is LegalBasis.CONSENT:
        return last is not Decision.GIVEN
    return basis is LegalBasis.LEGITIMATE_INTEREST and last is Decision.OBJECTED
