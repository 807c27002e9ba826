"""« Prévenez-moi si plus tôt »: by rank, one hour to one visit, a few at a time, each with an end, swapped at once."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from booking import services as booking
from booking.consignes import Answer, read_answers
from booking.models import Appointment, Occupancy
from booking.queries import LinkedVisit
from consent.purposes import Purpose
from consent.services import object_to_purpose
from core.errors import NotFound
from core.scoping import Channel, acting_as, system_actor
from instructions.models import ConsigneVersion
from notifications.earlier import EarlierMessage, tell_earlier
from notifications.kinds import Medium
from notifications.models import Cause, StoppedNumber
from notifications.numbers import number_key
from notifications.queries import left_to_do
from online.models import EarlierWish
from online.services import accept_earlier, link_to_send, offering, refuse_earlier, waiting, wish_earlier
from online.services.offering import ANSWER_WITHIN, TOPIC, offer_earlier, offer_everywhere
from online.services.waiting import WAVE
from outbox.services import claim
from patients.models import Patient, PatientPhone
from practices.models import VisitReason
from tests.factories.accounts import signed_in
from tests.factories.booking import MONDAY, NOW, at, book, open_every_week
from tests.factories.consent import choose_reach
from tests.factories.consignes import SENTENCE, make_consigne
from tests.factories.online import Booker
from tests.factories.patients import make_patient
from tests.factories.plans import change_plan, never_quiet
from tests.factories.practices import House, World, make_role, make_visit_reason
from tests.personas import CAMILLE, NADIA

pytestmark = pytest.mark.django_db
FAR = MONDAY + timedelta(days=14)


@pytest.fixture(autouse=True)
def at_any_hour(ours: House) -> None:
    """It is seven in the morning: these tests are about offers, not about the quiet hours."""
    never_quiet(ours.practice.id)


def far_visit(house: House, name: str, clock: str) -> Appointment:
    """Somebody with a mobile, expected in two weeks; they would come sooner."""
    system = system_actor(house.practice.id)
    with acting_as(system):
        visit = book(system, house, make_patient(house.practice, name, phones=("+33639980001",)).id, at(clock, FAR))
        wish_earlier(actor=system, practice_id=house.practice.id, appointment_id=visit.id)
    return visit


def fill_until_friday(house: House, but: str) -> None:
    """Everything before the far visits is shut, except one morning hour of Wednesday."""
    system, wednesday = system_actor(house.practice.id), MONDAY + timedelta(days=2)
    with acting_as(system):
        for start, end in (
            (at("07:00"), at(but, wednesday)),
            (at(but, wednesday) + timedelta(minutes=15), at("00:00", FAR)),
        ):
            booking.add_absence(
                actor=system,
                practice_id=house.practice.id,
                practitioner_id=house.role.practitioner_id,
                start=start,
                end=end,
            )


def wishes(house: House) -> list[EarlierWish]:
    with acting_as(system_actor(house.practice.id)):
        return list(EarlierWish.objects.filter(practice=house.practice).order_by("since", "id"))


def fresh(house: House, visit: Appointment) -> Appointment:
    with acting_as(system_actor(house.practice.id)):
        return Appointment.objects.get(pk=visit.pk)


def test_one_freed_hour_is_offered_to_the_first_in_rank_alone_and_to_nobody_else(
    ours: House, travel: time_machine.Traveller
) -> None:
    first = far_visit(ours, "Premier", "09:00")
    travel.move_to(NOW + timedelta(minutes=1))
    far_visit(ours, "Second", "09:15")
    fill_until_friday(ours, "10:00")
    assert offer_everywhere() == 1
    one, two = wishes(ours)
    assert (one.appointment_id, one.offer_start, two.hold_id) == (
        first.id,
        at("10:00", MONDAY + timedelta(days=2)),
        None,
    )
    assert one.offer_until == NOW + timedelta(minutes=1) + ANSWER_WITHIN
    assert offer_earlier(ours.practice.id) == 0, "the hour is kept for the first"


def test_accepting_swaps_the_hours_at_once(ours: House) -> None:
    system, visit = system_actor(ours.practice.id), far_visit(ours, "Premier", "09:00")
    fill_until_friday(ours, "10:00")
    offer_everywhere()
    with acting_as(system):
        accept_earlier(actor=system, practice_id=ours.practice.id, appointment_id=visit.id)
        assert Occupancy.objects.count() == 1, "neither the hold nor the former hour is left"
    moved = fresh(ours, visit)
    assert (moved.starts_at, moved.status, moved.version) == (at("10:00", MONDAY + timedelta(days=2)), "booked", 2)
    (wish,) = wishes(ours)
    assert wish.ended_at is not None


def test_refusing_costs_no_rank_and_the_hour_passes_to_the_next(ours: House, travel: time_machine.Traveller) -> None:
    system, first = system_actor(ours.practice.id), far_visit(ours, "Premier", "09:00")
    travel.move_to(NOW + timedelta(minutes=1))
    second = far_visit(ours, "Second", "09:15")
    fill_until_friday(ours, "10:00")
    offer_everywhere()
    with acting_as(system):
        refuse_earlier(actor=system, practice_id=ours.practice.id, appointment_id=first.id)
    offer_everywhere()
    one, two = wishes(ours)
    assert (one.appointment_id, one.since, one.hold_id) == (first.id, NOW, None)
    assert (two.appointment_id, two.offer_start) == (second.id, at("10:00", MONDAY + timedelta(days=2)))


def test_an_offer_left_without_an_answer_ends_and_passes_on(ours: House, travel: time_machine.Traveller) -> None:
    system, first = system_actor(ours.practice.id), far_visit(ours, "Premier", "09:00")
    travel.move_to(NOW + timedelta(minutes=1))
    far_visit(ours, "Second", "09:15")
    fill_until_friday(ours, "10:00")
    offer_everywhere()
    travel.move_to(NOW + timedelta(minutes=2) + ANSWER_WITHIN)
    with acting_as(system), pytest.raises(Exception, match="offer-gone"):
        accept_earlier(actor=system, practice_id=ours.practice.id, appointment_id=first.id)
    assert fresh(ours, first).starts_at == at("09:00", FAR)
    offer_everywhere()
    assert [wish.hold_id is not None for wish in wishes(ours)] == [False, True]


def test_offers_go_in_small_waves(ours: House) -> None:
    for place in range(WAVE + 2):
        far_visit(ours, f"Patient{'abcdefgh'[place]}", f"09:{15 * place:02}" if place < 4 else "10:00")
    assert offer_everywhere() == WAVE
    starts = [wish.offer_start for wish in wishes(ours) if wish.hold_id]
    assert len(set(starts)) == WAVE, "never the same hour twice"
    assert offer_everywhere() == 0


def test_who_can_be_offered_nothing_takes_nobody_s_turn(
    ours: House, travel: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "MOST_LOOKED_AT", 1)
    refused = far_visit(ours, "Premier", "09:00")
    travel.move_to(NOW + timedelta(minutes=1))
    last = far_visit(ours, "Second", "09:15")
    fill_until_friday(ours, "10:00")
    offer_everywhere()
    with acting_as(system_actor(ours.practice.id)):
        refuse_earlier(actor=system_actor(ours.practice.id), practice_id=ours.practice.id, appointment_id=refused.id)
    assert offer_everywhere() == 1
    assert [wish.appointment_id for wish in wishes(ours) if wish.hold_id] == [last.id]


def test_the_offers_of_one_practitioner_keep_none_from_the_patients_of_another(ours: House) -> None:
    for clock in ("09:00", "09:15", "09:30", "09:45"):
        far_visit(ours, f"Patient{'abcd'[int(clock[3:]) // 15]}", clock)
    assert offer_everywhere() == WAVE
    role = make_role(ours.practice, ours.location)
    open_every_week(role)
    colleague = replace(ours, role=role, visit_reason=make_visit_reason(ours.practice, [role], "Bilan"))
    visit = far_visit(colleague, "Autre", "10:00")
    assert offer_everywhere() == 1
    assert [wish.hold_id is not None for wish in wishes(ours) if wish.appointment_id == visit.id] == [True]


def test_the_patient_answers_on_the_page_of_the_visit(ours: House, booker: Booker) -> None:
    link = booker.book(at("09:00", FAR)).headers["Location"].removesuffix("pris/")
    booker.client.post(link, {"act": "sooner"})
    assert "Ne plus me prévenir" in booker.client.get(link).content.decode()
    fill_until_friday(ours, "10:00")
    offer_everywhere()
    page = booker.client.get(link).content.decode()
    assert "Une place se libère plus tôt" in page
    assert "Mercredi 16 janvier à 10:00" in page
    assert booker.client.post(link, {"act": "accept"}).status_code == 302
    assert "Mercredi 16 janvier à 10:00" in booker.client.get(link).content.decode()
    assert booker.client.post(link, {"act": "accept"}).status_code == 410


class Box:
    def __init__(self) -> None:
        self.messages: list[EarlierMessage] = []

    def offer_earlier(self, message: EarlierMessage) -> None:
        self.messages.append(message)


def test_the_offer_leaves_by_the_outbox_with_the_link_of_the_visit(ours: House, booker: Booker) -> None:
    visit = far_visit(ours, "Premier", "09:00")
    fill_until_friday(ours, "10:00")
    offer_everywhere()
    (row,) = [one for one in claim(50) if one.topic == TOPIC]
    box = Box()
    with acting_as(system_actor(ours.practice.id)):
        assert tell_earlier(box, row) is None
        token = link_to_send(ours.practice.id, visit.id)
    (message,) = box.messages
    assert message.to == "+33639980001"
    assert "16/01 à 10h00. Répondez avant 07h45" in message.sentence
    assert f"/rdv/lien/{token}/" in message.sentence
    assert "39980001" not in repr(message)


def close_the_hour(house: House, visit: Appointment) -> None:
    with acting_as(system_actor(house.practice.id)):
        Appointment.objects.filter(pk=visit.pk).update(is_orphaned=True)


def test_nobody_whose_hour_was_closed_is_offered_a_sooner_one(
    ours: House, travel: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = far_visit(ours, "Premier", "09:00")
    travel.move_to(NOW + timedelta(minutes=1))
    second = far_visit(ours, "Second", "09:15")
    close_the_hour(ours, first)
    assert offer_everywhere() == 1
    assert [wish.appointment_id for wish in wishes(ours) if wish.hold_id] == [second.id]
    # Closed between the queue and the offer.
    monkeypatch.setattr(offering, "queues", lambda *_: [waiting.Queue(1, [wishes(ours)[0].id])])
    assert offer_everywhere() == 0 and wishes(ours)[0].ended_at is None


def test_no_offer_says_of_an_hour_closed_since_that_it_stays(ours: House, online: VisitReason) -> None:
    visit = far_visit(ours, "Premier", "09:00")
    assert offer_everywhere() == 1
    close_the_hour(ours, visit)
    (_, (message,)) = told(ours)
    with acting_as(system_actor(ours.practice.id)):
        link = f"/rdv/lien/{link_to_send(ours.practice.id, visit.id)}/"
    page = Client().get(link).content.decode()
    assert "Une place se libère plus tôt" in page and "Le cabinet a fermé cet horaire" in page
    assert "reste pris" not in message.sentence and "reste pris" not in page


def test_the_desk_puts_a_patient_on_the_list_and_says_who_cannot_be_told(world: World, ours: House) -> None:
    system, desk = system_actor(ours.practice.id), signed_in(Client(), world.people[CAMILLE])
    with acting_as(system):
        mobile = make_patient(ours.practice, "Mobile", phones=("+33639980001",))
        nowhere = make_patient(ours.practice, "Sans")
        reached = book(system, ours, mobile.id, at("09:00", FAR))
        fixed = book(system, ours, nowhere.id, at("09:15", FAR))
    page = desk.post(f"/bureau/rendez-vous/{reached.id}/plus-tot/", follow=True).content.decode()
    assert "Ne plus prévenir" in page
    refused = desk.post(f"/bureau/rendez-vous/{fixed.id}/plus-tot/")
    assert refused.status_code == 422
    assert "Aucun numéro ni e-mail" in refused.content.decode()
    assert [wish.appointment_id for wish in wishes(ours)] == [reached.id]
    desk.post(f"/bureau/rendez-vous/{reached.id}/plus-tot/", {"stop": "1"})
    assert [wish.ended_at is not None for wish in wishes(ours)] == [True]


def answered_visit(house: House, consigne: ConsigneVersion) -> Appointment:
    """Expected in two weeks, with the consigne answered on the telephone; they would come sooner."""
    system, desk = system_actor(house.practice.id), replace(system_actor(house.practice.id), channel=Channel.PHONE)
    with acting_as(system):
        patient = make_patient(house.practice, "Premier", phones=("+33639980001",))
        answers = {consigne.id: Answer("yes", "Radio du genou")}
        visit = book(desk, house, patient.id, at("09:00", FAR), answers=answers)
        wish_earlier(actor=system, practice_id=house.practice.id, appointment_id=visit.id)
    return visit


def test_accepting_keeps_the_consignes_of_the_visit_and_their_answers(ours: House) -> None:
    system, asked = system_actor(ours.practice.id), make_consigne(ours.practice, "ask")
    visit = answered_visit(ours, asked)
    fill_until_friday(ours, "10:00")
    offer_everywhere()
    with acting_as(system):
        assert accept_earlier(actor=system, practice_id=ours.practice.id, appointment_id=visit.id)
        moved = Appointment.objects.get(pk=visit.id)
        assert (moved.version, moved.consigne_versions) == (2, [asked.id])
        assert read_answers(moved) == {asked.id: Answer("yes", "Radio du genou")}


def test_an_offer_that_a_consigne_refuses_since_passes_and_the_rank_stays(ours: House, booker: Booker) -> None:
    link = booker.book(at("09:00", FAR)).headers["Location"].removesuffix("pris/")
    booker.client.post(link, {"act": "sooner"})
    fill_until_friday(ours, "10:00")
    offer_everywhere()
    make_consigne(ours.practice, "block", weekdays=(2,))
    refused = booker.client.post(link, {"act": "accept"})
    assert refused.status_code == 410
    assert SENTENCE not in refused.content.decode()
    (wish,) = wishes(ours)
    assert (wish.hold_id, wish.ended_at, wish.passed) == (None, None, [at("10:00", MONDAY + timedelta(days=2))])


def test_a_consigne_that_refuses_one_reason_stops_no_other_wish(ours: House, travel: time_machine.Traveller) -> None:
    far_visit(ours, "Premier", "09:00")
    travel.move_to(NOW + timedelta(minutes=1))
    other = make_visit_reason(ours.practice, [ours.role], "Bilan")
    second = far_visit(replace(ours, visit_reason=other), "Second", "09:15")
    make_consigne(ours.practice, "block", visit_reasons=(ours.visit_reason.id,))
    fill_until_friday(ours, "10:00")
    assert offer_everywhere() == 1
    assert [wish.appointment_id for wish in wishes(ours) if wish.hold_id] == [second.id]


def test_a_refusal_of_one_wish_undoes_no_offer_made_to_another(
    ours: House, travel: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = far_visit(ours, "Premier", "09:00")
    travel.move_to(NOW + timedelta(minutes=1))
    second = far_visit(ours, "Second", "09:15")
    found = offering.linked_visit

    def lost(practice_id: UUID, appointment_id: UUID) -> LinkedVisit | None:
        if appointment_id == first.id:
            raise NotFound()
        return found(practice_id, appointment_id)

    monkeypatch.setattr(offering, "linked_visit", lost)
    assert offer_everywhere() == 1
    assert [wish.appointment_id for wish in wishes(ours) if wish.hold_id] == [second.id]


def told(house: House) -> tuple[list[str | None], list[EarlierMessage]]:
    """What became of the offers that wait: why each was silent, and what left."""
    box = Box()
    rows = [one for one in claim(50) if one.topic == TOPIC]
    with acting_as(system_actor(house.practice.id)):
        return [tell_earlier(box, row) for row in rows], box.messages


def test_no_hour_is_offered_in_the_quiet_hours_nor_told_then(ours: House) -> None:
    far_visit(ours, "Premier", "09:00")
    change_plan(ours.practice.id, quiet_from=time(20), quiet_until=time(8))
    assert offer_everywhere() == 0
    never_quiet(ours.practice.id)
    assert offer_everywhere() == 1
    change_plan(ours.practice.id, quiet_from=time(20), quiet_until=time(8))
    assert told(ours) == (["quiet-hours"], [])


def test_a_number_that_said_stop_is_offered_nothing(ours: House) -> None:
    far_visit(ours, "Premier", "09:00")
    assert offer_everywhere() == 1
    with acting_as(system_actor(ours.practice.id)):
        key = number_key(ours.practice.id, "+33639980001")
        StoppedNumber.objects.create(practice=ours.practice, number_key=key, said_at=NOW)
    assert told(ours) == (["number-stopped"], [])
    far_visit(ours, "Second", "09:15")
    assert offer_everywhere() == 0


def test_whoever_objected_is_offered_nothing_and_whoever_chose_the_e_mail_gets_it_there(
    world: World, ours: House, booker: Booker
) -> None:
    camille, visit = world.actor(CAMILLE), far_visit(ours, "Premier", "09:00")
    with acting_as(system_actor(ours.practice.id)):
        patient = Patient.objects.get(pk=visit.patient_id)
        Patient.objects.filter(pk=patient.pk).update(email="premier@example.org")
    choose_reach(camille, patient, "email")
    assert offer_everywhere() == 1
    (_, (message,)) = told(ours)
    assert (message.to, message.is_sms) == ("premier@example.org", False)
    with acting_as(system_actor(ours.practice.id)):
        refuse_earlier(actor=system_actor(ours.practice.id), practice_id=ours.practice.id, appointment_id=visit.id)
    with acting_as(camille):
        object_to_purpose(
            actor=camille,
            practice_id=ours.practice.id,
            subject_id=patient.id,
            purpose=Purpose.REMINDERS,
            channel="phone",
        )
    assert offer_everywhere() == 0


def test_an_offer_without_a_page_to_answer_on_is_made_by_a_call(ours: House) -> None:
    system, visit = system_actor(ours.practice.id), far_visit(ours, "Premier", "09:00")
    offer_everywhere()
    assert told(ours) == (["call-back"], [])
    with acting_as(system):
        (line,) = left_to_do(system, ours.practice.id)
        assert (line.cause, line.appointment_id) == (Cause.EARLIER, visit.id)
        assert line.sooner is not None and line.sooner.start is not None


def test_a_mobile_is_rung_where_no_short_message_leaves(ours: House, settings: Any) -> None:
    settings.MESSAGE_CHANNELS = frozenset({Medium.EMAIL})
    far_visit(ours, "Premier", "09:00")
    assert offer_everywhere() == 1
    assert told(ours) == (["call-back"], [])


def test_no_hour_is_kept_for_whoever_can_neither_answer_nor_be_rung(ours: House) -> None:
    visit = far_visit(ours, "Premier", "09:00")
    with acting_as(system_actor(ours.practice.id)):
        PatientPhone.objects.filter(patient=visit.patient_id).delete()
        Patient.objects.filter(pk=visit.patient_id).update(email="premier@example.org")
    assert offer_everywhere() == 0


def test_an_hour_for_a_landline_is_offered_by_a_call_from_the_desk(world: World, ours: House) -> None:
    """No message leaves: the desk has the line to call, says what was answered, and the line is settled."""
    system = system_actor(ours.practice.id)
    with acting_as(system):
        visit = book(system, ours, make_patient(ours.practice, "Fixe", phones=("+33199001234",)).id, at("09:00", FAR))
        wish_earlier(actor=system, practice_id=ours.practice.id, appointment_id=visit.id)
    fill_until_friday(ours, "10:00")
    assert offer_everywhere() == 1
    box = Box()
    with acting_as(system):
        assert [tell_earlier(box, row) for row in claim(20) if row.topic == TOPIC] == ["call-back"]
    assert box.messages == []
    desk = signed_in(Client(), world.people[CAMILLE])
    todo = desk.get("/bureau/a-traiter/").content.decode()
    assert "Place plus tôt à proposer par téléphone" in todo
    assert "01 99 00 12 34" in todo
    assert "mercredi 16 janvier à 10:00, gardée jusqu&#x27;à 07:45" in todo
    page = desk.get(f"/bureau/rendez-vous/{visit.id}/").content.decode()
    assert "Place gardée mercredi 16 janvier à 10:00" in page
    desk.post(f"/bureau/rendez-vous/{visit.id}/plus-tot/reponse/", {"reponse": "oui"})
    assert fresh(ours, visit).starts_at == at("10:00", MONDAY + timedelta(days=2))
    assert "Place plus tôt" not in desk.get("/bureau/a-traiter/").content.decode()


def test_the_desk_cuts_the_links_of_a_visit_and_the_practice_says_how_late_patients_change_it(
    world: World, ours: House, online: VisitReason
) -> None:
    visit = far_visit(ours, "Premier", "09:00")
    with acting_as(system_actor(ours.practice.id)):
        link = f"/rdv/lien/{link_to_send(ours.practice.id, visit.id)}/"
    assert "Déplacer" in Client().get(link).content.decode() or "Annuler" in Client().get(link).content.decode()
    manager = signed_in(Client(), world.people[NADIA])
    told = {"cabinet": str(ours.practice.id)}
    assert manager.post("/registre/messages/delai/", {**told, "hours": "400000"}).status_code == 400
    assert manager.post("/registre/messages/delai/", {**told, "hours": "720"}).status_code == 302
    assert "ne se change plus en ligne" in Client().get(link).content.decode()
    desk = signed_in(Client(), world.people[CAMILLE])
    assert Client().get(link).status_code == 200
    desk.post(f"/bureau/rendez-vous/{visit.id}/liens/fin/")
    assert Client().get(link).status_code == 404
