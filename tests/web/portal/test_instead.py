"""After an absence: each patient is offered another hour or is to be rung, and the list empties by itself."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from booking import services as booking
from booking import tasks as booking_tasks
from booking.errors import SlotTaken
from booking.models import Appointment
from booking.queries import appointment_card
from core.scoping import acting_as, system_actor
from notifications.earlier import tell_earlier
from notifications.models import Cause, FollowUp
from notifications.queries import FollowUpLine, left_to_do
from notifications.services import Proposed, displaced, plan_messages, propose_to_displaced, settle_follow_up
from online.queries import offered_instead
from online.services import accept_earlier, link_to_send
from online.services.earlier import locked_wish
from online.services.offering import TOPIC, offer_everywhere
from outbox.services import claim
from practices.models import VisitReason
from tests.factories.accounts import signed_in
from tests.factories.booking import MONDAY, NOW, at, book, hold
from tests.factories.patients import make_patient
from tests.factories.plans import never_quiet
from tests.factories.practices import House, World
from tests.personas import CAMILLE, DR_MARTIN, NADIA
from tests.web.portal.test_earlier import Box

pytestmark = pytest.mark.django_db
DAY = MONDAY + timedelta(days=7)
HERE = "/planning/a-suivre/"


def expected(house: House, name: str, clock: str, phone: str) -> Appointment:
    system = system_actor(house.practice.id)
    with acting_as(system):
        return book(system, house, make_patient(house.practice, name, phones=(phone,)).id, at(clock, DAY))


def go_away(house: House, day: date = DAY) -> None:
    system = system_actor(house.practice.id)
    with acting_as(system):
        booking.add_absence(
            actor=system,
            practice_id=house.practice.id,
            practitioner_id=house.role.practitioner_id,
            start=at("00:00", day),
            end=at("00:00", day + timedelta(days=1)),
        )


def test_patients_are_offered_another_hour_or_rung_until_none_remains(
    world: World, ours: House, online: VisitReason
) -> None:
    never_quiet(ours.practice.id)
    mobile = expected(ours, "Mobile", "09:00", "+33639980001")
    landline = expected(ours, "Fixe", "09:15", "+33199000009")
    doctor, camille = (signed_in(Client(), world.people[name]) for name in (DR_MARTIN, CAMILLE))
    assert "Plus rien à suivre" in doctor.get(HERE).content.decode()
    go_away(ours)
    assert "2 rendez-vous sans horaire ouvert" in doctor.get(HERE).content.decode()
    assert signed_in(Client(), world.people[NADIA]).post(HERE).status_code == 404
    page = doctor.post(HERE, follow=True).content.decode()
    assert "1 proposé, 1 à rappeler" in page and "réponse attendue jusqu" in page
    assert "Rendez-vous sans horaire : patient à rappeler" in camille.get("/bureau/a-traiter/").content.decode()
    assert doctor.post(HERE, follow=True).content.decode().count("réponse attendue") == 1, "once is enough"
    assert offer_everywhere() == 0, "nobody wished an earlier hour"
    card = camille.get(f"/bureau/rendez-vous/{mobile.id}/").content.decode()
    assert "Elle ne lui convient pas" in card and "Ne plus prévenir" not in card and "Il garde" not in card
    box, system = Box(), system_actor(ours.practice.id)
    (row,) = [one for one in claim(50) if one.topic == TOPIC]
    with acting_as(system):
        assert tell_earlier(box, row) is None
        link = f"/rdv/lien/{link_to_send(ours.practice.id, mobile.id)}/"
    assert "Votre rendez-vous du 21/01 à 09h00 ne peut pas avoir lieu" in box.messages[0].sentence
    assert link in box.messages[0].sentence
    patient = Client()
    asked = patient.get(link).content.decode()
    assert "ne peut pas avoir lieu à cette heure" in asked and "rappelez-moi" in asked
    assert patient.post(link, {"act": "accept"}).status_code == 302
    assert "1 rendez-vous sans horaire ouvert" in doctor.get(HERE).content.decode()
    assert doctor.post(f"/planning/rendez-vous/{landline.id}/deplacer/", {
        "creneau": f"{ours.role.id}|{at('09:30', DAY + timedelta(days=7)).isoformat()}", "version": "2",
    }).status_code == 302  # fmt: skip
    assert "Plus rien à suivre" in doctor.get(HERE).content.decode()
    with acting_as(system):
        assert left_to_do(system, ours.practice.id) == [], "who has an hour again is not to be rung"


def to_ring(house: House) -> list[FollowUpLine]:
    system = system_actor(house.practice.id)
    with acting_as(system):
        return [line for line in left_to_do(system, house.practice.id) if line.cause is Cause.DISPLACED]


def test_an_hour_that_was_refused_is_not_offered_again_and_the_patient_is_rung(
    world: World, ours: House, online: VisitReason
) -> None:
    never_quiet(ours.practice.id)
    visit = expected(ours, "Mobile", "09:00", "+33639980001")
    go_away(ours)
    doctor, system = signed_in(Client(), world.people[DR_MARTIN]), system_actor(ours.practice.id)
    with acting_as(system):
        link = f"/rdv/lien/{link_to_send(ours.practice.id, visit.id)}/"
    starts = []
    for _ in range(2):
        doctor.post(HERE)
        with acting_as(system):
            wish = locked_wish(ours.practice.id, visit.id)
            assert wish is not None and wish.replaces
            starts.append(wish.offer_start)
        assert to_ring(ours) == []
        assert Client().post(link, {"act": "refuse"}).status_code == 302
        (line,) = to_ring(ours)
        assert line.appointment_id == visit.id
        assert "La proposition a été refusée" in doctor.get(HERE).content.decode()
        with acting_as(system):
            settle_follow_up(actor=system, follow_up_id=line.id, settled_as="called_back")
        assert "Sans suite" in doctor.get(HERE).content.decode()
    assert starts[0] != starts[1] and None not in starts


def test_who_presses_again_goes_on_with_the_next_ones_and_a_second_loss_is_proposed_anew(
    world: World, ours: House, online: VisitReason, monkeypatch: pytest.MonkeyPatch
) -> None:
    never_quiet(ours.practice.id)
    monkeypatch.setattr(displaced, "AT_ONCE", 2)
    rung = expected(ours, "Fixe", "09:00", "+33199000009")
    others = [expected(ours, name, clock, "+33639980001") for name, clock in (("Un", "09:15"), ("Deux", "09:30"))]
    go_away(ours)
    doctor, system = world.actor(DR_MARTIN), system_actor(ours.practice.id)
    with acting_as(doctor):
        told = [propose_to_displaced(actor=doctor, practice_id=ours.practice.id) for _ in range(3)]
    assert told == [Proposed(1, 1, 1), Proposed(1, 0, 0), Proposed(0, 0, 0)]
    with acting_as(system):
        assert offered_instead(ours.practice.id) == {visit.id for visit in others}
        moved = booking.move_appointment(
            actor=system, appointment_id=rung.id, start=at("11:00", DAY + timedelta(days=1))
        )
        assert plan_messages("appointment.moved", moved.version, appointment_card(rung.id)) is None
    go_away(ours, DAY + timedelta(days=1))
    with acting_as(system):
        assert FollowUp.objects.filter(appointment=rung.id, settled_at__isnull=True).count() == 0
        assert propose_to_displaced(actor=system, practice_id=ours.practice.id) == Proposed(0, 1, 0)


def test_whoever_did_not_answer_is_rung_once_the_hour_is_given_back(
    world: World, ours: House, online: VisitReason, travel: time_machine.Traveller
) -> None:
    never_quiet(ours.practice.id)
    visit = expected(ours, "Mobile", "09:00", "+33639980001")
    go_away(ours)
    signed_in(Client(), world.people[DR_MARTIN]).post(HERE)
    travel.move_to(NOW + timedelta(hours=24, minutes=1))
    assert to_ring(ours) == []
    offer_everywhere()
    offer_everywhere()
    assert [line.appointment_id for line in to_ring(ours)] == [visit.id]


def test_whoever_was_moved_by_phone_meanwhile_is_not_told_that_the_new_hour_cannot_be(
    world: World, ours: House, online: VisitReason
) -> None:
    never_quiet(ours.practice.id)
    visit, system = expected(ours, "Mobile", "09:00", "+33639980001"), system_actor(ours.practice.id)
    go_away(ours)
    with acting_as(system):
        link = f"/rdv/lien/{link_to_send(ours.practice.id, visit.id)}/"
    patient = Client()
    page = patient.get(link).content.decode()
    assert "Le cabinet a fermé cet horaire" in page and "Confirmer ma venue" not in page
    signed_in(Client(), world.people[DR_MARTIN]).post(HERE)
    with acting_as(system):
        booking.move_appointment(actor=system, appointment_id=visit.id, start=at("11:00", DAY + timedelta(days=2)))
        box = Box()
        assert [tell_earlier(box, row) for row in claim(50) if row.topic == TOPIC] == ["superseded"]
    page = patient.get(link).content.decode()
    assert (
        "ne peut pas avoir lieu" not in page
        and "Confirmer ma venue" in page
        and "si une place se libère plus tôt" in page
    )
    assert patient.post(link, {"act": "accept"}).status_code == 410
    with acting_as(system):
        kept = locked_wish(ours.practice.id, visit.id)
        assert kept is not None and kept.offer_start is not None
    offer_everywhere()
    with acting_as(system):
        assert locked_wish(ours.practice.id, visit.id) is None
        assert hold(system, ours, kept.offer_start), "the hour kept for nobody is free again"
    assert patient.post(link, {"act": "sooner"}).status_code == 302


def test_the_hour_offered_instead_is_kept_as_long_as_it_is_promised(
    world: World, ours: House, online: VisitReason, travel: time_machine.Traveller
) -> None:
    never_quiet(ours.practice.id)
    visit, system = expected(ours, "Mobile", "09:00", "+33639980001"), system_actor(ours.practice.id)
    go_away(ours)
    signed_in(Client(), world.people[DR_MARTIN]).post(HERE)
    travel.move_to(NOW + timedelta(hours=23))
    booking_tasks.sweep_expired_holds()
    with acting_as(system):
        wish = locked_wish(ours.practice.id, visit.id)
        assert wish is not None and wish.offer_start is not None and wish.offer_until == NOW + timedelta(hours=24)
        with pytest.raises(SlotTaken):
            hold(system, ours, wish.offer_start)
        assert accept_earlier(actor=system, practice_id=ours.practice.id, appointment_id=visit.id)
