"""Identifiers are version 7, unique, and ordered by the millisecond they were made in."""

from datetime import UTC, datetime

import time_machine

from core.ids import new_id


def test_identifiers_are_version_7_of_the_standard_variant_and_unique() -> None:
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    assert {(i.version, i.variant) for i in made} == {(7, "specified in RFC 4122")}


def test_a_later_identifier_sorts_after_an_earlier_one() -> None:
    with time_machine.travel(datetime(2026, 11, 23, 8, tzinfo=UTC)) as traveller:
        earlier = new_id()
        traveller.shift(0.002)
        assert earlier < new_id()
