"""Booking online from the practice's page to the confirmation: one person, a relative, a child."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from booking.models import Appointment
from booking.models.appointment import CancelledBy
from booking.services import cancel_appointment, decide_measure
from consent.models import GuardianConsent, GuardianLink, NoticeRecord
from consent.services.guardian_links import contact_of
from core.scoping import acting_as, system_actor
from notifications.models import Cause
from notifications.queries import left_to_do
from online.models import AppointmentLink, BookingDraft
from patients.models import Patient, RelatedPerson
from patients.worklist import probable_pairs
from practices.models import VisitReason
from practices.services import wish_online
from tests.factories.booking import MONDAY, NOW, at
from tests.factories.online import ME, Booker, open_online, years_ago
from tests.factories.patients import make_patient
from tests.factories.practices import House

pytestmark = pytest.mark.django_db
NINE, TEN = at("09:00"), at("10:00")
LATER = at("09:00", MONDAY + timedelta(days=10))
CHILD = {
    "whom": "child", "birth_date": years_ago(9), "booker": "Jeanne Duval", "relation_child": "parent", "holder": "1",
}  # fmt: skip


def visits(house: House) -> list[Appointment]:
    with acting_as(system_actor(house.practice.id)):
        return list(Appointment.objects.filter(practice=house.practice).select_related("patient").order_by("starts_at"))


def rows(model: Any, house: House) -> list[Any]:
    with acting_as(system_actor(house.practice.id)):
        return list(model.objects.filter(practice=house.practice))


def left_to_the_desk(house: House) -> list[Any]:
    """The starts of the visits that the desk is to ask about."""
    system = system_actor(house.practice.id)
    with acting_as(system):
        return [one.starts_at for one in left_to_do(system, house.practice.id) if one.cause is Cause.NEAR]


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.requirement("ST-07")
@pytest.mark.requirement("ST-10")
def test_a_newcomer_books_a_slot_for_themselves(ours: House, booker: Booker) -> None:
    front = booker.client.get("/", follow=True).content.decode()
    assert 'href="/rdv/"' in front, "a patient who lands on the front page is shown the way"
    directory = booker.client.get("/rdv/").content.decode()
    assert ours.practice.name in directory
    assert "Apportez votre carte Vitale." in booker.client.get(booker.here).content.decode()
    assert "09:00" in booker.client.get(booker.slots).content.decode()
    assert booker.choose(NINE).headers["Location"] == f"{booker.here}patient/"
    page = booker.client.get(f"{booker.here}patient/").content.decode()
    assert "Gardé pour vous jusqu'à 07:10" in page
    told = booker.tell()

    assert told.headers["Location"] == f"{booker.here}code/"
    assert booker.prove().headers["Location"] == f"{booker.here}recapitulatif/"
    done = booker.confirm()
    assert done.status_code == 302, done.content.decode()
    shown = booker.client.get(done.headers["Location"]).content.decode()
    assert "Rendez-vous confirmé" in shown
    (made,) = visits(ours)
    assert (made.starts_at, made.channel, made.status, made.created_by_id) == (NINE, "web", "booked", None)
    assert (made.patient.identity_status, made.patient.collected_via) == ("PROV", "web")
    with acting_as(system_actor(ours.practice.id)):
        assert not BookingDraft.objects.exists(), "nothing of the way there is kept"


def test_who_is_sent_to_the_telephone_hears_it_once_their_contact_is_proven_and_no_stranger_does(
    ours: House, booker: Booker, online: VisitReason
) -> None:
    booker.book(NINE)
    system, (first,) = system_actor(ours.practice.id), visits(ours)
    with acting_as(system):
        decide_measure(
            actor=system, patient_id=first.patient_id, grade="phone-only", cause="repeated-absences", months=3
        )
    Booker(ours, online).book(TEN, given_names="Zoé", phone="06 39 98 00 02")
    assert len(visits(ours)) == 2, "whoever is under no measure books as before"
    booker.choose(TEN + timedelta(hours=1))
    assert booker.tell().headers["Location"] == f"{booker.here}code/", "nothing tells anybody before the code"
    booker.prove()
    page = booker.recap()
    shown = text(page)
    assert (page.status_code, "Ce rendez-vous se prend par téléphone" in shown) == (422, True)
    assert not [word for word in ("absence", "mesure", "praticien a décidé") if word in shown.lower()]


@pytest.mark.requirement("ST-16")
def test_a_relative_is_booked_for_by_somebody_who_can_be_called_back(ours: House, booker: Booker) -> None:
    booker.book(NINE, whom="relative", booker="Paul Duval", relation_relative="child")
    (made,) = visits(ours)
    (relative,) = rows(RelatedPerson, ours)
    assert (relative.patient_id, relative.name, relative.scope) == (made.patient_id, "Paul Duval", "contact")
    assert relative.phone == "+33639980001"


@pytest.mark.requirement("ST-44")
def test_whoever_says_to_be_a_parent_is_sent_the_link_and_the_child_s_visit_waits(ours: House, booker: Booker) -> None:
    booker.choose(LATER)
    refused = booker.tell(**{**CHILD, "holder": ""})
    assert refused.status_code == 400
    assert "titulaire de l&#x27;autorité parentale : elle seule" in text(refused)
    assert "le rendez-vous attend ma réponse" in text(refused)
    booker.tell(**CHILD)
    booker.prove()
    assert "par un lien qui lui est envoyé" in text(booker.recap())
    booker.confirm()
    (made,) = visits(ours)
    (link,) = rows(GuardianLink, ours)
    assert (made.status, made.patient.email, link.appointment_id) == ("pending", "", made.id)
    assert rows(GuardianConsent, ours) == []
    with acting_as(system_actor(ours.practice.id)):
        assert contact_of(ours.practice.id, link.id) == "+33639980001"


@pytest.mark.requirement("ST-44")
def test_somebody_under_16_who_books_alone_waits_for_a_parent(ours: House, booker: Booker) -> None:
    booker.choose(LATER)
    alone = booker.tell(birth_date=years_ago(15))
    assert "titulaire de l&#x27;autorité parentale doit donner son accord" in text(alone)
    booker.tell(birth_date=years_ago(15), guardian_phone="06 39 98 00 02", email="a@example.org")
    booker.prove()
    done = booker.client.get(booker.confirm().headers["Location"])
    assert "en attente d&#x27;un accord" in text(done) or "en attente d'un accord" in text(done)
    (made,) = visits(ours)
    assert (made.status, made.patient.awaits_guardian, made.patient.email) == ("pending", True, "")
    with acting_as(system_actor(ours.practice.id)):
        numbers = [phone.e164 for phone in made.patient.phones.order_by("position")]
    assert numbers == ["+33639980002", "+33639980001"], "the parent is the one to call"


@pytest.mark.requirement("ST-44")
def test_a_child_is_not_somebody_s_adult_relative(ours: House, booker: Booker) -> None:
    booker.choose(LATER)
    told = booker.tell(whom="relative", booker="Paul Duval", relation_relative="parent", birth_date=years_ago(9))
    assert told.status_code == 400
    assert "moins de 16 ans" in text(told)


def test_the_code_is_tried_five_times_and_serves_ten_minutes(
    ours: House, booker: Booker, travel: time_machine.Traveller
) -> None:
    booker.choose(NINE)
    booker.tell()
    wrong = "000000" if booker.code() != "000000" else "111111"
    sentences = [text(booker.client.post(f"{booker.here}code/", {"code": wrong})) for _ in range(5)]
    assert ["trop de fois" in one for one in sentences] == [False] * 4 + [True]
    assert booker.prove().status_code == 400, "the right code comes too late"
    assert booker.recap().status_code == 302, "nothing is proven"
    booker.client.post(f"{booker.here}code/", {"again": "1"})
    travel.move_to(NOW + timedelta(minutes=11))
    assert "plus valable" in text(booker.prove())
    booker.client.post(f"{booker.here}code/", {"again": "1"})
    assert booker.prove().status_code == 302


def test_a_contact_that_changes_is_proven_again(ours: House, booker: Booker) -> None:
    booker.choose(NINE)
    booker.tell()
    booker.prove()
    assert booker.tell(given_names="Inès Marie").headers["Location"].endswith("recapitulatif/")
    assert booker.tell(phone="06 39 98 00 09").headers["Location"].endswith("code/")
    assert booker.recap().status_code == 302


def test_the_slot_is_kept_from_everybody_until_its_hour_and_free_after_a_give_up(
    ours: House, booker: Booker, travel: time_machine.Traveller
) -> None:
    rival = Booker(ours, booker.reason)
    booker.choose(NINE)
    taken = rival.choose(NINE)
    assert taken.status_code == 409
    assert "Ce créneau vient d" in text(taken)
    assert text(taken).partition('class="next"')[2].count('name="creneau"') >= 3
    booker.client.post(f"{booker.here}abandon/")
    assert rival.choose(NINE).status_code == 302
    assert [one.starts_at for one in rows(BookingDraft, ours)] == [NINE]


def test_a_lost_race_keeps_what_was_typed_and_offers_the_next_three(
    ours: House, booker: Booker, travel: time_machine.Traveller
) -> None:
    booker.choose(NINE)
    booker.tell()
    booker.prove()
    travel.move_to(NOW + timedelta(minutes=11))
    Booker(ours, booker.reason).choose(NINE)
    lost = booker.recap()
    assert lost.status_code == 409
    assert text(lost).count('name="creneau"') == 3
    assert booker.choose(TEN).headers["Location"].endswith("recapitulatif/"), "nothing is asked twice"
    assert booker.confirm().status_code == 302
    (made,) = visits(ours)
    assert (made.starts_at, made.patient.birth_name) == (TEN, "Duval")


def test_a_hold_that_ended_is_taken_again_while_the_slot_is_free(
    ours: House, booker: Booker, travel: time_machine.Traveller
) -> None:
    booker.choose(NINE)
    booker.tell()
    booker.prove()
    travel.move_to(NOW + timedelta(minutes=11))
    assert "07:21" in text(booker.recap())
    assert booker.confirm().status_code == 302
    assert len(visits(ours)) == 1


def test_a_booking_left_for_half_an_hour_is_gone(ours: House, booker: Booker, travel: time_machine.Traveller) -> None:
    booker.choose(NINE)
    booker.tell()
    travel.move_to(NOW + timedelta(minutes=31))
    left = booker.client.get(f"{booker.here}code/")
    assert left.status_code == 410
    assert "recommencez" in text(left)


def test_confirming_twice_books_once(ours: House, booker: Booker) -> None:
    assert booker.book(NINE).status_code == 302
    assert booker.client.post(f"{booker.here}recapitulatif/", {"informed": "1"}).status_code == 410
    assert len(visits(ours)) == len(rows(AppointmentLink, ours)) == 1


@pytest.mark.requirement("ST-09")
@pytest.mark.requirement("ST-10")
def test_nobody_is_booked_who_was_not_informed_of_the_text_in_force(ours: House, booker: Booker) -> None:
    booker.choose(NINE)
    booker.tell()
    booker.prove()
    assert booker.confirm(informed="").status_code == 400
    assert booker.confirm(notice_version="7").status_code == 422
    assert booker.confirm(notice_version="").status_code == 422
    assert visits(ours) == []
    booker.confirm()
    (told,) = rows(NoticeRecord, ours)
    assert (told.channel, told.recorded_by_id) == ("web", None)


@pytest.mark.requirement("ST-08")
def test_nothing_is_offered_online_where_the_practitioner_does_not_wish_it(ours: House, booker: Booker) -> None:
    assert booker.client.get(booker.slots).status_code == 200
    booker.choose(NINE)
    booker.tell()
    booker.prove()
    actor = system_actor(ours.practice.id)
    with acting_as(actor):
        wish_online(actor=actor, practitioner_role_id=ours.role.id, wished=False)
    for address in (booker.here, booker.slots, f"{booker.here}recapitulatif/"):
        assert booker.client.get(address).status_code == 404
    assert booker.choose(TEN).status_code == 404
    assert booker.client.post(f"{booker.here}recapitulatif/", {"informed": "1"}).status_code == 404
    assert ours.practice.name not in text(booker.client.get("/rdv/"))
    assert visits(ours) == []


def test_an_hour_is_said_to_be_kept_as_long_as_it_is_and_to_be_taken_again_after(booker: Booker, travel: Any) -> None:
    booker.choose(NINE)
    assert "Gardé pour vous jusqu'à 07:10" in text(booker.client.get(f"{booker.here}patient/"))
    travel.move_to(NOW + timedelta(minutes=11))
    page = text(booker.client.get(f"{booker.here}patient/"))
    assert "Gardé pour vous" not in page
    assert "N'est plus gardé depuis 07:10 : continuez, il est repris s'il est encore libre." in page
    booker.tell()
    booker.prove()
    assert "Gardé pour vous jusqu'à 07:21" in text(booker.recap()), "taken again"


def test_an_empty_week_leads_to_the_next_free_day_and_past_the_last_one_back_to_the_first(ours: House) -> None:
    booker = Booker(ours, open_online(ours, "Bilan", min_notice_minutes=9 * 1440, booking_window_days=16))
    empty = text(booker.client.get(booker.slots))
    next_day = MONDAY + timedelta(days=9)
    assert (
        f'href="?semaine={next_day.isoformat()}" rel="nofollow">Prochaine disponibilité le mercredi 23 janvier' in empty
    )
    assert 'name="creneau"' in text(booker.client.get(f"{booker.slots}?semaine={next_day.isoformat()}"))
    past = text(booker.client.get(f"{booker.slots}?semaine={(MONDAY + timedelta(days=30)).isoformat()}"))
    assert "Plus aucun horaire en ligne après cette date" in past
    assert "Aucun horaire n'est ouvert" not in past.replace("&#x27;", "'")
    assert 'href="?" rel="nofollow">Revenir aux premiers horaires' in past


def test_a_second_visit_in_a_short_time_is_never_silent(ours: House, booker: Booker) -> None:
    booker.book(NINE)
    again = Booker(ours, booker.reason)
    asked = again.book(at("09:00", MONDAY + timedelta(days=3)))
    assert asked.status_code == 400
    assert "déjà un rendez-vous proche" in text(asked)
    assert len(visits(ours)) == 1
    assert again.confirm(settle="both").status_code == 302
    assert left_to_the_desk(ours) == [], "who was asked has answered"
    assert [one.status for one in visits(ours)] == ["booked", "booked"]
    assert len({one.patient_id for one in visits(ours)}) == 1, "one person, one record"


def test_the_former_visit_is_replaced_at_the_same_instant_unless_it_is_too_late(ours: House, booker: Booker) -> None:
    booker.book(LATER)
    again = Booker(ours, booker.reason)
    again.book(at("09:00", MONDAY + timedelta(days=11)))
    assert again.confirm(settle="replace").status_code == 302
    assert [one.status for one in visits(ours)] == ["cancelled", "booked"]
    booker.book(NINE, phone="06 39 98 00 03", given_names="Zoé")
    soon = Booker(ours, booker.reason)
    soon.book(TEN, phone="06 39 98 00 03", given_names="Zoé")
    assert soon.confirm(settle="replace").status_code == 422, "two hours before, the practice is called"
    assert [one.status for one in visits(ours) if one.patient.given_names == "Zoé"] == ["booked"]


@pytest.mark.requirement("ST-16")
def test_nobody_hears_of_or_cancels_the_visit_of_a_relative_whose_number_they_share(
    ours: House, booker: Booker
) -> None:
    booker.book(LATER)
    near = at("09:00", MONDAY + timedelta(days=11))
    snoop = Booker(ours, booker.reason)
    told = snoop.book(near, whom="relative", booker="Paul Duval", relation_relative="spouse")
    assert told.status_code == 302, "nothing is asked about what is not shown"
    assert [one.status for one in visits(ours)] == ["booked", "booked"]
    assert left_to_the_desk(ours) == [near], "the desk asks which is kept"


@pytest.mark.requirement("ST-16")
def test_a_number_of_two_records_shows_the_visits_of_neither(ours: House, booker: Booker) -> None:
    booker.book(LATER)
    make_patient(ours.practice, "Duval", "Paul", phones=("+33639980001",))
    couple = Booker(ours, booker.reason)
    couple.choose(at("09:00", MONDAY + timedelta(days=11)))
    couple.tell()
    couple.prove()
    assert "déjà un rendez-vous proche" not in text(couple.recap())
    assert couple.confirm(settle="replace").status_code == 302
    assert [one.status for one in visits(ours)] == ["booked", "booked"]
    assert left_to_the_desk(ours) == [at("09:00", MONDAY + timedelta(days=11))]


def test_the_second_visit_of_a_child_in_a_short_time_is_left_to_the_desk(ours: House, booker: Booker) -> None:
    booker.book(LATER, **CHILD)
    assert left_to_the_desk(ours) == []
    near = at("09:00", MONDAY + timedelta(days=11))
    again = Booker(ours, booker.reason)
    assert "proche" not in text(again.book(near, **CHILD))
    assert len({one.patient_id for one in visits(ours)}) == 1
    assert left_to_the_desk(ours) == [near]
    system = system_actor(ours.practice.id)
    with acting_as(system):
        cancel_appointment(actor=system, appointment_id=visits(ours)[-1].id, by=CancelledBy.PATIENT, reason=None)
    assert left_to_the_desk(ours) == [], "one of the two is left"


def known(house: House) -> Patient:
    """Somebody of the practice whom the form describes, with that number."""
    return make_patient(house.practice, "Duval", "Inès", MONDAY.replace(1984, 3, 12), phones=("+33639980001",))


@pytest.mark.requirement("ST-22")
def test_somebody_known_is_recognised_by_every_trait_and_a_proven_contact_alone(ours: House, booker: Booker) -> None:
    patient = known(ours)
    booker.book(NINE)
    Booker(ours, booker.reason).book(TEN, phone="06 39 98 00 07")
    Booker(ours, booker.reason).book(at("11:00"), given_names="Ines Marie")
    made = visits(ours)
    assert [one.patient_id == patient.id for one in made] == [True, False, False]
    assert len({one.patient_id for one in made}) == 3


@pytest.mark.requirement("ST-22")
def test_whoever_was_not_recognised_is_in_the_desk_s_list_of_probable_duplicates(ours: House, booker: Booker) -> None:
    patient = known(ours)
    booker.book(NINE, phone="06 39 98 00 07")
    (made,) = visits(ours)
    with acting_as(system_actor(ours.practice.id)):
        (pair,), complete = probable_pairs(ours.practice.id)
    assert set(pair) == {patient.id, made.patient_id}
    assert complete
    assert ME["phone"] != "06 39 98 00 07"
