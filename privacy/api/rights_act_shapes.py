"""What the acts that carry out a decision look like over the API."""

from typing import Any

from rest_framework import serializers

from consent.purposes import Purpose
from core.errors import InvalidInput
from core.json_api import OneOf, StrictSerializer, TextField
from patients.enums import LimitGround
from patients.serializers import PatientChangesIn
from privacy.api.rights_shapes import LetterOut
from privacy.models import Told
from privacy.services.execute_erasure import ERASABLE
from privacy.services.recipients import LONGEST_RECIPIENT, MOST_RECIPIENTS

ALL, PARTS = "all", "parts"


def _names() -> serializers.ListField:
    return serializers.ListField(
        child=TextField(max_length=LONGEST_RECIPIENT), required=False, default=list, max_length=MOST_RECIPIENTS
    )


class RectificationIn(StrictSerializer):
    """`changes` as for a patient; `recipients` beside those that are known, with an address where there is one."""

    changes = PatientChangesIn()
    recipients = _names()


class GroundIn(StrictSerializer):
    ground = OneOf(LimitGround.values)


class ErasureIn(StrictSerializer):
    """`extent` is chosen: an empty list of parts never means everything."""

    extent = OneOf([ALL, PARTS])
    parts = serializers.ListField(
        child=OneOf([part.value for part in ERASABLE]), required=False, default=list, max_length=len(ERASABLE)
    )
    recipients = _names()


class PurposesIn(StrictSerializer):
    purposes = serializers.ListField(
        child=OneOf([purpose.value for purpose in Purpose]), allow_empty=False, max_length=len(Purpose)
    )


class RecipientSettlementIn(StrictSerializer):
    state = OneOf([Told.TOLD.value, Told.IMPOSSIBLE.value])


class RecipientSettledOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    state = serializers.CharField()
    sent_at = serializers.DateTimeField(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)


class LetterTextOut(serializers.Serializer[Any]):
    letter = LetterOut()
    text = serializers.CharField()


def parts_of(told: dict[str, Any]) -> list[str]:
    """None for everything. Raises InvalidInput naming `parts` when they and `extent` do not agree."""
    parts: list[str] = told["parts"]
    if (told["extent"] == PARTS) is not bool(parts):
        raise InvalidInput.at("parts", "disagrees", "Avec « parts », nommez les parties ; avec « all », aucune.")
    return parts
