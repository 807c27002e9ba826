"""The register in the words of the public notice: nothing is written twice."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from consent.purposes import TERMS, Purpose
from privacy.complaint import CNIL
from privacy.processing import (
    BASIS_TEXT,
    RIGHT_TEXT,
    SECURITY,
    TRANSFERS,
    Controller,
    Processing,
    Right,
)
from privacy.register import REGISTER, decided_by, edition, serving
from privacy.retention.rules import BY_ID
from privacy.retention.wording import lasts


@dataclass(frozen=True, slots=True)
class PurposeLine:
    """One purpose as patients are told of it, and what they can do about it."""

    label: str
    basis: str
    reason: str
    rights: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RetentionLine:
    data: str
    lasts: str
    end: str


def public_notice() -> dict[str, Any]:
    """What `/confidentialite/` says."""
    present = edition()
    return {
        "operator": settings.OPERATOR_NAME,
        "officer_email": settings.DPO_EMAIL,
        "officer_address": settings.DPO_ADDRESS,
        "edition": present,
        "purposes": [_purpose(purpose) for purpose in Purpose],
        "care": decided_by(Controller.PRACTITIONER),
        "platform": decided_by(Controller.PLATFORM),
        "recipients": decided_by(Controller.PRACTITIONER)[0].recipients,
        "processors": _distinct([text for one in REGISTER for text in one.processors]),
        "kept": [line for one in decided_by(Controller.PRACTITIONER) for line in _kept(one)],
        "transfers": TRANSFERS,
        "security": SECURITY,
        "rights": [RIGHT_TEXT[right] for right in Right],
        "complaint": CNIL,
    }


def _purpose(purpose: Purpose) -> PurposeLine:
    one: Processing = serving(purpose)[0]
    return PurposeLine(
        TERMS[purpose].label,
        BASIS_TEXT[one.basis],
        one.basis_reason,
        tuple(RIGHT_TEXT[right] for right in one.rights),
    )


def _kept(one: Processing) -> list[RetentionLine]:
    rules = [(kept, BY_ID[kept.rule]) for kept in one.kept]
    return [RetentionLine(kept.what or one.name, lasts(rule, {}), rule.end) for kept, rule in rules]


def _distinct(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(texts))
