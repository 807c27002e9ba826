"""Booking one visit: directly, from a hold, over the agenda with a reason."""

from datetime import timedelta

import pytest
import time_machine

from booking import services
from booking.errors import HoldExpired, NotOffered, OverbookingFull, PatientBusy, SlotTaken
from booking.models import Appointment, Occupancy
from core.errors import Forbidden, NotFound
from core.scoping import Actor, acting_as
from patients.models import Patient
from tests.factories.booking import at, book
from tests.factories.practices import House


def test_a_visit_is_booked_where_the_agenda_is_open(camille: Actor, ours: House, patient: Patient) -> None:
    visit = book(camille, ours, patient.id, at("09:15"))
    assert (visit.status, visit.lane, visit.version) == ("booked", 0, 1)
    assert visit.ends_at - visit.starts_at == timedelta(minutes=15)
    taken = Occupancy.objects.get(pk=visit.occupancy_id)
    assert (taken.starts_at, taken.ends_at, taken.patient_id) == (visit.starts_at, visit.ends_at, patient.id)


def test_two_visits_never_share_a_practitioner(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    book(camille, ours, patient.id, at("09:15"))
    with pytest.raises(SlotTaken) as lost:
        book(camille, ours, other_patient.id, at("09:15"))
    assert [offer["start"] for offer in lost.value.extra["alternatives"]] == [
        at("09:00").isoformat(),
        at("09:30").isoformat(),
        at("09:45").isoformat(),
    ]
    assert Appointment.objects.count() == 1
