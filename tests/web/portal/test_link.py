"""The signed link of one visit: when and where, move, cancel, come; nothing behind it, one answer when invalid."""

from datetime import date, timedelta
from typing import Any

import icalendar
import pytest
import time_machine
from django.test import Client

from booking import services as booking
from booking.minors import Secrecy
from booking.models import Appointment
from booking.queries import linked_visit
from core.scoping import acting_as, system_actor
from online.erasable import OnlineErasable
from online.models import AppointmentLink
from online.services import issue_link, link_to_send, revoke_links, token_of
from patients.erasable import Erasure, Person
from patients.models import Patient
from patients.services.limit import restrict_record
from practices.models import Location, Practice, VisitReason
from practices.services import wish_online
from tests.factories.accounts import signed_in
from tests.factories.booking import MONDAY, NOW, at, book
from tests.factories.online import Booker
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_visit_reason
from tests.personas import CAMILLE
from tests.web.test_calendar_feed import starts_read_by_dateutil

pytestmark = pytest.mark.django_db
THURSDAY = at("09:00", MONDAY + timedelta(days=3))


@pytest.fixture
def link(ours: House, booker: Booker) -> str:
    """The address of a visit booked online for Thursday."""
    return str(booker.book(THURSDAY).headers["Location"]).removesuffix("pris/")


def visit(house: House) -> Appointment:
    with acting_as(system_actor(house.practice.id)):
        return Appointment.objects.select_related("practitioner", "patient").get(practice=house.practice)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_neither_the_practice_nor_its_place_gives_the_specialty_away(ours: House, link: str) -> None:
    made = visit(ours)
    with acting_as(system_actor(ours.practice.id)):
        Practice.objects.filter(id=ours.practice.id).update(name="Cabinet de cardiologie")
        Location.objects.filter(id=made.location_id).update(
            name="Centre de Cardiologie", address_line="4 rue des Ponts", postal_code="54000", city="Nancy"
        )
    for page in (Client().get(link), Client().get(f"{link}rendez-vous.ics")):
        shown = text(page).replace("\r\n ", "").replace("\\,", ",")
        assert "4 rue des Ponts, 54000 Nancy" in shown
        assert "cardio" not in shown.lower()


def minutes(start: Any) -> int:
    return int(start.timestamp()) // 60


def test_the_page_says_when_and_where_and_neither_why_nor_with_whom(ours: House, booker: Booker, link: str) -> None:
    pages = [Client().get(link), Client().get(f"{link}pris/"), Client().get(f"{link}deplacer/")]
    made = visit(ours)
    for page in pages:
        assert page.status_code == 200
        assert "eudi 17 janvier à 09:00" in text(page)
        for untold in (booker.reason.name, made.practitioner.family_name, "Duval", "Inès", "06 39 98"):
            assert untold not in text(page)
        assert page.headers["Referrer-Policy"] == "strict-origin"
        assert "noindex" in page.headers["X-Robots-Tag"]
        assert page.headers["Cache-Control"] == "no-store"
    assert str(made.id) not in link


def test_a_practice_whose_name_tells_a_specialty_is_not_named(ours: House, booker: Booker, link: str) -> None:
    with acting_as(system_actor(ours.practice.id)):
        Practice.objects.filter(id=ours.practice.id).update(name="Cabinet de cardiologie")
    for page in (Client().get(link), Client().get(f"{link}deplacer/"), Client().get(f"{link}rendez-vous.ics")):
        assert "cardiologie" not in text(page)
        assert "Votre cabinet" in text(page)


