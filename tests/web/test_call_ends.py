"""The end of a call at the desk: concluded in a key, whom to ring back, three times offered, what was done and why."""

import html
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from booking.models import Occupancy
from calls.models import CallSession
from core import clock
from core.ids import new_id
from core.scoping import acting_as, system_actor
from patients.models import Patient
from tests.calls.lines import make_line
from tests.factories.booking import at
from tests.factories.practices import House, World, join_as_practice_secretary, make_person
from tests.personas import CAMILLE, DR_MARTIN, NADIA

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]


@pytest.fixture
def call(world: World, ours: House) -> CallSession:
    """A call that camille is answering."""
    return a_call(ours, taken_by_id=world.people[CAMILLE].id, taken_at=clock.now(), outcome="answered")


def a_call(house: House, *, number: str = "+33639980001", **more: Any) -> CallSession:
    line = make_line(house.practice, f"+3319900{new_id().int % 10_000:04}")
    columns = {"direction": "inbound", "remote_state": "known", "remote_e164": number, "outcome": "missed", **more}
    with acting_as(system_actor(house.practice.id)):
        return CallSession.objects.create(
            practice=house.practice, line=line, account=line.account, provider_call_id=str(new_id()),
            started_at=clock.now() - timedelta(minutes=1), **columns,
        )  # fmt: skip


def page_of(call: CallSession, *rest: str) -> str:
    return f"/bureau/appel/{call.practice_id}/{call.id}/" + "".join(f"{one}/" for one in rest)


def words(answer: Any) -> str:
    return html.unescape(answer.content.decode()).replace("\u00a0", " ")


def hold(client: Client, ours: House, call: CallSession, hour: str) -> Any:
    slot = f"{ours.role.id}|{at(hour).isoformat()}"
    return client.post(page_of(call, "option"), {"motif": ours.visit_reason.id, "creneau": slot})


def again(call: CallSession) -> CallSession:
    with acting_as(system_actor(call.practice_id)):
        return CallSession.objects.get(id=call.id)


def test_ending_a_call_leads_to_its_conclusion_with_the_probable_one_chosen(
    browser: Browser, ours: House, call: CallSession, patient: Patient
) -> None:
    client = browser(CAMILLE)
    held = hold(client, ours, call, "09:00")["Location"].partition("option=")[2].partition("&")[0]
    client.post(page_of(call, "confirmer") + f"?option={held}&patient={patient.id}&motif={ours.visit_reason.id}")
    assert client.post(page_of(call, "terminer"))["Location"] == page_of(call, "conclure")
    shown = words(client.get(page_of(call, "conclure")))
    assert 'value="booked" required data-digit checked' in shown
    assert "Rendez-vous pris" in shown.partition("Pendant cet appel")[2]
    assert patient.used_name.upper() in shown
    assert client.post(page_of(call, "conclure"), {"issue": "booked"})["Location"] == "/bureau/?termine"
    assert again(call).disposition == "booked"
    # Corrected afterwards.
    assert "Corriger" in words(client.get(page_of(call, "conclure")))
    client.post(page_of(call, "conclure"), {"issue": "message"})
    assert again(call).disposition == "message"


def test_a_conclusion_that_is_not_of_the_list_is_said_and_nothing_is_written(
    browser: Browser, call: CallSession
) -> None:
    answer = browser(CAMILLE).post(page_of(call, "conclure"), {"issue": "ravie"})
    assert answer.status_code == 400 and "pas dans la liste" in words(answer)
    assert again(call).disposition == ""


def test_a_call_begun_by_hand_ends_at_once(browser: Browser, ours: House) -> None:
    answer = browser(CAMILLE).post(f"/bureau/appel/{ours.practice.id}/{new_id()}/terminer/")
    assert answer["Location"] == "/bureau/?termine"


def test_three_times_are_offered_and_a_fourth_is_not_until_one_is_given_back(
    browser: Browser, ours: House, call: CallSession
) -> None:
    client = browser(CAMILLE)
    for hour in ("09:00", "10:00", "11:00"):
        assert hold(client, ours, call, hour).status_code == 302
    refused = hold(client, ours, call, "11:30")
    assert refused.status_code == 409 and "Trois horaires sont déjà proposés" in words(refused)
    shown = words(client.get(page_of(call)))
    assert "Proposés au patient (3 sur 3)" in shown and "14 janvier à 10:00" in shown
    client.post(page_of(call, "terminer"))
    with acting_as(system_actor(ours.practice.id)):
        assert not Occupancy.objects.exists()


