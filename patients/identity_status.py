"""The status of an identity as a table: what proves it, what drops it (RNIV EXI SI 07; I-72, I-73). Pure: no Django.

Two independent criteria: a high-trust document was seen, the national service (INSi) answered. A phone or
web booking sees no document, so whoever is recorded there is provisional and stays so until somebody on the
spot says otherwise.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from core.errors import RuleRefused
from patients.identity import IdentityStatus

PROV, VALI = IdentityStatus.PROVISIONAL, IdentityStatus.VALIDATED
RECUP, QUAL = IdentityStatus.RECOVERED, IdentityStatus.QUALIFIED

# I-73: a change of one of these drops the status.
STRICT_TRAITS = ("birth_name", "given_names", "birth_date", "sex")


class IdentityEvent(StrEnum):
    """What happens to an identity; the last three keep the status and are kept in the history."""

    DOCUMENT_SEEN = "document-seen"
    DOCUMENT_WITHDRAWN = "document-withdrawn"
    INSI_ANSWERED = "insi-answered"
    INSI_WITHDRAWN = "insi-withdrawn"
    TRAITS_CHANGED = "traits-changed"
    MERGE_UNDONE = "merge-undone"
    DOUBT_RAISED = "doubt-raised"
    DOUBT_LIFTED = "doubt-lifted"
    NAMESAKE_SET = "namesake-set"
    NAMESAKE_LIFTED = "namesake-lifted"


_KEPT = MappingProxyType({status: status for status in IdentityStatus})

# event → {status before: status after}. What is not written here is refused.
NEXT: Mapping[IdentityEvent, Mapping[IdentityStatus, IdentityStatus]] = MappingProxyType(
    {
        IdentityEvent.DOCUMENT_SEEN: {PROV: VALI, RECUP: QUAL},
        IdentityEvent.DOCUMENT_WITHDRAWN: {VALI: PROV, QUAL: RECUP},
        IdentityEvent.INSI_ANSWERED: {PROV: RECUP, VALI: QUAL},
        IdentityEvent.INSI_WITHDRAWN: {RECUP: PROV, QUAL: VALI},
        IdentityEvent.TRAITS_CHANGED: dict.fromkeys(IdentityStatus, PROV),
        # A doubt is about who stands there: what the document proved falls, what INSi answered stays.
        IdentityEvent.DOUBT_RAISED: {PROV: PROV, VALI: PROV, RECUP: RECUP, QUAL: RECUP},
        # The status that the survivor had before is given back by the undo itself.
        IdentityEvent.MERGE_UNDONE: _KEPT,
        IdentityEvent.DOUBT_LIFTED: _KEPT,
        IdentityEvent.NAMESAKE_SET: _KEPT,
        IdentityEvent.NAMESAKE_LIFTED: _KEPT,
    }
)

# What a doubtful identity cannot pass before the doubt is lifted: VALI and QUAL stay out of reach.
BARRED_BY_DOUBT = frozenset({IdentityEvent.DOCUMENT_SEEN, IdentityEvent.INSI_ANSWERED})


class IdentityUnmoved(RuleRefused):
    """`current` and `event` say what was tried on what."""

    code, title = "identity-unmoved", "Le statut de cette identité ne le permet pas."
    meaning = "Le statut présent de l'identité n'admet pas ce changement : « current » et « event » disent lesquels."


class IdentityDoubtful(RuleRefused):
    code, title = "identity-doubtful", "Cette identité est signalée douteuse : levez d'abord le doute."
    meaning = (
        "Tant que cette identité est signalée douteuse, elle ne peut pas être validée. Vérifiez-la, puis retirez le "
        "signalement."
    )


def after(current: IdentityStatus, event: IdentityEvent, *, is_doubtful: bool = False) -> IdentityStatus:
    """The status that `event` gives. Raises IdentityDoubtful, IdentityUnmoved."""
    if is_doubtful and event in BARRED_BY_DOUBT:
        raise IdentityDoubtful()
    reached = NEXT[event].get(current)
    if reached is None:
        raise IdentityUnmoved(current=current.value, event=event.value)
    return reached


def carries_matricule(status: IdentityStatus, *, is_doubtful: bool) -> bool:
    """I-73: only a qualified identity carries its matricule and OID in exchanges."""
    return status is QUAL and not is_doubtful
