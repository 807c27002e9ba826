"""Strict JSON: each refusal names what is wrong."""

import io
from typing import Any
from uuid import UUID

import pytest
from django.http import QueryDict
from rest_framework.exceptions import ValidationError

from core import errors
from core.json_api import (
    CountField,
    CountInAddressField,
    IdField,
    OneOf,
    ReasonField,
    StrictSerializer,
    StringField,
    TextField,
    YesNoField,
    YesNoInAddressField,
    query_of,
    read,
)
from core.strict_json import StrictJSONParser


class Named(StrictSerializer):
    name = TextField(max_length=20)


def parse(raw: bytes) -> object:
    return StrictJSONParser().parse(io.BytesIO(raw))


def refusal(raw: bytes) -> tuple[str, str]:
    with pytest.raises(errors.InvalidInput) as caught:
        parse(raw)
    return caught.value.errors[0].field, caught.value.errors[0].code


def test_plain_json_passes() -> None:
    assert parse('{"name": "Zoé", "deep": {"list": [1, 2]}}'.encode()) == {"name": "Zoé", "deep": {"list": [1, 2]}}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"name": 1, "name": 2}', ("name", "duplicate-key")),
        (b'{"a": NaN}', ("body", "invalid-json")),
        (b'{"a": Infinity}', ("body", "invalid-json")),
        (b'{"a": "\\ud800"}', ("body", "invalid-encoding")),
        (b'{"a": "\xff"}', ("body", "invalid-encoding")),
        (b"[1]", ("body", "not-an-object")),
        (b"", ("body", "invalid-json")),
        (b"[" * 10_000, ("body", "too-deep")),
    ],
)
def test_surprising_json_is_refused_by_name(raw: bytes, expected: tuple[str, str]) -> None:
    assert refusal(raw) == expected


def test_a_body_of_ten_megabytes_is_refused_without_being_read_whole() -> None:
    stream = io.BytesIO(b'{"a": "' + b"x" * 10_000_000 + b'"}')
    with pytest.raises(errors.TooLarge):
        StrictJSONParser().parse(stream)
    assert stream.tell() < 300_000


def test_unknown_fields_are_refused_by_name() -> None:
    with pytest.raises(ValidationError) as caught:
        read(Named, {"name": "Zoé", "nickname": "Z"})
    assert list(caught.value.detail) == ["nickname"]


def test_text_is_composed_and_free_of_control_characters() -> None:
    assert read(Named, {"name": "Zoe\u0301"}) == {"name": "Zo\u00e9"}
    for hostile in ("a\0b", "a\x07b", "a\x7fb"):
        with pytest.raises(ValidationError):
            read(Named, {"name": hostile})


class Told(StrictSerializer):
    id = IdField(required=False)
    flag = YesNoField(required=False)
    settled = YesNoInAddressField(required=False)
    word = StringField(required=False)
    side = OneOf(["left", "right"], required=False)
    reason = ReasonField(max_length=20, required=False)
    note = TextField(lines=True, allow_blank=True, required=False)


ID = "0197c0de-0000-7000-8000-000000000404"


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("id", ID, UUID(ID)),
        ("id", ID.upper(), UUID(ID)),
        ("flag", True, True),
        ("flag", False, False),
        ("settled", "true", True),
        ("settled", "false", False),
        ("word", " 5 ", "5"),
        ("side", "left", "left"),
        ("reason", "\u202eUrgence\u200b", "Urgence"),
        ("note", "a\r\n\tb\u2066c", "a\n\tbc"),
        ("note", "\u200f", ""),
    ],
)
def test_a_value_of_the_right_shape_passes(name: str, value: Any, kept: Any) -> None:
    assert read(Told, {name: value}) == {name: kept}


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        *(
            ("id", wrong, "invalid")
            for wrong in (5, 5.0, True, "5", ID.replace("-", ""), f"{{{ID}}}", f"urn:uuid:{ID}")
        ),
        *(("id", wrong, "invalid") for wrong in ([ID], {"id": ID}, f"{ID}\n", f" {ID}")),
        *(("flag", wrong, "invalid") for wrong in ("yes", "true", "on", 1, 0, 1.0, "", [], {})),
        *(("settled", wrong, "invalid") for wrong in ("yes", "True", "1", "on", "t", "")),
        *(("word", wrong, "invalid") for wrong in (5, 1.5, True, [], {})),
        *(("side", wrong, "invalid_choice") for wrong in ("175067800683738", 5, True, [], {}, "")),
        *(("reason", wrong, "no-words") for wrong in ("...", "?", "12", "—", "\u200b.")),
        *(("reason", wrong, "blank") for wrong in ("", " ", "\u202e", "\u200b\u200f")),
        *(("reason", wrong, "control-character") for wrong in ("a\x85b", "a\x00", "a\x9fb", "a\ue000")),
        *(("note", wrong, "control-character") for wrong in ("a\x85b", "a\x1bb", "\x00")),
        ("reason", "x" * 21, "max_length"),
    ],
)
def test_a_value_of_another_shape_is_refused_by_name_and_not_repeated(name: str, value: Any, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read(Told, {name: value})
    details = caught.value.get_full_details()
    assert [(field, error["code"]) for field, (error,) in details.items()] == [(name, code)]
    assert "175067800683738" not in str(details)


def test_a_parameter_given_twice_is_refused_unless_it_may_be_repeated() -> None:
    params = QueryDict("practice=x&role=a&role=b")
    assert query_of(params, repeatable=("role",)) == {"practice": "x", "role": ["a", "b"]}
    with pytest.raises(errors.InvalidInput) as caught:
        query_of(params)
    assert [(error.field, error.code) for error in caught.value.errors] == [("role", "duplicate-key")]


class Counted(StrictSerializer):
    count = CountField(min_value=1, max_value=9)


class CountedInAddress(StrictSerializer):
    count = CountInAddressField(min_value=1, max_value=9)


@pytest.mark.parametrize("sent", ["1", 1.0, True, None, [1], "", "un", {"count": 1}, 10**400, 0, 10])
def test_a_number_in_a_body_is_a_json_integer_within_its_bounds(sent: Any) -> None:
    assert read(Counted, {"count": 1}) == {"count": 1}
    with pytest.raises(ValidationError) as refused:
        read(Counted, {"count": sent})
    assert list(refused.value.detail) == ["count"]  # type: ignore[arg-type]


@pytest.mark.parametrize("sent", ["1.0", "+1", " 1", "1 ", "", "1e0", "0x1", "\u0661", "9" * 400, "0", "10"])
def test_a_number_in_an_address_is_written_in_plain_digits(sent: str) -> None:
    assert read(CountedInAddress, {"count": "1"}) == {"count": 1}
    with pytest.raises(ValidationError):
        read(CountedInAddress, {"count": sent})
