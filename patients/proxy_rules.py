"""What a relative may see and do for a patient: scope, dates, own bookings, secrecy (ST-16). Pure: no Django."""

from dataclasses import dataclass
from datetime import date

from consent.guardians import age_on

MAJORITY = 18
# The values of patients.enums, which Django made.
CONTACT, BOOKING, REPRESENTATION = "contact", "booking", "representation"
PARENT = "parent"


@dataclass(frozen=True, slots=True)
class Proxy:
    """A relation as it stands. In force from `starts_on` to `ends_on`, both included."""

    relation: str
    scope: str
    starts_on: date
    ends_on: date | None
    born_on: date  # the patient

    def in_force(self, day: date) -> bool:
        """A parent speaks for a child, never for an adult: the eighteenth birthday ends it by itself.

        An adult may choose a parent to book for them: what was noted before that birthday is no such choice.
        """
        chosen = self.scope == BOOKING and age_on(self.born_on, self.starts_on) >= MAJORITY
        speaks = self.scope != CONTACT and not chosen
        if self.relation == PARENT and speaks and age_on(self.born_on, day) >= MAJORITY:
            return False
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def may_book(self, day: date) -> bool:
        return self.scope in (BOOKING, REPRESENTATION) and self.in_force(day)


def may_see(proxy: Proxy, *, today: date, visit_day: date, is_own_booking: bool, is_secret: bool) -> bool:
    """Whether this relative may hear, today, of a visit on that local day.

    Who may only be called hears of none; who books, of what they booked; who represents, of every visit on a day on
    which they represent. Never of a secret one (L1111-5), not even of its existence.
    """
    if is_secret or not proxy.in_force(today):
        return False
    if proxy.scope == REPRESENTATION:
        return is_own_booking or proxy.in_force(visit_day)
    return proxy.scope == BOOKING and is_own_booking
