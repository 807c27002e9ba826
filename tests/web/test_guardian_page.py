"""The page behind a guardian's link: public, one answer for what is not valid, nothing said of why nor with whom."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from booking import queries, services
from booking.minors import Secrecy
from booking.models import Appointment
from consent.attestation import Attestation
from consent.models import GuardianConsent, GuardianLink
from consent.services.guardian_links import token_of
from core import clock
from core.scoping import Actor, acting_as
from patients.errors import DeathReported, RecordRestricted
from patients.models import Patient
from practices.models import Location, Practice
from tests.factories.accounts import signed_in
from tests.factories.booking import MONDAY, NOW, at, book, hold
from tests.factories.patients import make_patient
from tests.factories.practices import House, World
from tests.personas import CAMILLE

pytestmark = pytest.mark.django_db
LATER = at("09:00", MONDAY + timedelta(days=10))
AGREES = {"guardian_name": "Jeanne Petit", "relation": "parent", "scope": "appointment", "answer": "agreed"}


@pytest.fixture
def camille(world: World) -> Iterator[Actor]:
    actor = world.actor(CAMILLE)
    with acting_as(actor):
        yield actor


@pytest.fixture
def waiting(camille: Actor, ours: House) -> Appointment:
    child = make_patient(ours.practice, "Petit", "Léa", date(2030, 6, 1))
    return book(camille, ours, child.id, LATER)


def address(visit: Appointment, purpose: str = "answer") -> str:
    link = GuardianLink.objects.get(appointment_id=visit.id, purpose=purpose, used_at__isnull=True)
    return f"/accord/{token_of(link)}/"


def status(camille: Actor, visit: Appointment) -> str:
    with acting_as(camille):
        return Appointment.objects.get(pk=visit.pk).status


@pytest.mark.requirement("ST-45")
def test_the_page_says_what_is_kept_and_how_to_object_and_neither_why_nor_with_whom(
    camille: Actor, ours: House, waiting: Appointment
) -> None:
    page = Client().get(address(waiting)).content.decode()
    assert "Ce qui est gardé" in page
    assert "retirer votre accord" in page
    for untold in (ours.visit_reason.name, waiting.practitioner.family_name, "Léa", "Petit"):
        assert untold not in page
    assert "Petit" not in address(waiting)


@pytest.mark.requirement("ST-45")
def test_the_page_names_neither_a_practice_nor_a_place_that_tells_a_specialty(
    camille: Actor, ours: House, waiting: Appointment
) -> None:
    with acting_as(camille):
        Practice.objects.filter(id=ours.practice.id).update(name="Cabinet de pédiatrie")
        Location.objects.filter(id=waiting.location_id).update(name="Maternité du Parc", city="Nancy")
    page = Client().get(address(waiting)).content.decode()
    assert "Votre cabinet" in page and "Nancy" in page
    assert "pédiatrie" not in page and "Maternité" not in page


@pytest.mark.requirement("ST-44")
def test_an_answer_by_the_link_books_once(camille: Actor, waiting: Appointment) -> None:
    here = address(waiting)
    refused = Client().post(here, AGREES)
    assert refused.status_code == 400
    assert "titulaire de l&#x27;autorité parentale : elle seule" in refused.content.decode()
    assert status(camille, waiting) == "pending"
    assert Client().post(here, {**AGREES, "holder": "1"}).status_code == 200
    assert status(camille, waiting) == "booked"
    assert GuardianConsent.objects.get().channel == "web"
    assert Client().post(here, {**AGREES, "holder": "1"}).status_code == 404


@pytest.mark.requirement("ST-45")
def test_whoever_agreed_takes_it_back_by_the_link_of_objection(camille: Actor, waiting: Appointment) -> None:
    Client().post(address(waiting), {**AGREES, "holder": "1"})
    assert Client().post(address(waiting, "object")).status_code == 200
    assert GuardianConsent.objects.get().withdrawn_at is not None
    assert status(camille, waiting) == "booked", "a person decides"


def test_forged_cut_expired_used_and_secret_links_answer_alike(
    camille: Actor, waiting: Appointment, travel: time_machine.Traveller
) -> None:
    here = address(waiting)
    answers = {Client().get(bad).content for bad in ("/accord/x/", here[:-3] + "/", here.replace(".", ".A"))}
    services.keep_secret(actor=camille, appointment_id=waiting.id, secrecy=Secrecy("Demandé"))
    answers.add(Client().get(here).content)
    travel.move_to(NOW + timedelta(days=8))
    answers.add(Client().get(here).content)
    assert len(answers) == 1


LIMITS = ["death_reported_at", "restricted_at", "locked_at"]


def limit(visit: Appointment, column: str) -> None:
    Patient.objects.filter(id=visit.patient_id).update(**{column: clock.now()})


@pytest.mark.requirement("ST-27")
@pytest.mark.requirement("ST-30")
@pytest.mark.parametrize("column", LIMITS)
@pytest.mark.parametrize("purpose", ["answer", "object"])
def test_no_link_leaves_once_the_record_is_limited(
    camille: Actor, waiting: Appointment, column: str, purpose: str
) -> None:
    if purpose == "object":
        Client().post(address(waiting), {**AGREES, "holder": "1"})
    with acting_as(camille):
        link = GuardianLink.objects.get(appointment_id=waiting.id, purpose=purpose)
        assert queries.guardian_page_to_send(link.practice_id, link.id) is not None
        limit(waiting, column)
        assert queries.guardian_page_to_send(link.practice_id, link.id) is None


@pytest.mark.requirement("ST-27")
@pytest.mark.requirement("ST-30")
@pytest.mark.parametrize("column", LIMITS)
def test_the_link_to_answer_says_nothing_of_why_the_record_takes_no_answer(
    camille: Actor, waiting: Appointment, column: str
) -> None:
    here, client = address(waiting), Client()
    forged = client.get("/accord/x/")
    with acting_as(camille):
        limit(waiting, column)
    for answer in (client.get(here), client.post(here, {**AGREES, "holder": "1"})):
        assert (answer.status_code, answer.content) == (404, forged.content)
    assert status(camille, waiting) == "pending"


@pytest.mark.parametrize("refusal", [DeathReported, RecordRestricted])
def test_a_refusal_that_comes_between_the_page_and_the_answer_says_no_more(
    waiting: Appointment, refusal: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise refusal()

    here, client = address(waiting), Client()
    forged = client.get("/accord/x/")
    monkeypatch.setattr(services, "answer_by_link", refuse)
    answer = client.post(here, {**AGREES, "holder": "1"})
    assert (answer.status_code, answer.content) == (404, forged.content)


@pytest.mark.requirement("ST-27")
@pytest.mark.requirement("ST-45")
@pytest.mark.parametrize("column", ["death_reported_at", "restricted_at"])
@pytest.mark.parametrize("by_link", [True, False])
def test_an_agreement_is_taken_back_from_a_limited_record_and_none_is_given(
    camille: Actor, waiting: Appointment, column: str, by_link: bool
) -> None:
    Client().post(address(waiting), {**AGREES, "holder": "1"})
    with acting_as(camille):
        consent = GuardianConsent.objects.get()
        limit(waiting, column)
    if by_link:
        assert Client().post(address(waiting, "object")).status_code == 200
    else:
        with acting_as(camille):
            services.withdraw_guardian(actor=camille, appointment_id=waiting.id, consent_id=consent.id)
    with acting_as(camille):
        consent.refresh_from_db()
        assert consent.withdrawn_at is not None
        with pytest.raises((DeathReported, RecordRestricted)):
            services.record_guardian(actor=camille, appointment_id=waiting.id, said=Attestation("Jeanne Petit"))


def test_enter_in_a_field_presses_neither_answer(waiting: Appointment) -> None:
    form = Client().get(address(waiting)).content.decode().partition("<form method")[2]
    first = form[form.index("<button") :].partition(">")[0]
    assert first.split() == ["<button", "disabled", "hidden"]


def test_a_network_that_insists_waits(camille: Actor, waiting: Appointment) -> None:
    here, client = address(waiting), Client()
    assert {client.get(here).status_code for _ in range(30)} == {200}
    assert client.get(here).status_code == 429


@pytest.mark.requirement("ST-44")
def test_the_desk_notes_the_answer_with_the_booking(world: World, camille: Actor, ours: House) -> None:
    child = make_patient(ours.practice, "Petit", "Léa", date(2030, 6, 1))
    with acting_as(camille):
        held = hold(camille, ours, LATER)
    client = signed_in(Client(), world.people[CAMILLE])
    call = f"/bureau/appel/{ours.practice.id}/{held.id}/"
    state = f"?patient={child.id}&motif={ours.visit_reason.id}&option={held.id}"
    before = "un représentant légal doit être au téléphone"
    assert before in client.get(f"{call}?patient={child.id}&motif={ours.visit_reason.id}").content.decode()
    recap = client.get(call + state).content.decode()
    assert "Moins de 16 ans" in recap and before not in recap
    assert "Mettre en attente" in recap and "son nom, ses prénoms, sa date de naissance" in recap
    nameless = client.post(f"{call}confirmer/{state}", {"guardian": "agreed"})
    assert nameless.status_code == 400
    assert "Écrivez le nom" in nameless.content.decode()
    done = client.post(f"{call}confirmer/{state}", {"guardian": "agreed", "guardian_name": "Jeanne Petit"}, follow=True)
    assert "Rendez-vous confirmé" in done.content.decode()
    assert GuardianConsent.objects.get().call_id == held.id


@pytest.mark.requirement("ST-45")
@pytest.mark.parametrize("born", [date(2030, 6, 1), date(2023, 6, 1)])
def test_the_desk_keeps_a_minor_s_visit_secret_with_the_booking(
    world: World, camille: Actor, ours: House, born: date
) -> None:
    child = make_patient(ours.practice, "Petit", "Léa", born)
    with acting_as(camille):
        held = hold(camille, ours, LATER)
    client = signed_in(Client(), world.people[CAMILLE])
    call = f"/bureau/appel/{ours.practice.id}/{held.id}/"
    state = f"?patient={child.id}&motif={ours.visit_reason.id}&option={held.id}"
    assert "Confirmer en gardant le secret" in client.get(call + state).content.decode()
    told = {"guardian": "secret", "secrecy_reason": " ", "own_contact": "06 39 98 12 34"}
    wordless = client.post(f"{call}confirmer/{state}", told)
    assert wordless.status_code == 400 and 'value="06 39 98 12 34"' in wordless.content.decode()
    assert not Appointment.objects.filter(patient=child).exists()
    done = client.post(f"{call}confirmer/{state}", {**told, "secrecy_reason": "Le Dr Martin"}, follow=True)
    assert "Secret vis-à-vis des parents" in done.content.decode()
    visit = Appointment.objects.get(patient=child)
    assert (visit.status, visit.minor_secrecy) == ("booked", True)
    assert visit.secrecy_reason is not None and visit.secrecy_reason.open() == "Le Dr Martin"
    assert not GuardianLink.objects.exists()


@pytest.mark.requirement("ST-45")
def test_an_adult_s_visit_is_offered_no_secret(world: World, camille: Actor, ours: House) -> None:
    adult = make_patient(ours.practice, "Grand", "Léa", date(2022, 1, 1))
    with acting_as(camille):
        held = hold(camille, ours, LATER)
    client = signed_in(Client(), world.people[CAMILLE])
    call = f"/bureau/appel/{ours.practice.id}/{held.id}/"
    state = f"?patient={adult.id}&motif={ours.visit_reason.id}&option={held.id}"
    assert "gardant le secret" not in client.get(call + state).content.decode()
    refused = client.post(f"{call}confirmer/{state}", {"guardian": "secret", "secrecy_reason": "Le Dr Martin"})
    assert refused.status_code == 400 and "ne concerne que les mineurs" in refused.content.decode()


@pytest.mark.requirement("ST-44")
def test_the_desk_sees_what_waits_and_answers_on_the_page_of_the_visit(
    world: World, camille: Actor, ours: House, waiting: Appointment
) -> None:
    client = signed_in(Client(), world.people[CAMILLE])
    assert "En attente de l&#x27;accord" in client.get(f"/bureau/accords/?cabinet={ours.practice.id}").content.decode()
    here = f"/bureau/rendez-vous/{waiting.id}/"
    assert "Noter la réponse" in client.get(here).content.decode()
    said = {"guardian_name": "Paul Petit", "relation": "parent", "scope": "appointment", "version": waiting.version}
    refused = client.post(f"{here}representant/", {**said, "answer": "refused"}, follow=True).content.decode()
    assert "a refusé" in refused
    assert status(camille, waiting) == "pending"
