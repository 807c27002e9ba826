"""How consignes and protocols read in the API: input and output apart."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rest_framework import serializers

from core.day_fields import DayField, WallTimeField
from core.json_api import CountField, IdField, OneOf, StrictSerializer, TextField, YesNoField
from instructions.enums import Effect, Familiarity, Kind, Outcome, Requirement, State
from instructions.lifecycle import standing
from instructions.models import ConsigneVersion, UrgencyProtocol
from instructions.rules import LABELS, Applied, Choice
from instructions.runs import Progress
from instructions.terms import DOORS, MOST_CHOICES, OLDEST, Terms
from instructions.urgency import MOST_STEPS, Branch, Step
from instructions.words import LONGEST_LABEL, LONGEST_QUESTION, LONGEST_SENTENCE
from practices.zones import day_at, latest_day

REQUIREMENTS = [value for value in Requirement.values if value]
FAMILIARITIES = [value for value in Familiarity.values if value]


class AnswerChoiceIn(StrictSerializer):
    code = TextField(max_length=30)
    text = TextField(max_length=LONGEST_LABEL)
    blocks = YesNoField(default=False, help_text="avec cette réponse, rien n'est réservé")


class TermsIn(StrictSerializer):
    """What narrows a consigne is optional: without any of it, every booking of the practice is concerned."""

    sentence = TextField(max_length=LONGEST_SENTENCE)
    kind = OneOf(Kind.values, default=Kind.RULE.value)
    effect = OneOf(Effect.values, default=Effect.WARN.value)
    question = TextField(max_length=LONGEST_QUESTION, required=False)
    choices = serializers.ListField(child=AnswerChoiceIn(), max_length=MOST_CHOICES, required=False)
    requirement = OneOf(REQUIREMENTS, required=False)
    practitioners = serializers.ListField(child=IdField(), max_length=50, required=False)
    visit_reasons = serializers.ListField(child=IdField(), max_length=50, required=False)
    doors = serializers.ListField(child=OneOf(DOORS), max_length=len(DOORS), required=False)
    from_date = DayField(required=False, allow_null=True)
    until_date = DayField(required=False, allow_null=True, help_text="dernier jour compris")
    weekdays = serializers.ListField(child=CountField(min_value=0, max_value=6), max_length=7, required=False)
    opens = WallTimeField(required=False, allow_null=True)
    closes = WallTimeField(required=False, allow_null=True)
    age_from = CountField(min_value=0, max_value=OLDEST, required=False, allow_null=True)
    age_until = CountField(
        min_value=0, max_value=OLDEST, required=False, allow_null=True, help_text="jusqu'à la veille de cet âge"
    )
    familiarity = OneOf(FAMILIARITIES, required=False)


class ConsigneIn(TermsIn):
    practice = IdField()


class OfPractice(StrictSerializer):
    practice = IdField()


class QuestionChoiceIn(StrictSerializer):
    code = TextField(max_length=30)
    text = TextField(max_length=LONGEST_LABEL)
    next = TextField(max_length=30, required=False, help_text="la question suivante")
    outcome = OneOf(Outcome.values, required=False)
    says = TextField(max_length=LONGEST_SENTENCE, required=False, help_text="ce que l'on dit alors")


class QuestionIn(StrictSerializer):
    code = TextField(max_length=30)
    text = TextField(max_length=LONGEST_QUESTION)
    choices = serializers.ListField(child=QuestionChoiceIn(), min_length=2, max_length=6)


class ProtocolIn(StrictSerializer):
    practice = IdField()
    steps = serializers.ListField(child=QuestionIn(), min_length=1, max_length=MOST_STEPS)


class RunIn(StrictSerializer):
    practice = IdField()
    call = IdField(required=False)
    patient = IdField(required=False)


class UrgencyAnswerIn(StrictSerializer):
    question = TextField(max_length=30)
    choice = TextField(max_length=30)


class AnswerChoiceOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()
    blocks = serializers.BooleanField()


class ConsigneVersionOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    consigne = serializers.UUIDField()
    practice = serializers.UUIDField()
    number = serializers.IntegerField()
    state = OneOf(State.values)
    standing = serializers.CharField(help_text="Une expression, en français, vraie aujourd'hui.")
    sentence = serializers.CharField()
    kind = OneOf(Kind.values)
    effect = OneOf(Effect.values)
    question = serializers.CharField(allow_null=True)
    choices = AnswerChoiceOut(many=True)
    requirement = OneOf(REQUIREMENTS, allow_null=True)
    practitioners = serializers.ListField(child=serializers.UUIDField())
    visit_reasons = serializers.ListField(child=serializers.UUIDField())
    doors = serializers.ListField(child=OneOf(DOORS))
    from_date = serializers.DateField(allow_null=True)
    until_date = serializers.DateField(allow_null=True)
    weekdays = serializers.ListField(child=serializers.IntegerField())
    opens = WallTimeField(allow_null=True)
    closes = WallTimeField(allow_null=True)
    age_from = serializers.IntegerField(allow_null=True)
    age_until = serializers.IntegerField(allow_null=True)
    familiarity = OneOf(FAMILIARITIES, allow_null=True)
    absence = serializers.UUIDField(allow_null=True, help_text="l'absence de l'agenda que cette consigne dit")
    written_at = serializers.DateTimeField()
    proposed_at = serializers.DateTimeField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    approved_as = OneOf(["practitioner", "delegate"], allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class ConsignePageOut(serializers.Serializer[Any]):
    results = ConsigneVersionOut(many=True)
    next = serializers.URLField(allow_null=True)


class QuestionChoiceOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()
    next = serializers.CharField(allow_null=True)
    outcome = OneOf(Outcome.values, allow_null=True)
    says = serializers.CharField(allow_null=True)


class QuestionOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()
    choices = QuestionChoiceOut(many=True)


class ProtocolOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    practice = serializers.UUIDField()
    version = serializers.IntegerField()
    steps = QuestionOut(many=True)
    written_at = serializers.DateTimeField()
    signed_at = serializers.DateTimeField(allow_null=True)


class ProtocolPageOut(serializers.Serializer[Any]):
    results = ProtocolOut(many=True)
    next = serializers.URLField(allow_null=True)


class SaidOut(serializers.Serializer[Any]):
    question = serializers.CharField()
    answer = serializers.CharField()
    answered_at = serializers.DateTimeField()


class RunOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    practice = serializers.UUIDField()
    call = serializers.UUIDField(allow_null=True)
    patient = serializers.UUIDField(allow_null=True)
    protocol_version = serializers.IntegerField()
    begun_at = serializers.DateTimeField()
    answers = SaidOut(many=True)
    waiting = QuestionOut(allow_null=True)
    outcome = OneOf(Outcome.values, allow_null=True)
    says = serializers.CharField(allow_null=True)


def terms_of(told: Mapping[str, Any]) -> Terms:
    """What was sent, as terms; `practice` is not one of them."""
    lists = ("practitioners", "visit_reasons", "doors", "weekdays")
    values = {name: value for name, value in told.items() if name != "practice"}
    values |= {name: tuple(values[name]) for name in lists if name in values}
    if "choices" in values:
        values["choices"] = tuple(Choice(one["code"], one["text"], one["blocks"]) for one in values["choices"])
    return Terms(**values)


def steps_in(told: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    return tuple(Step(step["code"], step["text"], tuple(map(_branch, step["choices"]))) for step in told)


def _branch(told: Mapping[str, Any]) -> Branch:
    return Branch(told["code"], told["text"], told.get("next", ""), told.get("outcome", ""), told.get("says", ""))


def versions_out(versions: Sequence[ConsigneVersion]) -> list[Mapping[str, Any]]:
    """Of one practice."""
    today = latest_day({version.practice_id for version in versions})
    return [_version_out(version, today) for version in versions]


def version_out(version: ConsigneVersion) -> Mapping[str, Any]:
    return _version_out(version, day_at(version.practice_id))


def _version_out(version: ConsigneVersion, today: date) -> Mapping[str, Any]:
    return {
        "id": str(version.id),
        "consigne": str(version.consigne_id),
        "practice": str(version.practice_id),
        "number": version.number,
        "state": version.state,
        "standing": standing(version.state, version.from_date, version.until_date, today),
        "sentence": version.sentence,
        "kind": version.kind,
        "effect": version.effect,
        "question": version.question or None,
        "choices": [{"code": c["code"], "text": c["label"], "blocks": c["blocks"]} for c in version.choices],
        "requirement": version.requirement or None,
        "practitioners": [str(one) for one in version.practitioner_ids],
        "visit_reasons": [str(one) for one in version.visit_reason_ids],
        "doors": version.doors,
        "from_date": version.from_date and version.from_date.isoformat(),
        "until_date": version.until_date and version.until_date.isoformat(),
        "weekdays": version.weekdays,
        "opens": version.opens and f"{version.opens:%H:%M}",
        "closes": version.closes and f"{version.closes:%H:%M}",
        "age_from": version.age_from,
        "age_until": version.age_until,
        "familiarity": version.familiarity or None,
        "absence": version.consigne.absence_id and str(version.consigne.absence_id),
        "written_at": version.written_at.isoformat(),
        "proposed_at": version.proposed_at and version.proposed_at.isoformat(),
        "approved_at": version.approved_at and version.approved_at.isoformat(),
        "approved_as": version.approved_as or None,
        "withdrawn_at": version.withdrawn_at and version.withdrawn_at.isoformat(),
    }


def applied_out(applied: Applied) -> dict[str, Any]:
    """What a consigne asks before a booking: for the refusal that asks it, and for screens."""
    rule = applied.rule
    return {
        "consigne_version": str(rule.version_id),
        "kind": rule.kind,
        "effect": rule.effect,
        "sentence": rule.sentence,
        "question": rule.question or None,
        "choices": [{"code": c.code, "text": c.label, "blocks": c.blocks} for c in rule.choices]
        or [{"code": code, "text": LABELS[code], "blocks": code == "unmet"} for code in applied.allowed],
    }


def step_out(step: Step) -> Mapping[str, Any]:
    return {
        "code": step.code,
        "text": step.text,
        "choices": [
            {
                "code": one.code,
                "text": one.label,
                "next": one.next or None,
                "outcome": one.outcome or None,
                "says": one.says or None,
            }
            for one in step.choices
        ],
    }


def protocol_out(protocol: UrgencyProtocol, steps: Sequence[Step]) -> Mapping[str, Any]:
    return {
        "id": str(protocol.id),
        "practice": str(protocol.practice_id),
        "version": protocol.version,
        "steps": [step_out(step) for step in steps],
        "written_at": protocol.written_at.isoformat(),
        "signed_at": protocol.signed_at and protocol.signed_at.isoformat(),
    }


def run_out(run: Progress) -> Mapping[str, Any]:
    ended = run.here if isinstance(run.here, Branch) else None
    return {
        "id": str(run.run_id),
        "practice": str(run.practice_id),
        "call": run.call_id and str(run.call_id),
        "patient": run.patient_id and str(run.patient_id),
        "protocol_version": run.protocol_version,
        "begun_at": run.begun_at.isoformat(),
        "answers": [
            {"question": one.question, "answer": one.label, "answered_at": one.answered_at.isoformat()}
            for one in run.said
        ],
        "waiting": step_out(run.here) if isinstance(run.here, Step) else None,
        "outcome": ended and ended.outcome,
        "says": ended and (ended.says or None),
    }
