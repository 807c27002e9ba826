"""What the API says and reads about calls."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from rest_framework import serializers

from calls.models import CallSession, RecordingChoice
from calls.models.call_session import Disposition
from calls.statistics import Activity, By, Figures
from calls.work import ToCallBack
from core.day_fields import DayField
from core.json_api import CountField, IdField, InstantField, OneOf, StrictSerializer, TextField, YesNoField


class CallOut(serializers.Serializer[Any]):
    """`number` is null unless it is known: a withheld one is nowhere."""

    id = serializers.UUIDField()
    practice = serializers.UUIDField()
    line = serializers.CharField()
    direction = serializers.ChoiceField(["inbound", "outbound", "internal"])
    number = serializers.CharField(allow_null=True)
    number_state = serializers.ChoiceField(["known", "withheld", "unknown", "internal", "unparsable"])
    outcome = serializers.ChoiceField(["answered", "missed", "voicemail", "agent_no_answer"], allow_null=True)
    started_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    taken_by = serializers.UUIDField(allow_null=True)
    disposition = serializers.ChoiceField(Disposition.values, allow_null=True)
    called_back_at = serializers.DateTimeField(allow_null=True)


class CallDetailOut(CallOut):
    """`suggested`: the disposition that what was done points to."""

    suggested = serializers.ChoiceField(Disposition.values)


class CallListOut(serializers.Serializer[Any]):
    results = CallOut(many=True)


class ToCallBackOut(serializers.Serializer[Any]):
    """One caller; `call` is the first of their `times` calls that nobody returned."""

    call = CallOut()
    times = serializers.IntegerField()
    last_at = serializers.DateTimeField()
    claimed_by = serializers.UUIDField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    can_be_rung = serializers.BooleanField()


class ToCallBackListOut(serializers.Serializer[Any]):
    results = ToCallBackOut(many=True)


class WrapUpIn(StrictSerializer):
    disposition = OneOf(Disposition.values)


class CallBackOutcomeIn(StrictSerializer):
    """`after` goes with `later`."""

    outcome = OneOf(["done", "no_answer", "later"])
    after = InstantField(required=False)


class PlacedOut(serializers.Serializer[Any]):
    """`call` is the new call, `request` our reference at the exchange."""

    request = serializers.UUIDField()
    call = serializers.UUIDField()
    state = serializers.ChoiceField(["stored", "placed", "refused", "unknown", "over"])


class RecordingIn(StrictSerializer):
    """Exactly one: the caller objects, or the secretary pauses and resumes."""

    objected = YesNoField(required=False)
    paused = YesNoField(required=False)


class RecordingChoiceIn(StrictSerializer):
    practice = IdField()
    is_on = YesNoField()
    announcement = TextField(required=False, allow_blank=True, max_length=300, default="")
    retention_days = CountField(required=False, min_value=1, max_value=180, default=30)


class RecordingChoiceOut(serializers.Serializer[Any]):
    practice = serializers.UUIDField()
    is_on = serializers.BooleanField()
    announcement = serializers.CharField(allow_blank=True)
    retention_days = serializers.IntegerField()


class PracticeQuery(StrictSerializer):
    practice = IdField()


class ActivityQuery(StrictSerializer):
    """Whole days of the practice's clocks, both ends included."""

    practice = IdField(required=False)
    since = DayField()
    until = DayField()
    by = OneOf([each.value for each in By], default=By.DAY.value)


class PeopleQuery(StrictSerializer):
    practice = IdField(required=False)
    since = DayField()
    until = DayField()


class FiguresOut(serializers.Serializer[Any]):
    """Durations in seconds, null when nobody was answered."""

    received = serializers.IntegerField()
    answered = serializers.IntegerField()
    missed = serializers.IntegerField()
    voicemail = serializers.IntegerField()
    booked = serializers.IntegerField()
    called_back = serializers.IntegerField()
    placed = serializers.IntegerField()
    wait_p50 = serializers.IntegerField(allow_null=True)
    wait_p90 = serializers.IntegerField(allow_null=True)
    handling = serializers.IntegerField(allow_null=True)


class PeriodFiguresOut(FiguresOut):
    day = serializers.DateField()


class PracticeFiguresOut(FiguresOut):
    practice = serializers.UUIDField()
    name = serializers.CharField()


class ActivityOut(serializers.Serializer[Any]):
    total = FiguresOut()
    periods = PeriodFiguresOut(many=True)
    practices = PracticeFiguresOut(many=True)


class PersonFiguresOut(FiguresOut):
    person = serializers.UUIDField()
    name = serializers.CharField()


class PeopleOut(serializers.Serializer[Any]):
    results = PersonFiguresOut(many=True)


def call_out(session: CallSession) -> dict[str, Any]:
    return {
        "id": str(session.id),
        "practice": str(session.practice_id),
        "line": session.line.e164,
        "direction": session.direction,
        "number": session.remote_e164 or None,
        "number_state": session.remote_state,
        "outcome": session.outcome if session.ended_at else None,
        "started_at": session.started_at.isoformat(),
        "answered_at": _text(session.answered_at),
        "ended_at": _text(session.ended_at),
        "taken_by": str(session.taken_by_id) if session.taken_by_id else None,
        "disposition": session.disposition or None,
        "called_back_at": _text(session.called_back_at),
    }


def to_call_back_out(one: ToCallBack) -> dict[str, Any]:
    return {
        "call": call_out(one.call),
        "times": one.times,
        "last_at": one.last_at.isoformat(),
        "claimed_by": str(one.claimed_by) if one.claimed_by else None,
        "due_at": _text(one.due_at),
        "can_be_rung": one.can_be_rung,
    }


def choice_out(practice_id: UUID, choice: RecordingChoice | None) -> dict[str, Any]:
    """A practice that never decided records nothing."""
    return {
        "practice": str(practice_id),
        "is_on": bool(choice and choice.is_on),
        "announcement": choice.announcement if choice else "",
        "retention_days": choice.retention_days if choice else 30,
    }


def activity_out(found: Activity) -> dict[str, Any]:
    return {
        "total": figures_out(found.total),
        "periods": [{"day": day.isoformat(), **figures_out(each)} for day, each in found.periods],
        "practices": [{"practice": str(key), "name": name, **figures_out(each)} for key, name, each in found.practices],
    }


def people_out(found: Sequence[tuple[UUID, str, Figures]]) -> dict[str, Any]:
    return {"results": [{"person": str(key), "name": name, **figures_out(each)} for key, name, each in found]}


def figures_out(found: Figures) -> dict[str, Any]:
    return asdict(found)


def _text(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
