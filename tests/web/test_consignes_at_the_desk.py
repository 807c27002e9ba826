"""Consignes on the screen of a call: beside the work, asked in the recap, passed over with a reason."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from booking.consignes import Answer
from booking.models import Appointment, Occupancy, Override
from core.ids import new_id
from core.scoping import Actor, acting_as
from instructions.models import UrgencyRun
from patients.models import Patient
from tests.factories.booking import at, book, hold
from tests.factories.consignes import SENTENCE, make_consigne, make_protocol
from tests.factories.practices import House, make_visit_reason
from tests.personas import CAMILLE
from web.desk.presenters.consignes import important

Browser = Callable[[str], Client]


@pytest.fixture
def desk(browser: Browser) -> Client:
    return browser(CAMILLE)


def call(ours: House, act: str = "") -> str:
    return f"/bureau/appel/{ours.practice.id}/{new_id()}/{act}"


def held(camille: Actor, ours: House) -> UUID:
    with acting_as(camille):
        return hold(camille, ours, at("09:00")).id


def state(ours: House, patient: Patient, option: UUID) -> str:
    return f"?patient={patient.id}&motif={ours.visit_reason.id}&option={option}"


def shown(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_consigne_stands_beside_the_work_with_a_word_for_its_colour(desk: Client, ours: House) -> None:
    make_consigne(ours.practice, "block", "Ne prend plus de patients.", kind="important", familiarity="new")
    make_consigne(ours.practice, "warn", SENTENCE)
    make_consigne(ours.practice, kind="info", sentence="Parking derrière.")
    page = shown(desk.get(call(ours)))
    words = [page.index(f"<b>{word}") for word in ("Important · ne se réserve pas", "Règle", "Info")]
    assert words == sorted(words)
    assert "Ne prend plus de patients." in page
    assert "Parking derrière." in page


def test_what_is_for_another_reason_comes_when_it_is_chosen(desk: Client, ours: House) -> None:
    other = make_visit_reason(ours.practice, [ours.role], "Vaccination", position=9)
    make_consigne(ours.practice, sentence="Carnet de vaccination.", visit_reasons=(other.id,))
    assert "Carnet de vaccination." not in shown(desk.get(call(ours) + f"?motif={ours.visit_reason.id}"))
    part = desk.get(call(ours) + f"?motif={other.id}", headers={"HX-Request": "true", "HX-Target": "creneaux"})
    assert "Carnet de vaccination." in shown(part)


def test_only_what_is_important_is_said_while_it_rings() -> None:
    from tests.instructions.test_rules import rule

    assert important([rule("block", kind="important"), rule("warn")]) == ["Une phrase"]


def test_the_recap_asks_and_keeps_the_answer(desk: Client, camille: Actor, ours: House, patient: Patient) -> None:
    version = make_consigne(ours.practice, "ask", question="A-t-il ses examens ?")
    option = held(camille, ours)
    page = shown(desk.get(call(ours) + state(ours, patient, option)))
    assert "A-t-il ses examens ?" in page
    assert f'name="consigne-{version.id}"' in page
    refused = desk.post(call(ours, "confirmer/") + state(ours, patient, option), {})
    assert refused.status_code == 422
    assert "attend une réponse" in shown(refused)
    with acting_as(camille):
        assert not Appointment.objects.exists()
    answered = {f"consigne-{version.id}": "yes", f"mots-{version.id}": "Radios"}
    assert desk.post(call(ours, "confirmer/") + state(ours, patient, option), answered).status_code == 302
    with acting_as(camille):
        assert Appointment.objects.get().consigne_versions == [version.id]


def test_nothing_is_asked_where_nothing_is(desk: Client, camille: Actor, ours: House, patient: Patient) -> None:
    make_consigne(ours.practice, kind="info", sentence="Parking derrière.")
    page = shown(desk.get(call(ours) + state(ours, patient, held(camille, ours))))
    assert "data-focus data-confirm" in page
    assert "consigne-" not in page.split('id="confirmation"')[1].split("</form>")[0]


def test_a_blocked_booking_is_said_and_passed_over_in_its_own_time(
    desk: Client, camille: Actor, ours: House, patient: Patient
) -> None:
    version = make_consigne(ours.practice, "block", age_from=18)
    option = held(camille, ours)
    page = shown(desk.get(call(ours) + state(ours, patient, option)))
    assert "Consigne : ne se réserve pas" in page
    assert "data-confirm" not in page
    told = {"praticien": ours.role.id, "day": "2041-01-14", "hour": "09:00", "why": "Vu avec le médecin"}
    done = desk.post(call(ours, "en-plus/") + state(ours, patient, option), told)
    assert done.status_code == 302, shown(done)
    with acting_as(camille):
        visit = Appointment.objects.get()
        assert (visit.lane, visit.consigne_breaches) == (0, [version.id])
        assert Override.objects.get().kind == "consigne"
        assert Occupancy.objects.count() == 1, "the hold was given back"


def test_a_time_refused_to_everybody_is_said_when_it_is_held(desk: Client, ours: House, patient: Patient) -> None:
    make_consigne(ours.practice, "block", weekdays=(0,))
    told = {"motif": ours.visit_reason.id, "creneau": f"{ours.role.id}|{at('09:00').isoformat()}"}
    refused = desk.post(call(ours, "option/") + f"?patient={patient.id}", told)
    assert refused.status_code == 422
    assert SENTENCE in shown(refused)
    assert "Passer outre" in shown(refused)


def test_a_move_asks_what_is_new_on_its_own_page(desk: Client, camille: Actor, ours: House, patient: Patient) -> None:
    with acting_as(camille):
        visit = book(camille, ours, patient.id, at("09:00"))
    version = make_consigne(ours.practice, "ask")
    page = f"/bureau/rendez-vous/{visit.id}/deplacer/"
    told = {"creneau": f"{ours.role.id}|{at('10:00').isoformat()}", "version": "1"}
    asked = desk.post(page, told)
    assert asked.status_code == 422
    assert f'name="consigne-{version.id}"' in shown(asked)
    assert desk.post(page, {**told, f"consigne-{version.id}": "yes"}).status_code == 302


def test_an_answer_to_nothing_is_refused(desk: Client, camille: Actor, ours: House, patient: Patient) -> None:
    option = held(camille, ours)
    refused = desk.post(call(ours, "confirmer/") + state(ours, patient, option), {"consigne-autre": "yes"})
    assert refused.status_code == 400


def test_an_urgent_call_follows_the_protocol_to_its_end(
    desk: Client, camille: Actor, ours: House, patient: Patient
) -> None:
    make_protocol(ours.practice)
    here = call(ours)
    begun = desk.post(f"{here}urgence/?patient={patient.id}")
    assert begun.status_code == 302
    page = shown(desk.get(begun["Location"]))
    assert "Douleur dans la poitrine" in page
    run = begun["Location"].split("?")[0]
    on = desk.post(f"{run}repondre/?patient={patient.id}", {"question": "douleur", "choice": "non"})
    assert "Depuis quand" in shown(desk.get(on["Location"]))
    again = desk.post(f"{run}repondre/", {"question": "douleur", "choice": "oui"})
    assert (again.status_code, "plus de réponse" in shown(again)) == (409, True)
    done = desk.post(f"{run}repondre/", {"question": "fievre", "choice": "aujourdhui"})
    end = shown(desk.get(done["Location"]))
    assert "Rendez-vous le jour même" in end
    assert "du=2041-01-14" in end
    with acting_as(camille):
        kept = UrgencyRun.objects.get()
    assert (str(kept.call_id) in here, kept.patient_id) == (True, patient.id)
    assert desk.get(run.replace(str(kept.call_id), str(new_id()))).status_code == 404


def test_without_a_signed_protocol_the_call_goes_to_15(desk: Client, ours: House) -> None:
    make_protocol(ours.practice, signed=False)
    said = desk.post(f"{call(ours)}urgence/")
    assert said.status_code == 422
    assert "transférez l'appel au 15" in shown(said).replace("&#x27;", "'")


def test_the_page_of_a_visit_tells_what_applied_and_opens_the_answers(
    desk: Client, camille: Actor, ours: House, patient: Patient
) -> None:
    asked = make_consigne(ours.practice, "ask", question="A-t-il ses examens ?")
    make_consigne(ours.practice, "block", "Pas le lundi.", weekdays=(0,))
    with acting_as(camille):
        visit = book(
            camille,
            ours,
            patient.id,
            at("09:00"),
            overbooked="Vu",
            answers={asked.id: Answer("yes", "Radios du genou")},
        )
    page = f"/bureau/rendez-vous/{visit.id}/"
    closed = shown(desk.get(page))
    assert "Pas le lundi." in closed
    assert "passée outre" in closed
    assert "Radios du genou" not in closed
    assert "Oui · Radios du genou" in shown(desk.post(page + "consignes/"))
