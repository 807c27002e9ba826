"""Strict JSON: each refusal names what is wrong."""

import io

import pytest

from core import errors
from core.json_api import StrictSerializer, TextField, read
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
    from rest_framework.exceptions import ValidationError

    with pytest.raises(ValidationError) as caught:
        read(Named, {"name": "Zoé", "nickname": "Z"})
    assert list(caught.value.detail) == ["nickname"]


def test_text_is_composed_and_free_of_control_characters() -> None:
    from rest_framework.exceptions import ValidationError

    assert read(Named, {"name": "Zoe\u0301"}) == {"name": "Zo\u00e9"}
    for hostile in ("a\0b", "a\x07b", "a\x7fb"):
        with pytest.raises(ValidationError):
            read(Named, {"name": hostile})
