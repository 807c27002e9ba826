"""Busy time and a quota's counted visits come out of the same statement, packed the same way."""

from dataclasses import replace

from booking.queries import search_slots
from core.scoping import Actor
from patients.models import Patient
from tests.factories.booking import at, book, hold
from tests.factories.practices import House, make_visit_reason


def test_a_reason_with_a_quota_sees_both_what_is_taken_and_what_is_counted(
    camille: Actor, ours: House, patient: Patient
) -> None:
    rare = replace(ours, visit_reason=make_visit_reason(ours.practice, [ours.role], "Rare", daily_quota=2))
    book(camille, ours, patient.id, at("09:15"))

    def found() -> list[str]:
        search = search_slots(camille, visit_reason_id=rare.visit_reason.id, start=at("09:00"), end=at("10:00"))
        return [f"{start:%H:%M}" for group in search.groups for start in group.starts]

    before = found()
    assert before and "09:15" not in before
    hold(camille, rare, at(before[0]))
    assert found() == before[1:]
    hold(camille, rare, at(before[1]))
    assert found() == []