def test_the_visit_moves_by_the_same_rules_as_at_the_desk(ours: House, booker: Booker, link: str) -> None:
    friday = at("10:00", MONDAY + timedelta(days=4))
    tail = ours.role.id.hex[-12:]
    night = booker.client.post(f"{link}deplacer/", {"creneau": f"{tail}.{minutes(at('22:00', MONDAY))}"})
    assert night.status_code == 422
    with acting_as(system_actor(ours.practice.id)):
        rival = make_patient(ours.practice, "Rival")
        book(system_actor(ours.practice.id), ours, rival.id, friday)
    taken = booker.client.post(f"{link}deplacer/", {"creneau": f"{tail}.{minutes(friday)}"})
    assert taken.status_code == 409
    assert text(taken).partition('class="next"')[2].count('name="creneau"') >= 3
    free = friday + timedelta(minutes=15)
    moved = booker.client.post(f"{link}deplacer/", {"creneau": f"{tail}.{minutes(free)}"})
    assert moved.status_code == 302
    with acting_as(system_actor(ours.practice.id)):
        assert Appointment.objects.get(patient__birth_name="Duval").starts_at == free


def test_cancelling_asks_once_and_frees_the_hour_at_once(ours: House, booker: Booker, link: str) -> None:
    asked = booker.client.post(link, {"act": "cancel"})
    assert "Annuler ce rendez-vous ?" in text(asked)
    assert visit(ours).status == "booked"
    booker.client.post(link, {"act": "cancel", "sure": "1"})
    made = visit(ours)
    assert (made.status, made.cancelled_by, made.occupancy_id) == ("cancelled", "patient", None)
    assert "Rendez-vous annulé" in text(booker.client.get(link))
    assert booker.client.get(f"{link}rendez-vous.ics").status_code == 404
    assert Booker(ours, booker.reason).choose(THURSDAY).status_code == 302


def test_cancelling_twice_says_again_that_it_is_cancelled(ours: House, booker: Booker, link: str) -> None:
    for _ in range(2):
        pressed = booker.client.post(link, {"act": "cancel", "sure": "1"}, follow=True)
        assert (pressed.status_code, "Rendez-vous annulé" in text(pressed)) == (200, True)
    assert visit(ours).version == 2, "the second press changes nothing"


def test_a_visit_under_way_says_that_it_no_longer_changes_online(
    ours: House, booker: Booker, link: str, travel: time_machine.Traveller
) -> None:
    travel.move_to(THURSDAY + timedelta(minutes=5))
    value = f"{ours.role.id.hex[-12:]}.{minutes(THURSDAY + timedelta(minutes=15))}"
    for page in (booker.client.get(link), booker.client.post(f"{link}deplacer/", {"creneau": value}, follow=True)):
        assert "Ce rendez-vous ne se change plus en ligne." in text(page)
    late = booker.client.post(link, {"act": "cancel", "sure": "1"})
    assert (late.status_code, "Il est trop tard pour changer ce rendez-vous en ligne." in text(late)) == (422, True)


def test_a_visit_whose_reason_left_the_web_moves_by_telephone(ours: House, booker: Booker, link: str) -> None:
    with acting_as(system_actor(ours.practice.id)):
        VisitReason.objects.filter(id=booker.reason.id).update(by_web=False)
    assert "Déplacer" not in text(booker.client.get(link))
    value = f"{ours.role.id.hex[-12:]}.{minutes(THURSDAY + timedelta(minutes=15))}"
    moved = booker.client.post(f"{link}deplacer/", {"creneau": value})
    assert (moved.status_code, "Ce rendez-vous se prend par téléphone." in text(moved)) == (422, True)
    gone = booker.client.get(booker.slots)
    assert (gone.status_code, "Rien ne se réserve en ligne à cette adresse." in text(gone)) == (404, True)


def test_a_first_visit_finds_other_hours_at_the_desk_as_behind_its_link(
    world: World, ours: House, booker: Booker
) -> None:
    """Its patient is known by now: whether the reason takes them was asked when it was booked."""
    first = make_visit_reason(ours.practice, [ours.role], "Première fois", by_web=True, open_to_known_patients=False)
    link = str(Booker(ours, first).book(THURSDAY).headers["Location"]).removesuffix("pris/")
    desk = signed_in(Client(), world.people[CAMILLE])
    shown = text(desk.get(f"/bureau/rendez-vous/{visit(ours).id}/deplacer/"))
    behind = text(booker.client.get(f"{link}deplacer/"))
    assert f"{ours.role.id}|{at('10:00').isoformat()}" in shown
    assert f"{ours.role.id.hex[-12:]}.{minutes(at('10:00'))}" in behind


