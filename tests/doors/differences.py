"""THE table of what differs by door, on purpose. Everything else is the same through all three, or the proof fails."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from booking.models import Appointment
from tests.doors.ground import Ground

NOBODY_ELSE = frozenset[str]()
BEFORE_THE_RELEASE = frozenset({"too-soon", "too-far"})


@dataclass(frozen=True)
class Asked:
    """One hour of one agenda, for somebody: `is_new` to the practice or not.

    `visit`: the one that would move there, or end (`ends`).
    """

    ground: Ground
    who: int
    start: datetime
    is_new: bool = False
    visit: Appointment | None = None
    ends: bool = False


@dataclass(frozen=True)
class Difference:
    """`door` neither shows nor takes the hours that it `keeps`: it answers `code` (None: it is done).

    `after`: refusals that every door says before this one.
    """

    door: str
    because: str
    keeps: Callable[[Asked], bool]
    code: str | None
    after: frozenset[str] = field(default=NOBODY_ELSE)


def _is_late(asked: Asked) -> bool:
    """Within the delay, under way, or no longer expected."""
    if asked.visit is None:
        return False
    now, visit = asked.ground.agenda.now, asked.visit
    delay = timedelta(hours=asked.ground.agenda.change_hours)
    return visit.status != "booked" or visit.starts_at <= now or now > visit.starts_at - delay


def _is_unreleased(asked: Asked) -> bool:
    agenda = asked.ground.agenda
    hours = agenda.terms["web_release_hours"] if agenda.terms["by_web"] else None
    # Hours that pass: counted on the wall, the clocks of Paris would give or take one on their way.
    return not asked.ends and hours is not None and asked.start > agenda.now.astimezone(UTC) + timedelta(hours=hours)


def _is_closed_to_whom(asked: Asked) -> bool:
    terms = asked.ground.agenda.terms
    return asked.visit is None and not terms["open_to_new_patients" if asked.is_new else "open_to_known_patients"]


def _is_offline(asked: Asked) -> bool:
    return not asked.ends and not asked.ground.agenda.terms["by_web"]


def _wants_no_web(asked: Asked) -> bool:
    return not asked.ends and asked.who == 1 and not asked.ground.agenda.second_online


def _leaves(asked: Asked) -> bool:
    return asked.visit is not None and asked.who != asked.ground.who(asked.visit.practitioner_role_id)


def _is_cancelled(asked: Asked) -> bool:
    return asked.visit is not None and asked.visit.status == "cancelled"


def _is_cancelled_again(asked: Asked) -> bool:
    return asked.ends and _is_cancelled(asked)


def _is_over(asked: Asked) -> bool:
    return asked.visit is not None and asked.visit.ends_at <= asked.ground.agenda.now


def _stays_here(asked: Asked) -> bool:
    """No page moves it: its reason, or its agenda, is not online."""
    if asked.visit is None or asked.ends:
        return False
    its_own = Asked(asked.ground, asked.ground.who(asked.visit.practitioner_role_id), asked.start)
    return _is_offline(asked) or _wants_no_web(its_own)


# In the order in which the door would say them.
DIFFERENCES = (
    Difference("web", "a link ends with its visit", _is_over, "appointment-link-invalid"),
    Difference("web", "an impatient patient who cancels twice has cancelled", _is_cancelled_again, None),
    Difference("web", "the page of a cancelled visit says so", _is_cancelled, "cancelled"),
    Difference("web", "patients change a visit until the practice's delay (ST-04)", _is_late, "too-late-to-change"),
    Difference("web", "what is kept for the telephone moves there", _stays_here, "by-telephone"),
    Difference("web", "the practice does not take this reason online", _is_offline, "not-online"),
    Difference("web", "online only where the practitioner wishes it (ST-08)", _wants_no_web, "unknown-value"),
    Difference("web", "a patient moves a visit within one agenda", _leaves, "unknown-value"),
    Difference(
        "web", "staged release: the telephone first", _is_unreleased, "not-released", BEFORE_THE_RELEASE
    ),
)  # fmt: skip
# The screens that know whom it is for show nothing to whom the reason is closed; the web's answer no such thing.
SHOWN_TO_WHOM = {"phone": _is_closed_to_whom, "api": _is_closed_to_whom}
# The public is not told that a reason is kept for the known or the new: it would tell who is known (ST-22).
CALLED = {
    ("web", "new-patients-refused"): "by-telephone",
    ("web", "known-patients-refused"): "by-telephone",
}
# A program that books at once names the patient and the hour together: the patient is looked at first.
AT_ONCE = frozenset({"new-patients-refused", "known-patients-refused", "patient-busy"})


def shows(door: str, asked: Asked) -> bool:
    """Whether this door shows such an hour when it is free."""
    kept = any(one.keeps(asked) for one in DIFFERENCES if one.door == door)
    return not kept and not SHOWN_TO_WHOM.get(door, lambda _: False)(asked)


def answers(door: str, asked: Asked, plain: str | None) -> str | None:
    """What this door answers to a wish to which a door without any difference answers `plain`."""
    for one in DIFFERENCES:
        if one.door == door and one.keeps(asked) and plain not in one.after:
            return one.code
    return CALLED.get((door, plain or ""), plain)
