"""Days and clock times as callers write them."""

import re
from datetime import date, time
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


class DayField(serializers.DateField):
    """A plain date of our time, written 2041-01-14."""

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)

    def to_internal_value(self, value: Any) -> date:
        if not (isinstance(value, str) and _DAY.fullmatch(value)):
            raise serializers.ValidationError("Donnez une date comme 2041-01-14.", code="invalid-date")
        day: date = super().to_internal_value(value)
        if not FIRST_DAY <= day < LAST_DAY:
            raise serializers.ValidationError("Cette date est hors de la période acceptée.", code="out-of-range")
        return day


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "example": "08:30"})
class WallTimeField(serializers.Field[time, Any, str, Any]):
    """A time as the clock on the wall of the place shows it, written 08:30."""

    def to_internal_value(self, data: Any) -> time:
        if not (isinstance(data, str) and _CLOCK.fullmatch(data)):
            raise serializers.ValidationError("Donnez une heure comme 08:30.", code="invalid-time")
        return time.fromisoformat(data)

    def to_representation(self, value: time) -> str:
        return f"{value:%H:%M}"
