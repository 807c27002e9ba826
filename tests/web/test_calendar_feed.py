"""The calendar feed: « Occupé » unless chosen otherwise, the zones of the places, revoked at once, kept as a digest."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO

import pytest
from dateutil.tz import tzical
from django.test import Client
from icalendar import Calendar

from accounts.enums import AccountStatus
from accounts.models import User
from booking import services
from booking.models import Appointment, CalendarFeed, CancelledBy
from config.access_log import without_typed_values
from core.scoping import Actor, acting_as, system_actor
from patients.models import Patient
from practices.models import PracticeMembership
from practices.services import leave_practice
from tests.factories.booking import MONDAY, at, book
from tests.factories.practices import House, World
from tests.personas import CAMILLE, DR_MARTIN

pytestmark = pytest.mark.django_db
HERE = "/planning/flux/"


@pytest.fixture
def doctor(browser: Callable[[str], Client]) -> Client:
    return browser(DR_MARTIN)


@pytest.fixture
def visit(camille: Actor, ours: House, patient: Patient) -> Appointment:
    with acting_as(camille):
        return book(camille, ours, patient.id, at("09:15"))


def path_in(page: str) -> str:
    shown = page.split('id="adresse" value="')[1].split('"')[0]
    return shown[shown.index("/flux/") :]


def opened(doctor: Client, house: House, **chosen: str) -> str:
    return path_in(doctor.post(HERE, {"agenda": str(house.role.id), **chosen}).content.decode())


def test_a_calendar_reads_when_and_nothing_else(doctor: Client, ours: House, visit: Appointment) -> None:
    answer = Client().get(opened(doctor, ours))
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"]
    calendar = Calendar.from_ical(answer.content)
    (event,) = calendar.walk("VEVENT")
    assert str(event["SUMMARY"]) == "Occupé" and str(event["UID"]) == f"{visit.id}@permanence"
    assert event.decoded("DTSTART") == at("09:15") and [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == [
        "Europe/Paris"
    ]
    assert "LOCATION" not in event and "DESCRIPTION" not in event


def test_names_are_there_only_when_they_were_chosen(
    doctor: Client, ours: House, visit: Appointment, patient: Patient
) -> None:
    assert patient.used_name.upper() not in Client().get(opened(doctor, ours)).content.decode()
    assert patient.used_name.upper() in Client().get(opened(doctor, ours, noms="1")).content.decode()


def test_a_visit_that_moves_keeps_its_uid_and_one_cancelled_disappears(
    doctor: Client, camille: Actor, ours: House, visit: Appointment
) -> None:
    here = opened(doctor, ours)
    with acting_as(camille):
        services.move_appointment(
            actor=camille, appointment_id=visit.id, start=at("11:00"), practitioner_role_id=ours.role.id
        )
    (event,) = Calendar.from_ical(Client().get(here).content).walk("VEVENT")
    assert (str(event["UID"]), event.decoded("DTSTART")) == (f"{visit.id}@permanence", at("11:00"))
    assert event["SEQUENCE"] == 2
    with acting_as(camille):
        services.cancel_appointment(actor=camille, appointment_id=visit.id, by=CancelledBy.PATIENT, reason=None)
    assert Calendar.from_ical(Client().get(here).content).walk("VEVENT") == []


def test_another_library_reads_the_same_instants_on_both_sides_of_a_clock_change(
    doctor: Client, camille: Actor, ours: House, patient: Patient
) -> None:
    summer = MONDAY + timedelta(days=84)  # after the last Sunday of March
    for day in (MONDAY, summer):
        with acting_as(camille):
            book(camille, ours, patient.id, at("09:15", day))
    read = starts_read_by_dateutil(Client().get(opened(doctor, ours)).content.decode())
    assert read == [at("09:15"), at("09:15", summer)]


def starts_read_by_dateutil(text: str) -> list[datetime]:
    """The zones by dateutil's own reader of VTIMEZONE, and the local times as they are written."""
    zones = tzical(StringIO(text))
    written = re.findall(r"DTSTART;TZID=([^:]+):([0-9T]+)", text)
    return [datetime.strptime(moment, "%Y%m%dT%H%M%S").replace(tzinfo=zones.get(zone)) for zone, moment in written]


def test_revoked_it_answers_nothing_and_a_wrong_token_looks_the_same(doctor: Client, ours: House) -> None:
    here = opened(doctor, ours)
    wrong = here.replace(here.split("/")[4], "x" * 43)
    assert Client().get(here).status_code == 200
    assert Client().get(wrong).status_code == 404
    revoke = doctor.get(HERE).content.decode().split(f'action="{HERE}')[1].split('"')[0]
    assert doctor.post(f"{HERE}{revoke}").status_code == 302
    assert Client().get(here).status_code == 404


def test_it_stops_when_its_maker_is_suspended_or_leaves(world: World, doctor: Client, ours: House) -> None:
    here, maker = opened(doctor, ours), world.people[DR_MARTIN]
    User.objects.filter(id=maker.id).update(status=AccountStatus.SUSPENDED)
    assert Client().get(here).status_code == 404
    User.objects.filter(id=maker.id).update(status=AccountStatus.ACTIVE)
    assert Client().get(here).status_code == 200
    system = system_actor(ours.practice.id)
    with acting_as(system):
        (membership,) = PracticeMembership.objects.filter(user_id=maker.id)
        leave_practice(actor=system, membership_id=membership.id)
    assert Client().get(here).status_code == 404


def test_the_token_is_kept_nowhere_in_clear(doctor: Client, ours: House) -> None:
    here = opened(doctor, ours)
    token = here.split("/")[4]
    with acting_as(system_actor(ours.practice.id)):
        (feed,) = CalendarFeed.objects.all()
    assert token not in feed.token_digest and len(token) == 43
    assert token not in doctor.get(HERE).content.decode()
    assert token not in without_typed_values(here)


def test_only_a_practitioner_opens_one_and_only_of_their_own_agenda(
    browser: Callable[[str], Client], world: World, ours: House, doctor: Client
) -> None:
    assert browser(CAMILLE).post(HERE, {"agenda": str(ours.role.id)}).status_code == 403
    assert doctor.post(HERE, {"agenda": str(world.theirs.role.id)}).status_code == 404
