"""Nothing about a patient is read or changed over HTTP, and nobody is refused, without its line in the journal."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from audit import services as audit
from audit.actions import Action
from tests.architecture.matrix import MATRIX
from tests.architecture.requests import send, touches_a_patient
from tests.architecture.stage import INSIDE, Stage, set_stage
from tests.factories.booking import NOW
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, NADIA

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
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


@pytest.fixture
def stage(db: Any) -> Iterator[Stage]:
    with time_machine.travel(NOW, tick=False):
        yield set_stage()


@pytest.fixture
def journal(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> list[audit.Event]:
    """Every event written from now on."""
    events: list[audit.Event] = []
    write = audit._row

    def row(event: audit.Event) -> Any:
        events.append(event)
        return write(event)

    monkeypatch.setattr(audit, "_row", row)
    return events


@pytest.mark.requirement("CH-14")
@pytest.mark.parametrize("name", [CAMILLE, DR_MARTIN])
def test_whatever_touches_a_patient_names_the_patient_in_the_journal(
    stage: Stage, journal: list[audit.Event], name: str
) -> None:
    silent, tried = [], 0
    for (route, method), line in MATRIX.items():
        if not touches_a_patient(line) or (route, method) in ONLY_LEAD_ON:
            continue
        journal.clear()
        (response,) = send(stage.clients[name], method, line, stage.ids)
        if response.status_code >= 400:
            continue
        tried += 1
        named = {event.patient_id for event in journal if event.practice_id == stage.ids["practice_id"]}
        if stage.ids["patient_id"] not in named:
            silent.append(f"{method} {route}")
    assert silent == []
    assert tried > 25


@pytest.mark.requirement("CH-13")
@pytest.mark.parametrize("name", [NADIA, CHARLIE])
def test_every_refused_access_is_in_the_journal(stage: Stage, journal: list[audit.Event], name: str) -> None:
    silent, tried = [], 0
    for (route, method), line in MATRIX.items():
        if line.answer(INSIDE.index(name)) not in (403, 404) or (route, method) in OF_NOBODY:
            continue
        journal.clear()
        send(stage.clients[name], method, line, stage.ids)
        tried += 1
        refused = [event for event in journal if event.action == Action.ACCESS_REFUSED]
        if not (len(refused) == 1 and refused[0].actor and refused[0].actor.user_id == stage.world.people[name].id):
            silent.append(f"{method} {route}")
    assert silent == []
    assert tried > 40


@pytest.mark.requirement("SAS-04")
def test_a_disclosure_says_under_whose_mandate_it_was_made(stage: Stage, journal: list[audit.Event]) -> None:
    send(stage.clients[CAMILLE], "POST", MATRIX["api-nir-disclosure", "POST"], stage.ids)
    (event,) = [event for event in journal if event.action == Action.NIR_DISCLOSED]
    assert event.actor is not None
    assert event.actor.delegations == {stage.ids["practice_id"]: stage.ids["delegation_id"]}
