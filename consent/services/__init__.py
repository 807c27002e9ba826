"""What this room changes: the texts people are told, who was told, and what they decided."""

from consent.services.decisions import (
    accept_purpose,
    give_consent,
    object_to_purpose,
    stop_purpose,
    withdraw_consent,
)
from consent.services.evidence import end_relation, evidence_due, purge_evidence
from consent.services.following import (
    count_decisions,
    count_records,
    erase_records,
    hand_over_decisions,
    hand_over_records,
    record_ids,
)
from consent.services.notices import publish_notice, record_notice, record_notices

__all__ = [
    "accept_purpose",
    "count_decisions",
    "count_records",
    "end_relation",
    "erase_records",
    "evidence_due",
    "give_consent",
    "hand_over_decisions",
    "hand_over_records",
    "object_to_purpose",
    "publish_notice",
    "purge_evidence",
    "record_ids",
    "record_notice",
    "record_notices",
    "stop_purpose",
    "withdraw_consent",
]
