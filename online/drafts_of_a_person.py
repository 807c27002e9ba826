"""Bookings under way that are about one person: a draft names no record, those of the last half hour are read."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from booking.occupancy import end_holds
from online.answers import Answers
from online.models import BookingDraft
from online.queries import answers_of
from patients.erasable import Erasure
from patients.models import Patient
from patients.names import search_form
from patients.own_erasable import destroy
from patients.reach import numbers_of_nobody_else


def forget_drafts(erasure: Erasure) -> int:
    """Those for this person, or from a number or an address that is theirs alone; their times are free at once."""
    person = erasure.person
    records = list(Patient.objects.filter(practice_id=person.practice_id, id__in=person.patient_ids))
    ways = erasure.numbers | numbers_of_nobody_else(person.practice_id, person.patient_ids)
    ways |= {one.email for one in records if one.email}
    rows = BookingDraft.objects.filter(practice_id=person.practice_id, answers__isnull=False)
    found = [draft for draft in rows if _is_about(answers_of(draft), records, ways)]
    end_holds([draft.hold_id for draft in found if draft.hold_id is not None])
    return destroy(BookingDraft.objects.filter(id__in=[draft.id for draft in found]))


def _is_about(told: Answers, records: Iterable[Patient], ways: AbstractSet[str]) -> bool:
    if ways & {told.phone, told.email, told.guardian_phone}:
        return True
    names = {search_form(name) for name in (told.birth_name, told.used_name) if name}
    return any(
        told.birth_date == one.birth_date.isoformat()
        and not names.isdisjoint({search_form(one.birth_name), search_form(one.used_name)})
        for one in records
    )
