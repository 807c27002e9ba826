"""Where a message to a patient may go, and whose number one is. Nobody reads a file here, so nothing is journalled."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q

from patients.enums import Relation
from patients.models import Patient, PatientPhone, RelatedPerson
from telephony_adapters.numbers import is_mobile


@dataclass(frozen=True, slots=True)
class ContactPoints:
    """Empty where there is none. `is_limited`: the record is restricted or locked, nobody writes to it."""

    mobile: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    is_limited: bool = False
    # Where a voice answers and no message arrives.
    landline: str = field(default="", repr=False)


def contact_points(practice_id: UUID, patient_id: UUID) -> ContactPoints:
    """The first mobile number in calling order, and the address. The caller checked the scope."""
    patient = Patient.objects.filter(practice_id=practice_id, id=patient_id).prefetch_related("phones").first()
    if patient is None:
        return ContactPoints(is_limited=True)
    numbers = [phone.e164 for phone in sorted(patient.phones.all(), key=lambda phone: phone.position)]
    mobile = next((number for number in numbers if is_mobile(number)), "")
    landline = next((number for number in numbers if not is_mobile(number)), "")
    is_limited = patient.restricted_at is not None or patient.locked_at is not None
    return ContactPoints(mobile, patient.email, is_limited, landline)


def holders_of_number(practice_id: UUID, e164: str) -> list[UUID]:
    """The patients of the practice in whose file this number stands, in order. The caller checked the scope."""
    held = PatientPhone.objects.filter(practice_id=practice_id, e164=e164, patient__merged_into__isnull=True)
    return sorted(held.values_list("patient_id", flat=True))


def numbers_of_nobody_else(practice_id: UUID, patient_ids: Collection[UUID]) -> set[str]:
    """The numbers of these records that no other record of the practice holds. The caller checked the scope."""
    held = PatientPhone.objects.filter(practice_id=practice_id)
    own = set(held.filter(patient__in=patient_ids).values_list("e164", flat=True))
    return own - set(held.filter(e164__in=own).exclude(patient__in=patient_ids).values_list("e164", flat=True))


def numbers_of_locked(practice_id: UUID, numbers: Iterable[str]) -> set[str]:
    """Those of `numbers` that stand in locked records and in no other. The caller checked the scope."""
    held = PatientPhone.objects.filter(
        practice_id=practice_id, e164__in=set(numbers), patient__merged_into__isnull=True
    )
    open_ones: dict[str, bool] = {}
    for e164, locked_at in held.values_list("e164", "patient__locked_at"):
        open_ones[e164] = open_ones.get(e164, False) or locked_at is None
    return {e164 for e164, is_open in open_ones.items() if not is_open}


def holders_of_email(practice_id: UUID, email: str) -> list[UUID]:
    """The same for an address in lower case."""
    held = Patient.objects.filter(practice_id=practice_id, email=email, merged_into__isnull=True)
    return sorted(held.values_list("id", flat=True))


def is_theirs_alone(practice_id: UUID, patient_id: UUID, contact: str) -> bool:
    """Whether this number or address stands in this record and no other, and is not that of one of its relatives."""
    found = holders_of_email if "@" in contact else holders_of_number
    if found(practice_id, contact) != [patient_id]:
        return False
    return not RelatedPerson.objects.filter(practice_id=practice_id, patient=patient_id, phone=contact).exists()


def guardian_contacts(practice_id: UUID, patient_id: UUID, day: date) -> list[str]:
    """The mobiles and addresses of the recorded parents and guardians of a child, in force on `day`.

    Somebody who is a patient too is reached as their own file says. The caller checked the scope.
    """
    recorded = RelatedPerson.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        practice_id=practice_id,
        patient=patient_id,
        relation__in=[Relation.PARENT.value, Relation.GUARDIAN.value],
        starts_on__lte=day,
    )
    found: list[str] = []
    for phone, file_id in recorded.order_by("created_at", "id").values_list("phone", "related_patient"):
        points = ContactPoints(mobile=phone if phone and is_mobile(phone) else "")
        if file_id is not None:
            points = contact_points(practice_id, file_id)
        if not points.is_limited:
            found += filter(None, (points.mobile, points.email))
    return list(dict.fromkeys(found))


def stands_in_file(practice_id: UUID, patient_id: UUID, contact: str) -> bool:
    """Whether this number or address is one of the record's own. The caller checked the scope."""
    if "@" in contact:
        return Patient.objects.filter(practice_id=practice_id, id=patient_id, email=contact).exists()
    return PatientPhone.objects.filter(practice_id=practice_id, patient=patient_id, e164=contact).exists()
