"""The state machine: the same random acts on the product and on the plain model, compared after every step."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from uuid import UUID

import time_machine
from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from booking import services
from booking.models import Appointment, CancelledBy, Occupancy
from booking.queries import search_slots
from booking.services import RuleTerms
from core import clock
from core.errors import DomainError
from core.scoping import Actor, acting_as, system_actor
from practices.models import Practice, VisitReason
from tests.booking.agenda_model import HOLIDAYS, PARIS, AgendaModel, Reason, seconds
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_role, make_visit_reason
from tests.personas import CAMILLE

# Friday 07:00; two days later the clocks jump over 02:00–03:00, three weeks later Easter Monday.
BEGIN = datetime(2041, 3, 29, 6, 0, tzinfo=UTC)
DAYS = [date(2041, 3, 29), date(2041, 3, 31), date(2041, 4, 1), *HOLIDAYS]
RULES = {
    0: [(time(9), time(11)), (time(14), time(15))],
    4: [(time(8), time(10))],
    6: [(time(1), time(4))],
}
REASONS = [Reason("Court", 15, 15), Reason("Long", 40, 20, before=5, after=10, notice=60)]
PEOPLE, PATIENTS = ["anne", "basile"], ["p0", "p1", "p2"]
STARTS = st.builds(
    lambda day, slot, off: seconds(day, time(0)) + 300 * slot + off,
    st.sampled_from(DAYS),
    # The hours around the openings, where something can happen.
    st.one_of(st.integers(10, 50), st.integers(94, 136), st.integers(166, 182)),
    st.sampled_from([0] * 9 + [60]),
)


class Ground:
    """What every run starts from, made once: two agendas of one practice, two reasons, three patients."""

    def __init__(self, world: World) -> None:
        self.house: House = world.ours
        self.practice: Practice = world.ours.practice
        self.camille: Actor = world.actor(CAMILLE)
        self.everything = system_actor(self.practice.id)
        roles = [make_role(self.practice, world.ours.location) for _ in PEOPLE]
        self.roles = dict(zip(PEOPLE, roles, strict=True))
        self.reasons: dict[str, VisitReason] = {
            reason.name: make_visit_reason(
                self.practice,
                roles,
                reason.name,
                duration_minutes=reason.duration,
                step_minutes=reason.step,
                buffer_before_minutes=reason.before,
                buffer_after_minutes=reason.after,
                min_notice_minutes=reason.notice,
                booking_window_days=reason.window_days,
            )
            for reason in REASONS
        }
        names = ("Alpha", "Bravo", "Charlie")
        self.patients: dict[str, UUID] = {
            key: make_patient(self.practice, name).id for key, name in zip(PATIENTS, names, strict=True)
        }
        self._open()

    def _open(self) -> None:
        with acting_as(self.everything):
            for role in self.roles.values():
                for weekday, openings in RULES.items():
                    for opens, closes in openings:
                        services.add_opening_rule(
                            actor=self.everything,
                            practitioner_role_id=role.id,
                            terms=RuleTerms(weekday, opens, closes, date(2041, 1, 1)),
                        )


class AgendaMachine(RuleBasedStateMachine):
    """Set `ground` and `traveller` on a subclass before running it."""

    ground: ClassVar[Ground]
    traveller: ClassVar[time_machine.Traveller]

    holds = Bundle("holds")
    visits = Bundle("visits")
    absences = Bundle("absences")
    closures = Bundle("closures")
    openings = Bundle("openings")

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.traveller.move_to(BEGIN, tick=False)
        self.context = acting_as(self.ground.camille)
        self.context.__enter__()
        self.model = AgendaModel(now=int(BEGIN.timestamp()), rules=RULES, limit=2)
        self.looks = 0

    def teardown(self) -> None:
        try:
            # What a commit would check: deferred keys and the journal's guard.
            connection.check_constraints()
        finally:
            transaction.set_rollback(True)
            self.context.__exit__(None, None, None)
            self.block.__exit__(None, None, None)

    @initialize()
    def nothing_is_taken_at_first(self) -> None:
        assert not Occupancy.objects.exists()

    # Acts

    @rule(target=holds, person=st.sampled_from(PEOPLE), reason=st.sampled_from(REASONS), start=STARTS)
    def hold(self, person: str, reason: Reason, start: int) -> Any:
        code, held = self.attempt(
            services.hold_slot,
            visit_reason_id=self.ground.reasons[reason.name].id,
            practitioner_role_id=self.ground.roles[person].id,
            start=aware(start),
        )
        key = held.id if held else None
        assert code == self.model.hold(key, person, reason, start)
        if not held:
            return multiple()
        self.slots_agree_around(start)
        return key, reason

    @rule(
        target=visits,
        person=st.sampled_from(PEOPLE),
        reason=st.sampled_from(REASONS),
        start=STARTS,
        patient=st.sampled_from(PATIENTS),
        over=st.booleans(),
    )
    def book(self, person: str, reason: Reason, start: int, patient: str, over: bool) -> Any:
        code, visit = self.attempt(
            services.book_appointment,
            patient_id=self.ground.patients[patient],
            visit_reason_id=self.ground.reasons[reason.name].id,
            practitioner_role_id=self.ground.roles[person].id,
            start=aware(start),
            overbooked="Demandé par le praticien" if over else None,
        )
        act = self.model.overbook if over else self.model.book
        key = visit.id if visit else None
        assert code == act(key, person, reason, start, patient)
        if not visit:
            return multiple()
        self.slots_agree_around(start)
        return key

    @rule(target=visits, data=st.data(), patient=st.sampled_from(PATIENTS))
    def book_the_first_free_start(self, data: st.DataObject, patient: str) -> Any:
        """Random starts are mostly refused: this one is mostly accepted."""
        person, reason = data.draw(st.sampled_from(PEOPLE)), data.draw(st.sampled_from(REASONS))
        low = seconds(data.draw(st.sampled_from(DAYS)), time(0))
        free = self.model.offered(person, reason, low, low + 86_400)
        return self.book(person, reason, data.draw(st.sampled_from(free)), patient, False) if free else multiple()

    @rule(target=visits, held=holds, patient=st.sampled_from(PATIENTS))
    def book_what_is_held(self, held: tuple[UUID, Reason], patient: str) -> Any:
        code, visit = self.attempt(services.book_from_hold, patient_id=self.ground.patients[patient], hold_id=held[0])
        key = visit.id if visit else None
        assert code == self.model.book_held(key, held[0], held[1], patient)
        return key if visit else multiple()

    @rule(held=consumes(holds))
    def release(self, held: tuple[UUID, Reason]) -> None:
        services.release_hold(actor=self.ground.camille, hold_id=held[0])
        self.model.taken = [one for one in self.model.taken if not (one.key == held[0] and one.expires is not None)]

    @rule(visit=visits, person=st.sampled_from(PEOPLE), start=STARTS)
    def move(self, visit: UUID, person: str, start: int) -> None:
        code, _ = self.attempt(
            services.move_appointment,
            appointment_id=visit,
            start=aware(start),
            practitioner_role_id=self.ground.roles[person].id,
        )
        assert code == self.model.move(visit, person, start)

    @rule(visit=visits)
    def move_by_one_step(self, visit: UUID) -> None:
        known = self.model.visits[visit]
        self.move(visit, known.person, known.start + 60 * known.reason.step)

    @rule(visit=visits)
    def cancel(self, visit: UUID) -> None:
        code, _ = self.attempt(
            services.cancel_appointment, appointment_id=visit, by=CancelledBy.PATIENT, reason="Empêchement"
        )
        assert code == self.model.change(visit, {"booked"}, "cancelled")

    @rule(visit=visits)
    def arrive(self, visit: UUID) -> None:
        code, _ = self.attempt(services.mark_arrived, appointment_id=visit)
        assert code == self.model.note(visit, {"booked"}, "arrived")

    @rule(visit=visits)
    def fulfil(self, visit: UUID) -> None:
        code, _ = self.attempt(services.mark_fulfilled, appointment_id=visit)
        assert code == self.model.note(visit, {"arrived"}, "fulfilled")

    @rule(visit=visits)
    def miss(self, visit: UUID) -> None:
        code, _ = self.attempt(services.mark_noshow, appointment_id=visit)
        assert code == self.model.note(visit, {"booked"}, "noshow")

    @rule(minutes=st.sampled_from([1, 2, 3, 30, 600]))
    def time_passes(self, minutes: int) -> None:
        self.traveller.shift(timedelta(minutes=minutes))
        self.model.now = int(clock.now().timestamp())

    # The agenda itself changes

    @rule(target=absences, person=st.sampled_from(PEOPLE), start=STARTS, minutes=st.integers(1, 300))
    def go_away(self, person: str, start: int, minutes: int) -> UUID:
        absence = services.add_absence(
            actor=self.ground.everything,
            practice_id=self.ground.practice.id,
            practitioner_id=self.ground.roles[person].practitioner_id,
            start=aware(start),
            end=aware(start + 60 * minutes),
        )
        self.model.absences[absence.row.id] = (person, start, start + 60 * minutes)
        self.orphans_agree(person)
        return absence.row.id

    @rule(absence=consumes(absences))
    def come_back(self, absence: UUID) -> None:
        services.remove_absence(actor=self.ground.everything, practice_id=self.ground.practice.id, absence_id=absence)
        person, _, _ = self.model.absences.pop(absence)
        self.orphans_agree(person)

    @rule(target=closures, start=STARTS, minutes=st.integers(1, 300))
    def shut(self, start: int, minutes: int) -> UUID:
        closure = services.add_closure(
            actor=self.ground.everything,
            location_id=self.ground.house.location.id,
            start=aware(start),
            end=aware(start + 60 * minutes),
        )
        self.model.closures[closure.row.id] = (start, start + 60 * minutes)
        self.orphans_agree(*PEOPLE)
        return closure.row.id

    @rule(closure=consumes(closures))
    def reopen(self, closure: UUID) -> None:
        services.remove_closure(actor=self.ground.everything, closure_id=closure)
        del self.model.closures[closure]
        self.orphans_agree(*PEOPLE)

    @rule(target=openings, person=st.sampled_from(PEOPLE), day=st.sampled_from(DAYS), hour=st.sampled_from([12, 17]))
    def open_exceptionally(self, person: str, day: date, hour: int) -> UUID:
        opening = services.add_opening_exception(
            actor=self.ground.everything,
            practitioner_role_id=self.ground.roles[person].id,
            day=day,
            opens=time(hour),
            closes=time(hour + 1),
        )
        self.model.exceptions[opening.row.id] = (person, day, time(hour), time(hour + 1))
        return opening.row.id

    @rule(opening=consumes(openings))
    def withdraw_the_exception(self, opening: UUID) -> None:
        services.remove_opening_exception(actor=self.ground.everything, opening_exception_id=opening)
        person, _, _, _ = self.model.exceptions.pop(opening)
        self.orphans_agree(person)

    # What must always agree

    @rule(day=st.sampled_from(DAYS), reason=st.sampled_from(REASONS))
    def look_for_slots(self, day: date, reason: Reason) -> None:
        low, high = seconds(day, time(0)), seconds(day + timedelta(days=1), time(0))
        found = search_slots(
            self.ground.camille,
            visit_reason_id=self.ground.reasons[reason.name].id,
            start=aware(low),
            end=aware(high),
        )
        offered = {group.practitioner_role_id: [int(s.timestamp()) for s in group.starts] for group in found.groups}
        for person, role in self.ground.roles.items():
            assert offered.get(role.id, []) == self.model.offered(person, reason, low, high)

    def slots_agree_around(self, start: int) -> None:
        for reason in REASONS:
            self.look_for_slots(datetime.fromtimestamp(start, PARIS).date(), reason)

    @invariant()
    def the_same_time_is_taken(self) -> None:
        now = clock.now()
        names = {role.practitioner_id: person for person, role in self.ground.roles.items()}
        rows = Occupancy.objects.values_list("practitioner_id", "lane", "starts_at", "ends_at", "expires_at")
        live = sorted(
            (names[who], lane, int(start.timestamp()), int(end.timestamp()), expires is not None)
            for who, lane, start, end, expires in rows
            if expires is None or expires > now
        )
        expected = sorted(
            (one.person, one.lane, one.start, one.end, one.expires is not None) for one in self.model.live()
        )
        assert live == expected

    @invariant()
    def the_same_visits_stand(self) -> None:
        rows = Appointment.objects.values_list("id", "status", "starts_at")
        assert {(key, status, int(start.timestamp())) for key, status, start in rows} == {
            (visit.key, visit.status, visit.start) for visit in self.model.visits.values()
        }

    def orphans_agree(self, *people: str) -> None:
        """After the agenda of `people` changed; flags of the others were judged before."""
        who = [self.ground.roles[person].practitioner_id for person in people]
        flagged = Appointment.objects.filter(
            is_orphaned=True, status="booked", practitioner_id__in=who, ends_at__gt=clock.now()
        )
        expected = {key for key in self.model.orphans() if self.model.visits[key].person in people}
        assert set(flagged.values_list("id", flat=True)) == expected

    def attempt(self, verb: Any, **arguments: Any) -> tuple[str | None, Any]:
        """The verb's code of refusal (the reason, when the slot is not offered) or None, and what it answered."""
        try:
            return None, verb(actor=self.ground.camille, **arguments)
        except DomainError as error:
            return error.extra.get("reason", error.code), None


def aware(moment: int) -> datetime:
    return datetime.fromtimestamp(moment, PARIS)
