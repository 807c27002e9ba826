"""What messages left to do, as the desk sees and settles it; and the plan of a practice."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client

from booking.models import Appointment
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import Actor, acting_as, system_actor
from notifications.calling import ask_for_a_call, ask_which_to_keep, ring_displaced
from notifications.errors import FollowUpSettled, PlanChanged, SentAlready
from notifications.models import Cause, Reply
from notifications.queries import count_follow_ups, left_to_do, open_reply, plan_in
from notifications.services import resend, set_plan, settle_follow_up
from patients.models import Patient
from patients.services import PatientChanges, update_patient
from patients.services.limit import lock_record
from tests.factories.accounts import signed_in
from tests.factories.messages import make_failed, make_reply
from tests.factories.patients import make_patient
from tests.factories.practices import House, World
from tests.notifications.conftest import deliveries, send_all
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, NADIA


def test_a_failure_shows_whose_and_which_and_is_settled_once(
    visit: Appointment, camille: Actor, patient: Patient, world: World
) -> None:
    row = make_failed(visit)
    with acting_as(camille):
        (line,) = left_to_do(camille)
        assert line.patient is not None and line.patient.id == patient.id
        assert (line.appointment_id, line.may_resend) == (visit.id, True)
        settle_follow_up(actor=camille, follow_up_id=row.id, settled_as="called_back")
        assert count_follow_ups(camille) == 0
        with pytest.raises(FollowUpSettled):
            settle_follow_up(actor=camille, follow_up_id=row.id, settled_as="done")
    charlie, nadia = world.actor(CHARLIE), world.actor(NADIA)
    with acting_as(charlie), pytest.raises(NotFound):
        settle_follow_up(actor=charlie, follow_up_id=row.id, settled_as="done")
    with acting_as(nadia), pytest.raises(Forbidden):
        settle_follow_up(actor=nadia, follow_up_id=row.id, settled_as="done")


def test_a_visit_that_loses_its_hour_leaves_one_line_whatever_was_to_be_asked_of_it(
    visit: Appointment, ours: House, camille: Actor
) -> None:
    with acting_as(system_actor(ours.practice.id)):
        Appointment.objects.filter(id=visit.id).update(is_orphaned=True)
        for ask in (ask_for_a_call, ask_which_to_keep, ring_displaced, ring_displaced):
            ask(ours.practice.id, visit.id)
    with acting_as(camille):
        assert [line.cause for line in left_to_do(camille)] == [Cause.DISPLACED]


def test_a_message_leaves_again_by_the_channel_a_person_chose_and_by_no_other(
    visit: Appointment, camille: Actor, ours: House, patient: Patient, mailoutbox: list[Any], gateway: Any
) -> None:
    with acting_as(camille):
        update_patient(actor=camille, patient_id=patient.id, changes=PatientChanges(email="z@example.fr"))
    gateway.refusing = True
    send_all()
    gateway.refusing = False
    with acting_as(camille):
        (line,) = left_to_do(camille)
        again = resend(actor=camille, follow_up_id=line.id, channel="email")
        with pytest.raises(FollowUpSettled):
            resend(actor=camille, follow_up_id=line.id, channel="email")
    send_all()
    assert [mail.to for mail in mailoutbox] == [["z@example.fr"]]
    assert gateway.texts == []
    (row,) = [row for row in deliveries(ours) if row.id == again.id]
    assert (row.resend, row.state, row.version) == (1, "accepted", visit.version)


def test_the_words_of_an_answer_are_opened_on_purpose_and_every_holder_is_shown(
    visit: Appointment, camille: Actor, patient: Patient
) -> None:
    row = make_reply(visit, "je serai en retard")
    with acting_as(camille):
        (line,) = left_to_do(camille)
        assert (line.patient, line.may_resend) == (None, False)
        opened = open_reply(camille, row.id)
    assert (opened.text, opened.number) == ("je serai en retard", "+33639980001")
    assert [one.id for one in opened.holders] == [patient.id]
    assert "retard" not in repr(opened)


@pytest.mark.parametrize("placed", [True, False], ids=["of-its-visit", "of-its-number"])
def test_a_locked_record_is_not_read_through_an_answer(
    visit: Appointment, camille: Actor, ours: House, patient: Patient, world: World, placed: bool
) -> None:
    row = make_reply(visit, "je serai en retard")
    with acting_as(system_actor(ours.practice.id)):
        Reply.objects.filter(id=row.reply_id).update(appointment=visit.id if placed else None)
    with acting_as(camille):
        assert open_reply(camille, row.id).text == "je serai en retard"
        assert count_follow_ups(camille) == 1
    doctor = world.actor(DR_MARTIN)
    with acting_as(doctor):
        lock_record(actor=doctor, patient_id=patient.id, ground="incomplete")
    with acting_as(camille):
        assert (left_to_do(camille), count_follow_ups(camille)) == ([], 0)
        with pytest.raises(NotFound):
            open_reply(camille, row.id)
    if not placed:
        make_patient(ours.practice, "Zélande", "Anne", phones=("+33639980001",))
        with acting_as(camille):
            assert [one.id for one in open_reply(camille, row.id).holders] != [patient.id], (
                "a relative may have said it"
            )


def test_the_page_says_how_many_and_acts(visit: Appointment, world: World) -> None:
    failed, answered = make_failed(visit), make_reply(visit, "<b>je serai en retard</b>")
    client = signed_in(Client(), world.people[CAMILLE])
    page = client.get("/bureau/a-traiter/").content.decode()
    assert "Message non remis" in page and "Zélande" in page and "en retard" not in page
    assert '<span class="tag warn">2<span class="sr"> en attente</span></span>' in page
    read = client.post(f"/bureau/a-traiter/{answered.id}/lire/").content.decode()
    assert "&lt;b&gt;je serai en retard" in read and "06 39 98 00 01" in read
    assert client.post(f"/bureau/a-traiter/{failed.id}/regler/", {"regle": "done"}).status_code == 302
    late = client.post(f"/bureau/a-traiter/{failed.id}/regler/", {"regle": "done"})
    assert late.status_code == 409 and "s'en est déjà chargé" in late.content.decode().replace("&#x27;", "'")


def test_a_plan_is_changed_by_whoever_sets_up_the_practice(world: World, ours: House) -> None:
    doctor, camille = world.actor(DR_MARTIN), world.actor(CAMILLE)
    practice_id = ours.practice.id
    with acting_as(doctor):
        changes = {"week_before": True, "hour": time(18), "signature": "Cabinet des Lilas"}
        set_plan(actor=doctor, practice_id=practice_id, changes=changes, expected_version=0)
        shown = plan_in(doctor, practice_id)
        assert (shown.version, shown.plan.week_before, shown.plan.hour) == (1, True, time(18))
        with pytest.raises(PlanChanged):
            set_plan(actor=doctor, practice_id=practice_id, changes={}, expected_version=0)
        for wrong in ({"signature": "Cabinet de cardiologie"}, {"hour": time(22)}, {"hours_before": 13}):
            with pytest.raises(InvalidInput):
                set_plan(actor=doctor, practice_id=practice_id, changes=wrong)
    with acting_as(camille), pytest.raises(Forbidden):
        set_plan(actor=camille, practice_id=practice_id, changes={"booked": False})


def test_the_office_page_sets_the_plan_whole(world: World, ours: House) -> None:
    client = signed_in(Client(), world.people[NADIA])
    address = f"/registre/messages/?cabinet={ours.practice.id}"
    assert "Rappel de la veille" in client.get(address).content.decode()
    form = {
        "cabinet": str(ours.practice.id), "version": "0", "same_day": "1", "hour": "11:00", "hours_before": "2",
        "quiet_from": "21:00", "quiet_until": "08:00", "signature": "",
    }  # fmt: skip
    assert client.post("/registre/messages/", form).status_code == 302
    nadia = world.actor(NADIA)
    with acting_as(nadia):
        plan = plan_in(nadia, ours.practice.id).plan
    assert (plan.same_day, plan.booked, plan.day_before, plan.hour) == (True, False, False, time(11))
    refused = client.post("/registre/messages/", {**form, "version": "1", "hour": "23:00"})
    assert refused.status_code == 400 and "heures calmes" in refused.content.decode()


def test_what_waits_already_is_not_asked_for_twice(
    visit: Appointment, camille: Actor, gateway: Any, clock: Any
) -> None:
    gateway.refusing = True
    send_all()
    clock.shift(timedelta(minutes=1).total_seconds())
    with acting_as(camille):
        (line,) = left_to_do(camille)
        resend(actor=camille, follow_up_id=line.id, channel="sms")
        second = make_reply(visit, "x")
        assert second.id
    with acting_as(camille), pytest.raises(SentAlready):
        from notifications.models import FollowUp

        again = FollowUp.objects.create(
            practice_id=visit.practice_id, cause="failed", delivery_id=line_delivery(line.id), opened_at=visit.starts_at
        )
        resend(actor=camille, follow_up_id=again.id, channel="sms")


def line_delivery(follow_up_id: Any) -> Any:
    from notifications.models import FollowUp

    return FollowUp.objects.get(id=follow_up_id).delivery_id
