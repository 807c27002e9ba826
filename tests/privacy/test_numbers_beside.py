"""The numbers that are somebody's without standing in their record go with them; another person's do not."""

from uuid import uuid4

import pytest
from django.db import connection

from booking.minors import Secrecy
from core import clock
from core.scoping import Actor, acting_as, system_actor
from notifications.models import Reply, StoppedNumber
from notifications.models.reply import ReplyOutcome
from notifications.numbers import number_key
from notifications.replies import Meaning
from patients.models import Patient
from privacy.models import ErasureCause
from privacy.services.erase import erase_person
from tests.factories.booking import at, book
from tests.factories.patients import make_patient
from tests.factories.practices import House

OWN, FORMER, SHARED = "+33639980071", "+33639980072", "+33639980073"


def answered(house: House, number: str, visit_id: object = None) -> None:
    key = number_key(house.practice.id, number)
    now = clock.now()
    Reply.objects.create(
        practice=house.practice, account="exchange", event_id=str(uuid4()), number_key=key, number=number, text="Oui",
        occurred_at=now, received_at=now, meaning=Meaning.OTHER.value, outcome=ReplyOutcome.PERSON,
        appointment_id=visit_id,
    )  # fmt: skip
    StoppedNumber.objects.get_or_create(practice=house.practice, number_key=key, defaults={"said_at": now})


@pytest.mark.requirement("ST-30", "ST-25")
def test_a_minor_s_own_number_and_a_former_one_go_with_the_person_and_a_parent_s_stays(
    ines: Actor, ours: House, patient: Patient
) -> None:
    make_patient(ours.practice, "Morel", "Anne", phones=(SHARED,))
    minor = make_patient(ours.practice, "Morel", "Zoé", birth_date=clock.now().date().replace(year=2024))
    system = system_actor(ours.practice.id)
    with acting_as(system):
        book(system, ours, minor.id, at("09:00"), secrecy=Secrecy("Demandé", own_contact=OWN))
        visit = book(system, ours, minor.id, at("10:00"))
        answered(ours, OWN)
        for number in (FORMER, SHARED):
            answered(ours, number, visit.id)
            answered(ours, number)
        connection.check_constraints()
        erase_person(
            actor=system, practice_id=ours.practice.id, patient_id=minor.id, cause=ErasureCause.REQUEST
        )  # fmt: skip
        connection.check_constraints()
        left = {number_key(ours.practice.id, SHARED)}
        assert {bytes(row.number_key) for row in Reply.objects.all()} == left
        assert {bytes(row.number_key) for row in StoppedNumber.objects.all()} == left
