"""Accesses worth a look: what no call and no visit explains, at night, in bulk; counted per person and day."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from audit import services as audit
from audit.actions import Action
from audit.oddities import count_oddities
from calls.folding import Outcome
from calls.models import CallSession
from calls.services import read_message, send_message
from core import clock
from core.errors import Forbidden, NotFound
from core.ids import new_id
from core.scoping import Actor, acting_as, system_actor
from patients.models import Patient
from patients.queries import open_patient
from privacy import oddities
from privacy.oddities import OPENING, USUAL_HOURS, OddDay, oddities_at
from telephony_adapters.events import Direction, RemoteState
from tests.calls.lines import EXCHANGE, make_line
from tests.factories.accounts import signed_in
from tests.factories.booking import NOW, PARIS, at, book
from tests.factories.patients import make_patient
from tests.factories.practices import House, World
from tests.personas import CAMILLE, INES

pytestmark = pytest.mark.requirement("CH-13")
Look = Callable[..., list[OddDay]]


@pytest.fixture
def opens(travel: time_machine.Traveller, camille: Actor) -> Callable[[Patient, datetime], None]:
    """`opens(patient, at("10:00"))`: camille opens that file then."""

    def call(patient: Patient, moment: datetime) -> None:
        travel.move_to(moment, tick=False)
        with acting_as(camille):
            open_patient(camille, patient.id)

    return call


def odd(actor: Actor, house: House) -> list[OddDay]:
    with acting_as(actor):
        return oddities_at(actor, house.practice.id)


def took_a_call(house: House, person: UUID | None, moment: datetime) -> None:
    line = make_line(house.practice)
    with acting_as(system_actor(house.practice.id)):
        CallSession(
            practice=house.practice, line=line, account=EXCHANGE, provider_call_id=str(new_id()),
            direction=Direction.INBOUND, remote_state=RemoteState.WITHHELD, outcome=Outcome.ANSWERED,
            started_at=moment, taken_by_id=person, taken_at=moment,
        ).save(force_insert=True)  # fmt: skip


def test_a_file_opened_without_a_call_or_a_visit_is_counted(
    ines: Actor, camille: Actor, ours: House, patient: Patient, world: World,
    opens: Callable[[Patient, datetime], None],
) -> None:  # fmt: skip
    opens(patient, at("10:00"))
    (found,) = odd(ines, ours)
    assert (found.user_id, found.name, found.day) == (camille.user_id, world.people[CAMILLE].display_name, NOW.date())
    assert (found.files, found.unexplained, found.off_hours, found.busiest) == (1, 1, 0, 1)


def test_a_visit_of_the_day_explains_the_file_and_one_of_another_day_does_not(
    ines: Actor, ours: House, patient: Patient, opens: Callable[[Patient, datetime], None]
) -> None:
    system = system_actor(ours.practice.id)
    with acting_as(system):
        book(system, ours, patient.id, at("09:00", NOW.date() + timedelta(days=1)))
    opens(patient, at("10:00"))
    assert odd(ines, ours) == [], "booked that day"
    opens(patient, at("10:00", NOW.date() + timedelta(days=1)))
    assert odd(ines, ours) == [], "the day of the visit"
    opens(patient, at("10:00", NOW.date() + timedelta(days=2)))
    assert [(one.day, one.unexplained) for one in odd(ines, ours)] == [(NOW.date() + timedelta(days=2), 1)]


@pytest.mark.parametrize(("minutes", "unexplained"), [(60, 0), (61, 1), (-1, 1)])
def test_a_call_explains_what_its_taker_opens_within_the_hour(
    ines: Actor, camille: Actor, ours: House, patient: Patient, opens: Callable[[Patient, datetime], None],
    minutes: int, unexplained: int,
) -> None:  # fmt: skip
    took_a_call(ours, camille.user_id, at("10:00"))
    opens(patient, at("10:00") + timedelta(minutes=minutes))
    assert sum(one.unexplained for one in odd(ines, ours)) == unexplained


def test_a_message_or_an_urgency_opened_without_a_call_or_a_visit_is_counted(
    ines: Actor, camille: Actor, dr_martin: Actor, ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    """What is said of somebody is as much as their file."""
    assert {Action.MESSAGE_READ, Action.URGENCY_OPENED, Action.REPLY_OPENED, Action.CONSIGNE_ANSWERS_OPENED} <= {
        *OPENING
    }
    with acting_as(camille):
        sent = send_message(
            actor=camille, practitioner_role_id=ours.role.id, kind="urgent", text="Rappeler", patient_id=patient.id
        )
    travel.move_to(at("10:00"), tick=False)
    with acting_as(camille):
        read_message(actor=camille, message_id=sent.id)
    assert [(one.user_id, one.unexplained) for one in odd(ines, ours)] == [(camille.user_id, 1)]


def test_somebody_else_s_call_explains_nothing(
    ines: Actor, dr_martin: Actor, ours: House, patient: Patient, opens: Callable[[Patient, datetime], None]
) -> None:
    took_a_call(ours, dr_martin.user_id, at("10:00"))
    opens(patient, at("10:05"))
    assert [one.unexplained for one in odd(ines, ours)] == [1]


@pytest.mark.parametrize(("moment", "counted"), [("05:59", True), ("06:00", False), ("21:59", False), ("22:00", True)])
def test_acts_outside_the_usual_hours_of_the_place_are_counted(
    ines: Actor, ours: House, patient: Patient, opens: Callable[[Patient, datetime], None], moment: str, counted: bool
) -> None:
    system = system_actor(ours.practice.id)
    tomorrow = NOW.date() + timedelta(days=1)
    with acting_as(system):
        book(system, ours, patient.id, at("09:00", tomorrow))
    opens(patient, at(moment, tomorrow))
    assert [one.off_hours for one in odd(ines, ours)] == ([1] if counted else [])


@pytest.mark.parametrize(("last", "is_bulk"), [("10:59", True), ("11:00", False)])
def test_more_files_than_usual_within_one_hour_are_told(
    ines: Actor, ours: House, camille: Actor, opens: Callable[[Patient, datetime], None],
    monkeypatch: pytest.MonkeyPatch, last: str, is_bulk: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr(oddities, "MOST_FILES_IN_AN_HOUR", 2)
    first, second, third = (make_patient(ours.practice) for _ in range(3))
    for patient, moment in ((first, "10:00"), (second, "10:20"), (second, "10:25"), (third, last)):
        opens(patient, at(moment))
    (found,) = odd(ines, ours)
    assert (found.files, found.is_bulk, found.busiest) == (3, is_bulk, 3 if is_bulk else 2)


def test_the_fifteenth_day_back_is_no_longer_told(
    ines: Actor, ours: House, patient: Patient, travel: time_machine.Traveller,
    opens: Callable[[Patient, datetime], None],
) -> None:  # fmt: skip
    opens(patient, at("10:00"))
    for days, told in ((13, 1), (14, 0)):
        travel.move_to(at("10:00") + timedelta(days=days), tick=False)
        assert len(odd(ines, ours)) == told


def test_the_desk_and_other_practices_learn_nothing(
    ines: Actor, camille: Actor, charlie: Actor, ours: House, patient: Patient,
    opens: Callable[[Patient, datetime], None],
) -> None:  # fmt: skip
    opens(patient, at("10:00"))
    with pytest.raises(Forbidden):
        odd(camille, ours)
    with pytest.raises(NotFound):
        odd(charlie, ours)

    def raw() -> int:
        return len(
            count_oddities(
                ours.practice.id, since=NOW, until=clock.now() + timedelta(1), zone=PARIS.key, opening=OPENING,
                visits=[], calls=[], hours=USUAL_HOURS, most=30,
            )
        )  # fmt: skip

    with acting_as(charlie):
        assert raw() == 0, "the database itself answers nothing outside the caller's practices"
    with acting_as(ines):
        assert raw() == 1, "the control: inside, the same question is answered"


def test_the_review_is_itself_in_the_journal(ines: Actor, ours: House, journal: list[audit.Event]) -> None:
    journal.clear()
    odd(ines, ours)
    assert [(event.action, event.practice_id) for event in journal] == [(Action.ODDITIES_READ, ours.practice.id)]


def test_the_officer_reads_the_page_and_a_program_the_same_counts(
    ours: House, patient: Patient, world: World, opens: Callable[[Patient, datetime], None]
) -> None:
    browser = signed_in(Client(), world.people[INES])
    assert "Rien d'inhabituel" in browser.get("/registre/anomalies/").content.decode()
    opens(patient, at("22:30"))
    browser = signed_in(Client(), world.people[INES])
    page = browser.get("/registre/anomalies/").content.decode()
    assert world.people[CAMILLE].display_name in page and patient.id.hex not in page.replace("-", "")
    (line,) = browser.get("/api/v1/privacy/oddities", {"practice": str(ours.practice.id)}).json()["results"]
    assert (line["unexplained"], line["off_hours"], line["is_bulk"]) == (1, 1, False)
