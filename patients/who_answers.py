"""Who answers at a contact of a record: what a code sent there shows, and what it does not."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from consent.guardians import age_on
from patients.models import Patient, RelatedPerson
from patients.proxy_rules import MAJORITY, REPRESENTATION, Proxy
from patients.reach import holders_of_email, holders_of_number


class ReadsAs(StrEnum):
    """By what right somebody at the other end reads this record."""

    SELF = "self"
    GUARDIAN = "guardian"
    PROXY = "proxy"


def who_answers(practice_id: UUID, patient_id: UUID, contact: str, today: date) -> ReadsAs | None:
    """None when several adults may answer there: nothing says which. The caller checked the scope.

    Of a child, whoever the practice reaches is taken for a holder of parental authority, never for the child: nothing
    that the child kept to themselves is told there.
    """
    born = Patient.objects.filter(practice_id=practice_id, id=patient_id).values_list("birth_date", flat=True).first()
    if born is None or not contact:
        return None
    if age_on(born, today) < MAJORITY:
        return ReadsAs.GUARDIAN
    relatives = _relatives_at(practice_id, contact, {patient_id: born})
    if relatives:
        return ReadsAs.PROXY if any(_represents(one, born, today) for one in relatives) else None
    return ReadsAs.SELF if _adults_at(practice_id, contact, today) == {patient_id} else None


def still_answers(kept: ReadsAs, now: ReadsAs | None) -> ReadsAs | None:
    """For an account that has shown it before, whose contact may since be another's: a person stays themselves; who
    answers for somebody does so only while the record says it. A child who came of age answers alone.
    """
    if kept is ReadsAs.SELF:
        return ReadsAs.SELF
    return kept if now is kept else None


def _adults_at(practice_id: UUID, contact: str, today: date) -> set[UUID]:
    """A parent's number stands in their children's records too: that makes it nobody else's. Nor does it when the
    record of an adult says that whoever answers there represents them.
    """
    holders = (holders_of_email if "@" in contact else holders_of_number)(practice_id, contact)
    people = Patient.objects.filter(practice_id=practice_id, id__in=holders).values_list("id", "birth_date")
    adults = {one: born for one, born in people if age_on(born, today) >= MAJORITY}
    relatives = _relatives_at(practice_id, contact, adults)
    return adults.keys() - {one.patient_id for one in relatives if _represents(one, adults[one.patient_id], today)}


def _relatives_at(practice_id: UUID, contact: str, born: dict[UUID, date]) -> list[RelatedPerson]:
    return list(RelatedPerson.objects.filter(practice_id=practice_id, patient__in=born.keys(), phone=contact))


def _represents(one: RelatedPerson, born: date, today: date) -> bool:
    proxy = Proxy(one.relation, one.scope, one.starts_on, one.ends_on, born)
    return one.scope == REPRESENTATION and proxy.in_force(today)
