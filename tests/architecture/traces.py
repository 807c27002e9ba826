"""What one request must have left in the journal: whom it touched, or that it was refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from accounts.models import User
from audit import services as audit
from audit.actions import Action
from tests.architecture.matrix import Line
from tests.architecture.requests import touches_a_patient
from tests.architecture.stage import Stage

Key = tuple[str, str]
# On this stage they find nothing to take back and answer with a redirect to a page that is journalled.
ONLY_LEAD_ON = {("desk:call-release", "POST"), ("desk:call-undo", "POST"), ("desk:call-end", "POST")}

# Open to everybody: it is the link that is not valid, whoever holds it. Attempts are counted by address instead.
OF_NOBODY = {
    ("guardian:link", "GET"),
    ("guardian:link", "POST"),
    ("portal:link", "GET"),
    ("portal:booked", "GET"),
    ("portal:link-move", "GET"),
    ("portal:link-calendar", "GET"),
    ("portal:link-own", "GET"),
    # Not offered on this stage, to nobody in particular.
    ("portal:account-federation", "GET"),
}


@contextmanager
def written_from_now_on() -> Iterator[list[audit.Event]]:
    """Every event written meanwhile."""
    events: list[audit.Event] = []
    write = audit._row

    def row(event: audit.Event) -> Any:
        events.append(event)
        return write(event)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit, "_row", row)
        yield events


def expected(key: Key, line: Line, status: int) -> str | None:
    """Which trace such an answer leaves: "named", "refused" or none in particular."""
    if status in (403, 404):
        return None if key in OF_NOBODY else "refused"
    return "named" if status < 400 and touches_a_patient(line) and key not in ONLY_LEAD_ON else None


def is_left(trace: str, events: list[audit.Event], stage: Stage, name: str) -> bool:
    """Whether the events hold it: the patient named at her practice; one refusal, of that very person."""
    if trace == "named":
        return any(
            event.patient_id == stage.ids["patient_id"] and event.practice_id == stage.ids["practice_id"]
            for event in events
        )
    refused = [event for event in events if event.action == Action.ACCESS_REFUSED]
    people = [event.actor.user_id for event in refused if event.actor]
    return len(refused) == 1 and [user.username for user in User.objects.filter(id__in=people)] == [name]