def test_the_time_read_back_may_be_kept_while_another_is_proposed_and_another_desk_sees_both(
    browser: Browser, world: World, ours: House, call: CallSession
) -> None:
    client = browser(CAMILLE)
    shown = words(client.get(hold(client, ours, call, "09:00")["Location"]))
    assert "Garder et en proposer un autre" in shown and "tant que la ligne est ouverte" in shown
    hold(client, ours, call, "10:00")
    world.people["lea"] = make_person("lea")
    join_as_practice_secretary(ours.practice, world.people["lea"])
    colleague = browser("lea")
    times = words(colleague.get(f"/bureau/appel/{ours.practice.id}/{new_id()}/"))
    assert times.count("proposé en ligne par Camille") == 2
    planning = words(colleague.get("/bureau/planning/", {"cabinet": ours.practice.id}))
    assert planning.count("Proposé en ligne par Camille") == 2
    assert "proposé en ligne" not in words(client.get(page_of(call)))  # one's own are offers


def test_whom_to_ring_back_is_counted_in_the_bar_and_held_by_one_person(
    browser: Browser, world: World, ours: House
) -> None:
    over = clock.now()
    missed = a_call(ours, ended_at=over)
    hidden = a_call(ours, number="", remote_state="withheld", ended_at=over)
    client = browser(CAMILLE)
    shown = words(client.get("/bureau/a-rappeler/"))
    assert "06 39 98 00 01" in shown and "Numéro masqué" in shown and "ne peut pas être rappelée" in shown
    assert 'À rappeler <span class="tag">2<span class="sr"> en attente</span></span>' in shown
    assert client.post(page_of(missed, "rappel", "pris")).status_code == 302
    world.people["lea"] = make_person("lea")
    join_as_practice_secretary(ours.practice, world.people["lea"])
    colleague = browser("lea")
    assert "Camille rappelle" in words(colleague.get("/bureau/a-rappeler/"))
    refused = colleague.post(page_of(missed, "rappel", "pris"))
    assert refused.status_code == 409 and "rappelle déjà" in words(refused)
    client.post(page_of(missed, "rappel", "rappele"))
    client.post(page_of(hidden, "rappel", "rappele"))
    assert "Personne à rappeler" in words(client.get("/bureau/a-rappeler/"))


def test_an_access_during_a_call_says_so_to_whoever_asks_who_looked(
    browser: Browser, ours: House, call: CallSession, patient: Patient
) -> None:
    """Also on a page that is not the call's: whoever is on the line with that practice opens the file for it."""
    client = browser(CAMILLE)
    client.get(f"/bureau/patients/{patient.id}/")
    looked = words(browser(DR_MARTIN).get(f"/registre/acces/{patient.id}/"))
    assert "Pendant l'appel du" in looked
    with acting_as(system_actor(ours.practice.id)):
        CallSession.objects.filter(id=call.id).update(wrapped_up_at=clock.now())
    before = looked.count("Pendant l'appel du")
    client.get(f"/bureau/patients/{patient.id}/")
    assert words(browser(DR_MARTIN).get(f"/registre/acces/{patient.id}/")).count("Pendant l'appel du") == before


def test_a_call_that_somebody_else_took_justifies_nothing(
    browser: Browser, world: World, ours: House, call: CallSession, patient: Patient
) -> None:
    world.people["lea"] = make_person("lea")
    join_as_practice_secretary(ours.practice, world.people["lea"])
    browser("lea").get(page_of(call), {"patient": patient.id})
    looked = words(browser(DR_MARTIN).get(f"/registre/acces/{patient.id}/"))
    assert "Lea" in looked and "Pendant l'appel du" not in looked


def test_the_activity_is_drawn_and_told_in_a_table_and_people_are_the_manager_s(
    browser: Browser, world: World, ours: House
) -> None:
    a_call(ours, ended_at=clock.now(), taken_by_id=world.people[CAMILLE].id, taken_at=clock.now(), outcome="answered",
           answered_at=clock.now() - timedelta(seconds=50))  # fmt: skip
    ours_sees, leads = (words(browser(name).get("/bureau/activite/")) for name in (CAMILLE, NADIA))
    for shown in (ours_sees, leads):
        assert "<svg" in shown and "1 appel reçu, 1 répondu, 0 manqué." in shown and "10 s / 10 s" in shown
        assert "style=" not in shown and "06 39 98" not in shown
    assert "Camille" in leads and "Par personne" not in ours_sees
