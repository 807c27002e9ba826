"""How consignes read where bookings meet them in the API: answers sent, versions shown, previews, absences told."""

from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework import serializers

from booking.consigne_answers import Followed
from booking.consignes import LONGEST_WORDS, Answer, Answers
from booking.models import AbsenceReason
from booking.services.told_absences import Fate
from core.json_api import IdField, InstantField, OneOf, StrictSerializer, TextField
from instructions.enums import Effect
from instructions.serializers import ConsigneVersionOut
from instructions.words import LONGEST_SENTENCE

MOST_ANSWERS = 50


class ConsigneAnswerIn(StrictSerializer):
    consigne_version = IdField()
    choice = TextField(max_length=30, help_text="un code de « choices » ; « seen » pour un avertissement lu")
    words = TextField(max_length=LONGEST_WORDS, required=False, allow_blank=True, help_text="scellé")


class FollowedOut(serializers.Serializer[Any]):
    consigne_version = serializers.UUIDField()
    number = serializers.IntegerField()
    effect = OneOf(Effect.values)
    sentence = serializers.CharField()
    breached = serializers.BooleanField(help_text="le rendez-vous a été posé malgré elle")


class DayCountOut(serializers.Serializer[Any]):
    day = serializers.DateField()
    visits = serializers.IntegerField()


class PreviewOut(serializers.Serializer[Any]):
    visits = serializers.IntegerField(help_text="rendez-vous à venir qu'elle concerne")
    by_day = DayCountOut(many=True)
    slots = serializers.IntegerField(allow_null=True, help_text="horaires libres des sept jours qui viennent")


class ToldAbsenceIn(StrictSerializer):
    practice = IdField()
    practitioner = IdField()
    start = InstantField()
    end = InstantField()
    sentence = TextField(max_length=LONGEST_SENTENCE)
    reason_code = OneOf(AbsenceReason.values, default=AbsenceReason.OTHER.value)


class ToldAbsenceOut(serializers.Serializer[Any]):
    consigne = ConsigneVersionOut()
    orphaned = serializers.ListField(child=serializers.UUIDField())


class WithdrawnAbsenceIn(StrictSerializer):
    absence = OneOf([fate.value for fate in Fate])


class AnswersField(serializers.ListField):
    """What was answered to consignes, each once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=ConsigneAnswerIn(), max_length=MOST_ANSWERS, **options)


def answers_of(told: Mapping[str, Any]) -> Answers:
    return {one["consigne_version"]: Answer(one["choice"], one.get("words", "")) for one in told.get("consignes", ())}


def followed_out(followed: Sequence[Followed]) -> list[Mapping[str, Any]]:
    return [
        {
            "consigne_version": str(one.rule.version_id),
            "number": one.rule.number,
            "effect": one.rule.effect,
            "sentence": one.rule.sentence,
            "breached": one.is_breached,
        }
        for one in followed
    ]
