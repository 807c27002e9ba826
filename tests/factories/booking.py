"""Agendas with openings, visits in them, and a clock that stands still on a Monday morning.

The base date is far ahead and in winter time; tests travel to it with `time_machine`.
"""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from booking import services
from booking.models import Appointment, OpeningRule
from booking.services import RuleTerms
from booking.services.hold import Hold
from core.scoping import Actor, acting_as, system_actor
from practices.models import PractitionerRole
from tests.factories.kept import kept
from tests.factories.practices import House

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2041, 1, 14)
NOW = datetime(2041, 1, 14, 6, 0, tzinfo=UTC)  # Monday 07:00 in Paris


def at(clock: str, day: date = MONDAY, zone: ZoneInfo = PARIS) -> datetime:
    """`at("09:15")`: that wall-clock time on the Monday of the tests, aware."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=zone)


def open_every_week(
    role: PractitionerRole, opens: str = "09:00", closes: str = "12:00", weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
) -> list[OpeningRule]:
    """Weekly openings since long before the tests begin."""
    return kept("openings", role.id, opens, closes, weekdays, build=lambda: _opened(role, opens, closes, weekdays))


def _opened(role: PractitionerRole, opens: str, closes: str, weekdays: tuple[int, ...]) -> list[OpeningRule]:
    actor = system_actor(role.practice_id)
    with acting_as(actor):
        return [
            services.add_opening_rule(
                actor=actor,
                practitioner_role_id=role.id,
                terms=RuleTerms(
                    weekday=weekday,
                    opens=time.fromisoformat(opens),
                    closes=time.fromisoformat(closes),
                    valid_from=MONDAY - timedelta(days=365),
                ),
            ).row
            for weekday in weekdays
        ]


def book(actor: Actor, house: House, patient_id: UUID, start: datetime, **options: object) -> Appointment:
    """A visit for the house's usual reason with its usual practitioner."""
    return services.book_appointment(
        actor=actor,
        patient_id=patient_id,
        visit_reason_id=house.visit_reason.id,
        practitioner_role_id=house.role.id,
        start=start,
        **options,  # type: ignore[arg-type]
    )


def hold(actor: Actor, house: House, start: datetime) -> Hold:
    """A hold for the house's usual reason with its usual practitioner."""
    return services.hold_slot(
        actor=actor, visit_reason_id=house.visit_reason.id, practitioner_role_id=house.role.id, start=start
    )
