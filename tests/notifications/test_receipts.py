"""What a vendor says became of a message: kept as it came, believed from its own account alone."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from booking.models import Appointment
from core.scoping import acting_as, system_actor
from notifications.models import Receipt
from notifications.services.claims import LEASE
from tests.factories.practices import House
from tests.notifications.answers import inbox, receipt, say
from tests.notifications.conftest import NOW, deliveries, left_to_do, send_all, states
from tests.notifications.gateway import Gateway


def test_a_receipt_finds_its_message_by_our_reference_and_is_kept(visit: Appointment, ours: House) -> None:
    send_all()
    reference = deliveries(ours)[0].id
    receipt(reference, "delivered", NOW + timedelta(seconds=3))
    assert states(ours)[0] == ("booked", "delivered", "")
    with acting_as(system_actor(ours.practice.id)):
        (kept,) = Receipt.objects.all()
        assert (kept.kind, kept.occurred_at) == ("delivered", NOW + timedelta(seconds=3))
    assert inbox() == ["read"]


@pytest.mark.parametrize("order", [("accepted", "failed", "delivered"), ("delivered", "failed", "accepted")])
def test_delivered_is_for_good_whatever_comes_before_or_after_it(
    visit: Appointment, ours: House, order: tuple[str, ...]
) -> None:
    send_all()
    reference = deliveries(ours)[0].id
    for kind in order:
        receipt(reference, kind)
    assert states(ours)[0][1] == "delivered"
    assert left_to_do(ours) == []


def test_a_message_that_failed_is_work_and_no_more_once_it_arrived_after_all(visit: Appointment, ours: House) -> None:
    send_all()
    reference = deliveries(ours)[0].id
    receipt(reference, "failed", error="absent")
    assert states(ours)[0] == ("booked", "failed", "absent")
    assert left_to_do(ours) == ["failed"]
    receipt(reference, "delivered")
    assert left_to_do(ours) == []


def test_a_receipt_settles_what_nobody_could_say(
    visit: Appointment, ours: House, gateway: Gateway, settings: Any, clock: Any
) -> None:
    # The account knows nothing of references when the answer is lost; its receipts do.
    settings.TELEPHONY_ACCOUNTS = {**settings.TELEPHONY_ACCOUNTS, "gate": gateway.kannel()}
    gateway.lose_next = 1
    send_all()
    clock.shift(LEASE.total_seconds() + 1)
    send_all()
    assert left_to_do(ours) == ["unknown"]
    settings.TELEPHONY_ACCOUNTS = {**settings.TELEPHONY_ACCOUNTS, "gate": gateway.generic()}
    receipt(deliveries(ours)[0].id, "delivered")
    assert states(ours)[0][1] == "delivered"
    assert left_to_do(ours) == []


def test_a_reference_of_nobody_and_another_account_s_word_are_set_aside(
    visit: Appointment, ours: House, gateway: Gateway, settings: Any
) -> None:
    send_all()
    receipt(uuid4(), "delivered")
    settings.TELEPHONY_ACCOUNTS = {**settings.TELEPHONY_ACCOUNTS, "elsewhere": gateway.generic("elsewhere")}
    with acting_as(system_actor(ours.practice.id)):
        from notifications.models import Delivery

        Delivery.objects.filter(kind="booked").update(account="elsewhere")
    receipt(deliveries(ours)[0].id, "delivered")
    assert inbox() == ["refused", "refused"]
    assert states(ours)[0][1] == "accepted"


def test_the_same_receipt_twice_is_one(visit: Appointment, ours: House, clock: Any) -> None:
    send_all()
    reference = deliveries(ours)[0].id
    for _ in range(2):
        receipt(reference, "delivered")
        clock.shift(1)
    with acting_as(system_actor(ours.practice.id)):
        assert Receipt.objects.count() == 1


def test_one_message_for_two_visits_is_delivered_for_both(ours: House, camille: Any, patient: Any) -> None:
    from tests.factories.booking import at
    from tests.notifications.conftest import visit_of

    for days in (7, 8):
        visit_of(camille, ours, patient, at("09:15") + timedelta(days=days))
    send_all()
    (lead,) = {row.reference for row in deliveries(ours) if row.kind == "booked"}
    receipt(lead, "delivered")
    assert [row.state for row in deliveries(ours) if row.kind == "booked"] == ["delivered"] * 2


def test_a_fact_that_is_no_receipt_and_no_answer_of_a_line_is_set_aside(visit: Appointment) -> None:
    say(**{"from": "+33639980001"}, sms_kind="received", to="+33199999999", text="1", event_id="e")
    assert inbox() == ["refused"]
