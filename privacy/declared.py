"""The register as one practice's officer reads it: who is meant, in words and as data.

`document` is what the API answers, what the JSON export holds and what the PDF prints: one shape, one truth.
"""

from typing import Any
from uuid import UUID

from django.conf import settings

from core import clock
from core.scoping import Actor
from practices.models import Practice
from practices.permissions import Permission, check_may
from practices.queries import practice_in
from practices.zones import day_at
from privacy.pdf import compile_pdf
from privacy.processing import (
    APPLICATION,
    BASIS_TEXT,
    CONTROLLER_TEXT,
    RIGHT_TEXT,
    SECURITY,
    TRANSFERS,
    Controller,
    Kept,
    Processing,
)
from privacy.register import REGISTER, edition
from privacy.retention.durations import choices_of
from privacy.retention.rules import BY_ID
from privacy.retention.wording import lasts


def register_of(actor: Actor, practice_id: UUID) -> dict[str, Any]:
    """The whole register, in the name of one practice. Raises NotFound, Forbidden."""
    check_may(actor, Permission.REGISTER_READ, practice_id)
    return document(practice_in(actor, practice_id))


def document(practice: Practice) -> dict[str, Any]:
    """Everything GDPR art. 30 wants, for one practice. Nothing in it comes from a patient."""
    present, chosen = edition(), choices_of(practice.id)
    return {
        "application": APPLICATION,
        "edition": present.number,
        "since": present.since.isoformat(),
        "sha256": present.sha256,
        "practice": {"id": str(practice.id), "name": practice.name},
        "operator": settings.OPERATOR_NAME,
        "officer": {"email": settings.DPO_EMAIL, "address": settings.DPO_ADDRESS},
        "transfers": TRANSFERS,
        "security": list(SECURITY),
        "processings": [described(one, practice, chosen) for one in REGISTER],
    }


def printed(actor: Actor, practice_id: UUID) -> bytes:
    """The same as a PDF. Raises NotFound, Forbidden."""
    said = register_of(actor, practice_id)
    return compile_pdf("register", {**said, "printed_on": day_at(practice_id).isoformat()}, at=clock.now())


def described(one: Processing, practice: Practice, chosen: dict[str, int]) -> dict[str, Any]:
    """One entry, as data whose words are ready to be read."""
    named = {Controller.PRACTITIONER: practice.name, Controller.PLATFORM: settings.OPERATOR_NAME}
    return {
        "number": one.number,
        "name": one.name,
        "application": APPLICATION,
        "entered_on": one.entered_on.isoformat(),
        "starts_on": one.starts_on.isoformat(),
        "main_purpose": one.main_purpose,
        "purposes": [purpose.value for purpose in one.purposes],
        "basis": one.basis.value,
        "basis_text": BASIS_TEXT[one.basis],
        "basis_reason": one.basis_reason,
        "health_ground": one.health_ground,
        "controller": one.controller.value,
        "controller_text": CONTROLLER_TEXT[one.controller],
        "controller_name": named[one.controller],
        "persons": list(one.persons),
        "data": list(one.data),
        "recipients": list(one.recipients),
        "processors": list(one.processors),
        "source": one.source,
        "kept": [retention(kept, chosen) for kept in one.kept],
        "rights": [{"right": right.value, "text": RIGHT_TEXT[right]} for right in one.rights],
        "in_charge": one.in_charge,
        "rights_at": one.rights_at,
    }


def retention(kept: Kept, chosen: dict[str, int]) -> dict[str, str]:
    """What the engine does, said: `chosen` are the durations the practice instructed."""
    rule = BY_ID[kept.rule]
    return {"rule": rule.id, "what": kept.what, "lasts": lasts(rule, chosen), "end": rule.end, "basis": rule.basis}
