from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID, uuid4

from audit import chain
from audit.actions import Action


def test_a_body_is_written_in_one_way_only() -> None:
    assert chain.canonical({"b": 1, "a": {"d": None, "c": "é"}}) == '{"a":{"c":"é","d":null},"b":1}'.encode()


def test_leaf_and_link_are_the_hashes_that_the_design_names() -> None:
    leaf = chain.leaf_of(b"salt", b"body")
    assert leaf == sha256(b"\x00saltbody").digest()
    practice, at = uuid4(), datetime(2026, 3, 14, 9, 26, 53, 589793, tzinfo=UTC)
    instant = (1773480413_589793).to_bytes(8, "big")
    linked = chain.link(b"p" * 32, practice, 7, at, leaf)
    assert linked == sha256(b"\x01" + b"p" * 32 + practice.bytes + (7).to_bytes(8, "big") + instant + leaf).digest()
    assert linked == chain.link(b"p" * 32, practice, 7, at.astimezone(timezone(timedelta(hours=2))), leaf)
    assert linked != chain.link(b"p" * 32, practice, 7, at - timedelta(microseconds=1), leaf)


def test_an_event_without_a_practice_belongs_to_the_platform() -> None:
    practice = uuid4()
    assert chain.chain_of(practice) == practice
    assert chain.chain_of(None) == UUID(int=0)


def test_every_action_reads_room_resource_verbed_and_is_said_once() -> None:
    values = [action.value for action in Action]
    assert len(values) == len(set(values)) == len(Action.__members__)
    assert all(len(value.split(":")) == 3 and value == value.lower() for value in values)
