"""The drawn agenda laid in the database by the product's own services, and the wishes that are worth asking there."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db import transaction

from booking import queries, services
from booking.models import Appointment, CancelledBy
from booking.services import RuleTerms
from core.errors import DomainError
from core.scoping import acting_as, system_actor
from online.actors import visitor
from online.services import issue_link, token_of
from patients.models import Patient
from practices.models import PractitionerRole, VisitReason
from practices.services import set_change_delay, wish_online
from tests.doors.agenda import DAYS, PARIS, Agenda, Span
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_role, make_visit_reason

PHONES = {"Portier": "06 39 98 00 81", "Nouvelle": "06 39 98 00 82"}
Starts = set[tuple[int, datetime]]


@dataclass(frozen=True)
class Wish:
    """`who`: whose agenda (see `agenda.PEOPLE`). `kind` is what makes it worth asking, for whoever reads a failure."""

    kind: str
    who: int
    start: datetime


@dataclass(frozen=True)
class House3:
    """What stands before anything is drawn: two agendas, somebody expected here, somebody new, and others."""

    world: World
    roles: tuple[PractitionerRole, PractitionerRole]
    expected: Patient
    newcomer: Patient
    others: tuple[Patient, ...]

    @property
    def house(self) -> House:
        return self.world.ours


def build(world: World) -> House3:
    house = world.ours
    make = make_patient
    return House3(
        world,
        (house.role, make_role(house.practice, house.location)),
        *(
            make(house.practice, name, "Anna", phones=(phone.replace("0", "+33", 1).replace(" ", ""),))
            for name, phone in PHONES.items()
        ),
        tuple(make(house.practice, "Autre", name) for name in ("Ada", "Bea", "Cléa", "Dora", "Elsa")),
    )


class Ground:
    """One drawn agenda, laid; `visit` is the one that its patient moves and cancels, `link` its page."""

    def __init__(self, three: House3, agenda: Agenda) -> None:
        self.three, self.agenda, self.house = three, agenda, three.house
        self.system = system_actor(self.house.practice.id)
        with acting_as(self.system):
            wish_online(actor=self.system, practitioner_role_id=three.roles[1].id, wished=agenda.second_online)
            set_change_delay(actor=self.system, practice_id=self.house.practice.id, hours=agenda.change_hours)
        self.reason = self._reason()
        with acting_as(self.system):
            self._open()
            self._fill()
            self.visit = self._expect()
        self.free = self._searched()
        with acting_as(self.system):
            self.held = self._hold()
            self.free -= self.held

    def _reason(self) -> VisitReason:
        terms = self.agenda.terms
        if not terms["by_web"]:
            terms = {**terms, "web_release_hours": None}
        return make_visit_reason(self.house.practice, list(self.three.roles), "Trois portes", **terms)

    def _open(self) -> None:
        morning = self.agenda.morning
        for one in self.agenda.openings:
            day = one.start(morning).date()
            terms = RuleTerms(weekday=day.weekday(), opens=one.clock, closes=one.closes, valid_from=morning)
            self._may(services.add_opening_rule, practitioner_role_id=self._role(one.who), terms=terms)
        for one in self.agenda.extra:
            told = {"day": one.start(morning).date(), "opens": one.clock, "closes": one.closes}
            self._may(services.add_opening_exception, practitioner_role_id=self._role(one.who), **told)
        for one in self.agenda.absences:
            told = {"practitioner_id": self.three.roles[one.who].practitioner_id, **self._bounds(one)}
            self._may(services.add_absence, practice_id=self.house.practice.id, **told)
        for one in self.agenda.shut:
            self._may(services.add_closure, location_id=self.house.location.id, **self._bounds(one))

    def _fill(self) -> None:
        for one, patient in zip(self.agenda.visits[1:], self.three.others, strict=False):
            self._book(patient, one.who, one.start(self.agenda.morning))

    def _expect(self) -> Appointment:
        """Of the one whom the practice expects; it may have been cancelled, honoured by a coming, or missed."""
        first, state = self.agenda.visits[0], self.agenda.state
        start = first.start(self.agenda.morning)
        if state == "noshow":
            start = self.agenda.now - timedelta(minutes=30)
        elif state == "arrived":
            start = self.agenda.now + timedelta(minutes=20)
        elif self.agenda.meets:
            start = self.agenda.meets.start(self.agenda.morning)
        visit = self._book(self.three.expected, first.who, start) or self._book(
            self.three.expected, first.who, start + timedelta(days=3)
        )
        assert visit is not None, "one of the two is free in some lane"
        told = {"actor": self.system, "appointment_id": visit.id}
        if state == "cancelled":
            services.cancel_appointment(**told, by=CancelledBy.PATIENT, reason=None)
        elif state == "arrived":
            services.mark_arrived(**told)
        elif state == "noshow":
            services.mark_noshow(**told)
        return Appointment.objects.get(id=visit.id)

    def _hold(self) -> Starts:
        """By a colleague at the desk and by somebody on the web, of the hours that are free."""
        held, free = set(), sorted(self.free)
        for rank in self.agenda.held if free else ():
            who, start = free[rank % len(free)]
            asked = {"visit_reason_id": self.reason.id, "practitioner_role_id": self._role(who), "start": start}
            for actor in (visitor(self.house.practice.id), self.system):
                with suppress(DomainError), transaction.atomic():
                    services.hold_slot(actor=actor, **asked)
                    held.add((who, start))
                    break
        return held

    def _searched(self) -> Starts:
        with acting_as(self.system), transaction.atomic():
            found = queries.search_slots(
                self.system,
                visit_reason_id=self.reason.id,
                start=self.agenda.now,
                end=self.agenda.now + timedelta(days=DAYS),
            )
        return {
            (self.who(group.practitioner_role_id), start.astimezone(PARIS))
            for group in found.groups
            for start in group.starts
        }

    @cached_property
    def link(self) -> str:
        with acting_as(self.system), transaction.atomic():
            made = issue_link(actor=self.system, practice_id=self.house.practice.id, appointment_id=self.visit.id)
        return f"/rdv/lien/{token_of(self.house.practice.id, made.id)}/"

    def who(self, role_id: object) -> int:
        return [role.id for role in self.three.roles].index(role_id)  # type: ignore[arg-type]

    def _role(self, who: int) -> object:
        return self.three.roles[who].id

    def _bounds(self, one: Span) -> dict[str, datetime]:
        return {"start": one.start(self.agenda.morning), "end": one.end(self.agenda.morning)}

    def _may(self, service: object, **told: object) -> None:
        """Some draws contradict one another (two openings at one hour): the product refuses those."""
        with suppress(DomainError), transaction.atomic():
            service(actor=self.system, **told)  # type: ignore[operator]

    def _book(self, patient: Patient, who: int, start: datetime) -> Appointment | None:
        asked = {"visit_reason_id": self.reason.id, "practitioner_role_id": self._role(who), "start": start}
        with suppress(DomainError), transaction.atomic():
            return services.book_appointment(actor=self.system, patient_id=patient.id, overbooked="Posé là", **asked)
        return None
