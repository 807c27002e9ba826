"""The ground of the journeys: a practice that is open every day, its people and patients, under a real server.

Real time: the browser and the database keep theirs. Openings cover every day of the week so that no
journey depends on the day it runs.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.demonstration import activate
from booking import services as booking
from booking.lifecycle import Status
from booking.models import Appointment
from booking.models.appointment import CancelledBy
from booking.services import RuleTerms
from booking.services.series import book_series
from core import clock
from core.scoping import Actor, acting_as, system_actor
from patients import services as patients
from patients.models import Patient
from practices.models import PractitionerRole, VisitReason
from tests.factories.channels import open_ways
from tests.factories.patients import make_patient, nir_for
from tests.factories.practices import World, make_practitioner, make_role, make_visit_reason, make_world
from tests.personas import CAMILLE, PASSWORD

PARIS = ZoneInfo("Europe/Paris")
SAYS = "Apportez votre carte Vitale et vos derniers résultats."


@dataclass(frozen=True)
class Ground:
    """`single` has a birth date of its own; `twins` share theirs and their family name."""

    world: World
    other_role: PractitionerRole
    long_reason: VisitReason
    single: Patient
    twins: tuple[Patient, Patient]

    @property
    def practice_id(self) -> UUID:
        return self.world.ours.practice.id

    @property
    def actor(self) -> Actor:
        return self.world.actor(CAMILLE)


def lay_ground() -> Ground:
    world = make_world()
    open_ways(world.ours.practice)
    house = world.ours
    activate(world.people[CAMILLE], password=PASSWORD)
    second = make_role(house.practice, house.location, make_practitioner(house.practice, "Haddad"))
    long_reason = make_visit_reason(
        house.practice,
        [house.role, second],
        "Première consultation",
        duration_minutes=30,
        public_instructions=SAYS,
        colour="prune",
        position=2,
    )
    for role in (house.role, second):
        open_every_day(role)
    born = date(1984, 3, 12)
    single = make_patient(house.practice, "Lefèvre", "Camille", born, phones=("+33199000017",), nir=nir_for(born))
    system = system_actor(house.practice.id)
    with acting_as(system):
        patients.set_medical_note(actor=system, patient_id=single.id, text="Allergie à la pénicilline.")
        patients.add_relative(
            actor=system, patient_id=single.id, relation="parent", scope="contact", name="Rose Lefèvre"
        )
    twins = (
        make_patient(house.practice, "Morin", "Ana", date(1990, 7, 4)),
        make_patient(house.practice, "Morin", "Zoé", date(1990, 7, 4)),
    )
    return Ground(world, second, long_reason, single, twins)


def open_every_day(role: PractitionerRole) -> None:
    """08:00 to 20:00, all week."""
    actor = system_actor(role.practice_id)
    since = clock.now().date() - timedelta(days=30)
    with acting_as(actor):
        for weekday in range(7):
            terms = RuleTerms(weekday=weekday, opens=time(8), closes=time(20), valid_from=since)
            booking.add_opening_rule(actor=actor, practitioner_role_id=role.id, terms=terms)


def in_days(number: int, clock_time: str) -> datetime:
    """A wall-clock time in Nancy, so many days from now."""
    day = clock.now().astimezone(PARIS).date() + timedelta(days=number)
    return datetime.combine(day, time.fromisoformat(clock_time), tzinfo=PARIS)


def book_for(
    ground: Ground, patient: Patient, start: datetime, *, reason: VisitReason | None = None, **options: object
) -> Appointment:
    """A visit made beforehand, by the product itself; for the usual reason unless told otherwise."""
    actor = system_actor(ground.practice_id)
    with acting_as(actor):
        return booking.book_appointment(
            actor=actor,
            patient_id=patient.id,
            visit_reason_id=(reason or ground.world.ours.visit_reason).id,
            practitioner_role_id=ground.world.ours.role.id,
            start=start,
            **options,  # type: ignore[arg-type]
        )


def series_for(ground: Ground, patient: Patient, *starts: datetime) -> list[Appointment]:
    """The same for several visits of one series."""
    actor = system_actor(ground.practice_id)
    with acting_as(actor):
        return book_series(
            actor=actor,
            patient_id=patient.id,
            visit_reason_id=ground.world.ours.visit_reason.id,
            practitioner_role_id=ground.world.ours.role.id,
            starts=list(starts),
        )


def visits(ground: Ground, patient: Patient | None = None) -> list[Appointment]:
    """What is written in the agenda, oldest first."""
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        found = Appointment.objects.filter(practice_id=ground.practice_id).order_by("created_at")
        return [one for one in found if patient is None or one.patient_id == patient.id]


def end_visits(ground: Ground, patient: Patient) -> None:
    """Nothing expected of them any more: nobody is offered two visits at one hour."""
    actor = system_actor(ground.practice_id)
    with acting_as(actor):
        for visit in visits(ground, patient):
            if visit.status == Status.BOOKED:
                booking.cancel_appointment(actor=actor, appointment_id=visit.id, by=CancelledBy.PRACTICE, reason=None)


__all__ = ["SAYS", "Ground", "book_for", "end_visits", "in_days", "lay_ground", "series_for", "visits"]
