from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import cipher
from crypto.cipher import BadFrame, SealingKey, length_prefixed, pad, place_of, unpad

KEY = SealingKey(bytes(range(32)), version=3)
COLUMN = length_prefixed(b"f1", b"sample.text")
PLACE = place_of(COLUMN, UUID(int=1), UUID(int=2))


@given(text=st.binary(max_size=300))
def test_what_was_sealed_opens_again(text: bytes) -> None:
    assert KEY.open(KEY.seal(text, PLACE), PLACE) == text


def test_a_frame_says_its_format_its_algorithm_and_its_key_version() -> None:
    frame = KEY.seal(b"x", PLACE)
    assert frame[:4] == bytes((1, 1, 0, 3))
    assert cipher.version_of(frame) == 3
    assert len(frame) == 4 + 12 + 1 + 16


@given(text=st.binary(max_size=80), data=st.data())
def test_one_flipped_bit_anywhere_is_refused(text: bytes, data: st.DataObject) -> None:
    frame = bytearray(KEY.seal(text, PLACE))
    bit = data.draw(st.integers(0, len(frame) * 8 - 1))
    frame[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadFrame):
        KEY.open(bytes(frame), PLACE)


@given(text=st.binary(max_size=80), data=st.data())
def test_a_truncated_frame_is_refused(text: bytes, data: st.DataObject) -> None:
    frame = KEY.seal(text, PLACE)
    with pytest.raises(BadFrame):
        KEY.open(frame[: data.draw(st.integers(0, len(frame) - 1))], PLACE)


@given(owner=st.uuids(), row=st.uuids(), column=st.binary(max_size=20))
def test_another_place_is_refused(owner: UUID, row: UUID, column: bytes) -> None:
    elsewhere = place_of(length_prefixed(b"f1", column), owner, row)
    with pytest.raises(BadFrame):
        KEY.open(KEY.seal(b"text", PLACE), elsewhere)


def test_another_key_and_another_version_of_the_same_key_are_refused() -> None:
    frame = KEY.seal(b"text", PLACE)
    for other in (SealingKey(bytes(32), version=3), SealingKey(bytes(range(32)), version=4)):
        with pytest.raises(BadFrame):
            other.open(frame, PLACE)
    relabelled = frame[:2] + (4).to_bytes(2, "big") + frame[4:]
    with pytest.raises(BadFrame):
        SealingKey(bytes(range(32)), version=4).open(relabelled, PLACE)


def test_nonces_never_repeat_in_a_large_sample() -> None:
    nonces = {KEY.seal(b"", PLACE)[4:16] for _ in range(20_000)}
    assert len(nonces) == 20_000


@given(text=st.binary(max_size=200), size=st.integers(1, 128))
def test_padding_is_undone_and_fills_whole_blocks(text: bytes, size: int) -> None:
    padded = pad(text, size)
    assert len(padded) % size == 0
    assert unpad(padded) == text


@pytest.mark.parametrize("wrong", [b"", b"abc", b"\0\0", b"abc\0"])
def test_padding_without_its_end_mark_is_refused(wrong: bytes) -> None:
    with pytest.raises(BadFrame):
        unpad(wrong)


@given(st.lists(st.binary(max_size=6), max_size=4), st.lists(st.binary(max_size=6), max_size=4))
def test_two_different_lists_never_give_the_same_bytes(one: list[bytes], two: list[bytes]) -> None:
    assert (length_prefixed(*one) == length_prefixed(*two)) == (one == two)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        SealingKey(b"short", version=1)


@pytest.mark.parametrize("wrong", [b"", b"\x01\x01", bytes(64), b"\x01\x02" + bytes(62), b"clear text of a note" * 4])
def test_bytes_that_are_no_frame_have_no_version(wrong: bytes) -> None:
    with pytest.raises(BadFrame):
        cipher.version_of(wrong)
