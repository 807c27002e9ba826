"""How duplicates, merges and identity statuses read in the API: input and output apart, nothing here writes."""

from typing import Any

from rest_framework import serializers

from core.json_api import CountField, IdField, OneOf, StrictSerializer, YesNoField
from patients.enums import HighTrustDocument, IdentityFlag
from patients.identity import IdentityStatus
from patients.identity_status import IdentityEvent
from patients.merge_fields import FACTS, SEALED, Side, Standing
from patients.serializers import PatientLineOut

_STATUSES = [status.value for status in IdentityStatus]


class PracticeAsked(StrictSerializer):
    practice = IdField()


class PairIn(StrictSerializer):
    patients = serializers.ListField(child=IdField(), min_length=2, max_length=2)


class ComparisonIn(StrictSerializer):
    survivor = IdField()
    merged = IdField()


class ChoicesIn(StrictSerializer):
    """One line a fact that differs: whose value is kept."""

    def get_fields(self) -> dict[str, Any]:
        sides = [Side.SURVIVOR.value, Side.MERGED.value]
        both = [*sides, Side.BOTH.value]
        return {fact.name: OneOf(both if fact.name == "medical_note" else sides, required=False) for fact in FACTS}


class MergeIn(ComparisonIn):
    """`versions` are those of the survivor and of the other record, as compared."""

    choices = ChoicesIn(required=False, default=dict)
    versions = serializers.ListField(
        child=CountField(min_value=1, max_value=1_000_000_000),
        min_length=2,
        max_length=2,
        required=False,
        allow_null=True,
        default=None,
    )


class DocumentIn(StrictSerializer):
    document = OneOf(HighTrustDocument.values)


class FlagIn(StrictSerializer):
    flag = OneOf(IdentityFlag.values)
    raised = YesNoField()


class PairOut(serializers.Serializer[Any]):
    patients = serializers.SerializerMethodField()

    def get_patients(self, pair: Any) -> list[dict[str, Any]]:
        return list(PatientLineOut([pair.one, pair.other], many=True).data)


class PairPageOut(serializers.Serializer[Any]):
    """At most 50 pairs; `complete` is false when more remain. Never a next page: deal with these first."""

    results = PairOut(many=True)
    complete = serializers.BooleanField()
    next = serializers.CharField(allow_null=True)


class NotDuplicateOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    patients = serializers.SerializerMethodField()
    decided_at = serializers.DateTimeField()

    def get_patients(self, decision: Any) -> list[str]:
        return [str(decision.one_id), str(decision.other_id)]


class ObstacleOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()
    ids = serializers.ListField(child=serializers.UUIDField())


class FactOut(serializers.Serializer[Any]):
    """One fact in both records; sealed values are never in it."""

    name = serializers.CharField(source="fact.name")
    standing = OneOf([standing.value for standing in Standing])
    survivor = serializers.SerializerMethodField()
    merged = serializers.SerializerMethodField()

    def get_survivor(self, compared: Any) -> dict[str, Any] | None:
        return _shown(compared.fact, compared.survivor)

    def get_merged(self, compared: Any) -> dict[str, Any] | None:
        return _shown(compared.fact, compared.merged)


class ComparisonOut(serializers.Serializer[Any]):
    survivor = serializers.UUIDField(source="survivor.id")
    merged = serializers.UUIDField(source="merged.id")
    versions = serializers.SerializerMethodField()
    facts = FactOut(many=True)
    obstacles = ObstacleOut(many=True)
    moving = serializers.DictField(child=serializers.IntegerField())

    def get_versions(self, seen: Any) -> list[int]:
        return [seen.survivor.version, seen.merged.version]


class MergeOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    practice = serializers.UUIDField(source="practice_id")
    survivor = serializers.UUIDField(source="survivor_id")
    merged = serializers.UUIDField(source="merged_id")
    moved = serializers.SerializerMethodField()
    merged_by = serializers.UUIDField(source="merged_by_id", allow_null=True)
    merged_at = serializers.DateTimeField()
    undone_by = serializers.UUIDField(source="undone_by_id", allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)

    def get_moved(self, merge: Any) -> dict[str, int]:
        return {column: len(ids) for column, ids in merge.moved.items()}


class IdentityChangeOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    event = OneOf([event.value for event in IdentityEvent])
    before = OneOf(_STATUSES)
    after = OneOf(_STATUSES)
    document = serializers.CharField()
    by = serializers.UUIDField(source="by_id", allow_null=True)
    at = serializers.DateTimeField()


class IdentityOut(serializers.Serializer[Any]):
    """The status, the flags and how they came to be, newest first."""

    status = OneOf(_STATUSES)
    is_doubtful = serializers.BooleanField()
    is_namesake = serializers.BooleanField()
    carries_matricule = serializers.BooleanField()
    history = IdentityChangeOut(many=True)


def _shown(fact: Any, values: dict[str, Any]) -> dict[str, Any] | None:
    if fact.name in SEALED:
        return {"present": values[fact.columns[0]] is not None}
    return {column: values[column] for column in fact.columns if not column.startswith("search_")}
