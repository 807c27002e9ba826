"""A series at the desk: moved whole or not at all, given up with a reason in words; and reasons that say nothing."""

import html
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from booking.models import Appointment
from booking.services.series import book_series
from core.scoping import Actor, acting_as, system_actor
from patients.models import Patient
from tests.factories.booking import MONDAY, at, book
from tests.factories.patients import make_patient
from tests.factories.practices import House
from tests.personas import CAMILLE

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
WEEK = timedelta(days=7)


@pytest.fixture
def series(camille: Actor, ours: House, patient: Patient) -> list[Appointment]:
    """Three Mondays at nine, from the next one on."""
    with acting_as(camille):
        return book_series(
            actor=camille,
            patient_id=patient.id,
            visit_reason_id=ours.visit_reason.id,
            practitioner_role_id=ours.role.id,
            starts=[at("09:00", MONDAY + n * WEEK) for n in (1, 2, 3)],
        )


def starts(ours: House) -> list[str]:
    with acting_as(system_actor(ours.practice.id)):
        found = Appointment.objects.filter(status="booked").order_by("starts_at")
        return [f"{visit.starts_at.astimezone(at('09:00').tzinfo):%d %H:%M}" for visit in found]


def moved(client: Client, visit: Appointment, day: str, hour: str, scope: str) -> tuple[int, str]:
    answer = client.post(
        f"/bureau/rendez-vous/{visit.id}/serie/deplacer/",
        {"day": day, "hour": hour, "scope": scope, "version": str(visit.version)},
    )
    return answer.status_code, html.unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("this", ["21 09:00", "29 10:30", "04 09:00"]),
        ("following", ["21 09:00", "29 10:30", "05 10:30"]),
        ("all", ["22 10:30", "29 10:30", "05 10:30"]),
    ],
)
def test_a_series_moves_as_far_as_it_is_told(
    browser: Browser, ours: House, series: list[Appointment], scope: str, expected: list[str]
) -> None:
    client = browser(CAMILLE)
    shown = client.get(f"/bureau/rendez-vous/{series[1].id}/serie/deplacer/").content.decode()
    assert 'value="2041-01-28"' in shown and 'value="09:00"' in shown
    assert moved(client, series[1], "2041-01-29", "10:30", scope)[0] == 302
    assert starts(ours) == expected


def test_a_move_that_fails_anywhere_changes_nothing_and_says_where(
    browser: Browser, camille: Actor, ours: House, series: list[Appointment]
) -> None:
    with acting_as(camille):
        book(camille, ours, make_patient(ours.practice, "Durand").id, at("10:00", MONDAY + 3 * WEEK))
    before = starts(ours)
    status, page = moved(browser(CAMILLE), series[0], "2041-01-21", "10:00", "all")
    assert status == 409 and "rien n'a été changé" in page and "Lundi 4 février à 10:00" in page
    assert 'value="10:00"' in page and "checked" in page.partition('value="all"')[2][:20]
    assert starts(ours) == before
    for day, hour, said in (
        ("", "10:00", "Ce champ est obligatoire"),
        ("2041-03-31", "02:30", "changement d'heure"),
    ):
        status, page = moved(browser(CAMILLE), series[0], day, hour, "this")
        assert status == 400 and said in page
    status, page = moved(browser(CAMILLE), series[0], "2041-01-21", "20:00", "this")
    assert status == 422 and starts(ours) == before
    stale = browser(CAMILLE).post(
        f"/bureau/rendez-vous/{series[0].id}/serie/deplacer/",
        {"day": "2041-01-21", "hour": "10:30", "scope": "this", "version": "9"},
    )
    assert stale.status_code == 412 and starts(ours) == before


@pytest.mark.parametrize("reason", ["...", "?!", "12 34"])
def test_a_reason_that_says_nothing_is_answered_beside_its_field(
    browser: Browser, camille: Actor, ours: House, series: list[Appointment], patient: Patient, reason: str
) -> None:
    client, before = browser(CAMILLE), starts(ours)
    one = f"/bureau/rendez-vous/{series[0].id}/"
    call = f"/bureau/appel/{ours.practice.id}/0197c0de-0000-7000-8000-000000000001/en-plus/"
    told = {"by": "practice", "version": "1"}
    extra = {"praticien": str(ours.role.id), "day": "2041-01-14", "hour": "20:00"}
    answers = {
        "reason": [
            client.post(one + "annuler/", {**told, "reason": reason}),
            client.post(one + "serie/", {**told, "reason": reason, "scope": "following"}),
        ],
        "why": [
            client.post(f"{call}?patient={patient.id}&motif={ours.visit_reason.id}", {**extra, "why": reason}),
        ],
    }
    for field, given in answers.items():
        for answer in given:
            page = html.unescape(answer.content.decode())
            assert answer.status_code == 400
            assert "Indiquez pourquoi, avec des mots." in page.partition(f'id="id_{field}_error"')[2][:80]
            assert f'value="{reason}"' in page
    for answer in answers["reason"]:
        assert "checked" in answer.content.decode().partition('value="practice"')[2][:20]
    assert starts(ours) == before


def test_a_series_without_a_date_is_asked_again_on_its_own_page(
    browser: Browser, ours: House, patient: Patient
) -> None:
    asked = f"?motif={ours.visit_reason.id}&praticien={ours.role.id}&jour=2041-01-21&heure=09:00&semaines=1&combien=2"
    answer = browser(CAMILLE).post(f"/bureau/patients/{patient.id}/series/{asked}", {"motif": ours.visit_reason.id})
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 400 and "Cochez au moins une date." in page
    assert "2 dates libres" in page and starts(ours) == []


def test_a_reason_in_words_or_none_at_all_cancels(browser: Browser, ours: House, series: list[Appointment]) -> None:
    client, told = browser(CAMILLE), {"by": "patient", "version": "1"}
    first, second = (f"/bureau/rendez-vous/{visit.id}/" for visit in series[:2])
    assert client.post(first + "annuler/", {**told, "reason": "Empêchement"}).status_code == 302
    assert client.post(second + "serie/", {**told, "reason": "", "scope": "following"}).status_code == 302
    assert starts(ours) == []