def test_within_the_practice_s_delay_the_telephone_is_named_and_nothing_changes(
    ours: House, booker: Booker, link: str, travel: time_machine.Traveller
) -> None:
    travel.move_to(THURSDAY - timedelta(hours=24))
    assert "Déplacer" in text(booker.client.get(link)), "the delay itself is still in time"
    travel.move_to(THURSDAY - timedelta(hours=23))
    late = text(booker.client.get(link))
    assert "À moins de 24 h du rendez-vous, il ne se change plus en ligne." in late
    assert "Déplacer" not in late
    assert booker.client.post(link, {"act": "cancel", "sure": "1"}).status_code == 422
    value = f"{ours.role.id.hex[-12:]}.{minutes(THURSDAY + timedelta(minutes=15))}"
    assert booker.client.post(f"{link}deplacer/", {"creneau": value}).status_code == 302
    assert (visit(ours).status, visit(ours).starts_at) == ("booked", THURSDAY)


@pytest.mark.requirement("ST-04")
def test_the_practice_s_delay_is_hours_that_pass_although_the_clocks_jump(ours: House) -> None:
    system, patient = system_actor(ours.practice.id), make_patient(ours.practice, "Duval", "Inès")
    with acting_as(system):
        made = book(system, ours, patient.id, at("09:00", date(2041, 3, 31)), overbooked="Ce matin-là")
        shown = linked_visit(ours.practice.id, made.id)
    assert shown and shown.change_until == at("08:00", date(2041, 3, 30))


def test_coming_is_said_for_the_hour_that_the_visit_has(world: World, ours: House, booker: Booker, link: str) -> None:
    booker.client.post(link, {"act": "present"})
    assert "Vous avez confirmé votre venue" in text(booker.client.get(link))
    desk = signed_in(Client(), world.people[CAMILLE])
    shown = text(desk.get(f"/bureau/rendez-vous/{visit(ours).id}/"))
    assert "par le patient, en ligne" in shown
    assert "Le patient a dit qu'il viendra, en ligne le 14/01/2041 à 07:00" in shown
    with acting_as(system_actor(ours.practice.id)):
        made = visit(ours)
        booking.move_appointment(
            actor=system_actor(ours.practice.id), appointment_id=made.id, start=THURSDAY + timedelta(days=1)
        )
    assert "Vous avez confirmé votre venue" not in text(booker.client.get(link))


def test_forged_cut_revoked_secret_and_past_links_answer_alike(
    ours: House, booker: Booker, link: str, travel: time_machine.Traveller
) -> None:
    system = system_actor(ours.practice.id)
    answers = {Client().get(bad).content for bad in ("/rdv/lien/x/", link[:-3] + "/", link.replace(".", ".A"))}
    with acting_as(system):
        other = issue_link(actor=system, practice_id=ours.practice.id, appointment_id=visit(ours).id)
        assert revoke_links(actor=system, practice_id=ours.practice.id, appointment_id=visit(ours).id) == 2
    answers |= {Client().get(link).content, Client().get(f"/rdv/lien/{token_of(ours.practice.id, other.id)}/").content}
    child = Booker(ours, booker.reason)
    parents = {"whom": "child", "birth_date": "14/01/2030", "booker": "Jeanne Duval", "relation_child": "parent"}
    late = THURSDAY + timedelta(days=7)
    secret = child.book(late, holder="1", given_names="Léa", **parents).headers["Location"]
    assert Client().get(secret).status_code == 200
    with acting_as(system):
        kept = Appointment.objects.get(starts_at=late)
        booking.keep_secret(actor=system, appointment_id=kept.id, secrecy=Secrecy("Demandé"))
    answers.add(Client().get(secret).content)
    past = Booker(ours, booker.reason).book(at("09:00"), given_names="Max").headers["Location"]
    assert Client().get(past).status_code == 200
    travel.move_to(NOW + timedelta(hours=3))
    answers.add(Client().get(past).content)
    assert len(answers) == 1


