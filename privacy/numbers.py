"""The numbers that are a person's and stand in no record: a minor's own, and a former one they answered from."""

from booking.models import Appointment
from crypto.sealed import open_all
from notifications.models import Reply
from patients.erasable import Person
from patients.models import PatientPhone


def numbers_beside(person: Person) -> frozenset[str]:
    """In E.164; none that is in another person's record. Read before the visits go: they lead to them.

    The caller checked the scope and holds the locks.
    """
    visits = Appointment.objects.filter(practice_id=person.practice_id, patient__in=person.patient_ids)
    own = open_all(one.own_contact for one in visits.filter(own_contact__isnull=False))
    answers = Reply.objects.filter(practice_id=person.practice_id, appointment__in=visits.values("id"))
    answered = open_all(one.number for one in answers)
    found = {number for number in (*own, *answered) if number}
    others = PatientPhone.objects.filter(practice_id=person.practice_id, e164__in=found)
    others = others.exclude(patient__in=person.patient_ids)
    return frozenset(found.difference(others.values_list("e164", flat=True)))
