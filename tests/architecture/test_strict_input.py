"""What the API reads, it reads strictly: every input field is one of the house's, every address read by one rule."""

from collections.abc import Iterator

from rest_framework import serializers

from core import json_api
from core.json_api import StrictSerializer
from tests.architecture.house import ROOMS, import_everything, name, sources

# Each takes more than it says, or repeats in its refusal what was sent.
LENIENT = {
    serializers.CharField: "StringField or TextField",
    serializers.UUIDField: "IdField",
    serializers.BooleanField: "YesNoField",
    serializers.ChoiceField: "OneOf",
    serializers.IntegerField: "CountField or CountInAddressField",
    serializers.DateField: "a field that reads one way of writing a day",
}


def inputs() -> list[type[StrictSerializer]]:
    import_everything()
    found, waiting = [], [StrictSerializer]
    while waiting:
        parent = waiting.pop()
        waiting.extend(parent.__subclasses__())
        found.append(parent)
    return [one for one in found if one.__module__.split(".")[0] in ROOMS]


def fields_of(serializer: serializers.Serializer) -> Iterator[tuple[str, serializers.Field]]:
    for label, field in serializer.fields.items():
        yield label, field
        if isinstance(field, serializers.ListField):
            yield f"{label}[]", field.child


def test_every_field_read_is_a_strict_one() -> None:
    read = [(one.__name__, label, field) for one in inputs() for label, field in fields_of(one())]
    lenient = {f"{one}.{label}": LENIENT[type(field)] for one, label, field in read if type(field) in LENIENT}
    assert lenient == {}
    assert len(read) > 80


def test_every_address_is_read_by_the_rule_that_refuses_doubles() -> None:
    readers = {
        name(path)
        for path in sources(*ROOMS)
        if "query_params" in path.read_text(encoding="utf-8") and "query_of(" not in path.read_text(encoding="utf-8")
    }
    assert readers == set()
    assert json_api.query_of.__module__ == "core.json_api"