def test_the_calendar_file_is_read_by_a_calendar(ours: House, booker: Booker, link: str) -> None:
    served = booker.client.get(f"{link}rendez-vous.ics")
    assert served.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(served.content)
    (event,) = calendar.walk("VEVENT")
    assert (event.start, event.end) == (THURSDAY, THURSDAY + timedelta(minutes=15))
    assert event.start.tzinfo.key == "Europe/Paris"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]
    assert event["SUMMARY"] == f"Rendez-vous, {ours.practice.name}"
    assert booker.reason.name not in text(served)
    assert starts_read_by_dateutil(text(served)) == [THURSDAY], "by another library too"
    first = event["UID"]
    with acting_as(system_actor(ours.practice.id)):
        booking.move_appointment(
            actor=system_actor(ours.practice.id), appointment_id=visit(ours).id, start=THURSDAY + timedelta(days=1)
        )
    (again,) = icalendar.Calendar.from_ical(booker.client.get(f"{link}rendez-vous.ics").content).walk("VEVENT")
    assert (again["UID"], int(again["SEQUENCE"])) == (first, int(event["SEQUENCE"]) + 1)


def test_a_form_of_another_site_cancels_nothing(ours: House, link: str) -> None:
    stranger = Client(enforce_csrf_checks=True)
    stranger.get(link)
    assert stranger.post(link, {"act": "cancel", "sure": "1"}).status_code == 403
    assert visit(ours).status == "booked"


def test_a_message_carries_the_link_of_the_visit_and_none_where_patients_do_not_book(
    ours: House, booker: Booker, link: str
) -> None:
    system, made = system_actor(ours.practice.id), visit(ours)
    with acting_as(system):
        assert f"/rdv/lien/{link_to_send(ours.practice.id, made.id)}/" == link, "the one that is already known"
        revoke_links(actor=system, practice_id=ours.practice.id, appointment_id=made.id)
        fresh = f"/rdv/lien/{link_to_send(ours.practice.id, made.id)}/"
        assert fresh != link
        by_phone = book(system, ours, make_patient(ours.practice, "Autre").id, at("11:00", MONDAY + timedelta(days=2)))
        assert link_to_send(ours.practice.id, by_phone.id)
        wish_online(actor=system, practitioner_role_id=ours.role.id, wished=False)
        another = book(system, ours, make_patient(ours.practice, "Tiers").id, at("11:30", MONDAY + timedelta(days=2)))
        assert link_to_send(ours.practice.id, another.id) == ""
    assert Client().get(fresh).status_code == 200
    assert Client().get(link).status_code == 404


def test_an_erased_visit_leaves_no_link(ours: House, booker: Booker, link: str) -> None:
    system, made = system_actor(ours.practice.id), visit(ours)
    with acting_as(system):
        person = Person(ours.practice.id, (made.patient_id,), made.patient_id)
        erasure = Erasure(system, person, row_ids=frozenset({made.id}))
        assert OnlineErasable().erase(erasure) == {"online_appointmentlink.appointment_id": 1}
        assert not AppointmentLink.objects.exists()
        assert Patient.objects.filter(id=made.patient_id).exists()


def test_a_restricted_record_takes_no_word_that_one_comes(ours: House, link: str) -> None:
    made, system = visit(ours), system_actor(ours.practice.id)
    with acting_as(system):
        restrict_record(actor=system, patient_id=made.patient_id, ground="accuracy-contested")
    assert Client(headers={"Origin": "http://testserver"}).post(link, {"act": "present"}).status_code in (409, 422)
    with acting_as(system):
        assert AppointmentLink.objects.get(appointment_id=made.id).presence_at is None
