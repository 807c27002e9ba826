"""The SMS of an urgent message that nobody reads leaves by the practice's line, and says nothing of anybody."""

from typing import Any

from calls.services.escalation import escalate_due
from notifications.post import PostSender
from notifications.sender import one_pass
from tests.calls.messages import NUMBER, give_number, send, steps_of
from tests.factories.patients import make_patient
from tests.factories.practices import World
from tests.notifications.conftest import LINE
from tests.notifications.gateway import Gateway
from tests.personas import CAMILLE


def send_all() -> None:
    """By the channels of the settings, not by the console of demonstrations."""
    while one_pass(PostSender()):
        pass


def test_the_alert_leaves_once_by_the_practice_s_line(world: World, gateway: Gateway, clock: Any) -> None:
    give_number(world.ours, world.ours.role.practitioner)
    patient = make_patient(world.ours.practice, "Zélande", "Barnabé")
    send(world.actor(CAMILLE), world.ours, "Douleur thoracique", kind="urgent", patient_id=patient.id)
    clock.shift(600)
    escalate_due()
    send_all()
    send_all()
    (said,) = gateway.texts
    assert (said["to"], said["from"]) == (NUMBER, LINE)
    assert "urgent" in said["text"] and not {"Zélande", "Barnabé", "Douleur"} & set(said["text"].split())
    assert steps_of(world.ours) == [("sms", "sent")]


def test_a_gateway_that_refuses_leaves_the_step_waiting(world: World, gateway: Gateway, clock: Any) -> None:
    give_number(world.ours, world.ours.role.practitioner)
    send(world.actor(CAMILLE), world.ours, "Douleur thoracique", kind="urgent")
    gateway.refusing = True
    clock.shift(600)
    escalate_due()
    send_all()
    assert steps_of(world.ours) == [("sms", "")]
    gateway.refusing = False
    clock.shift(60)
    send_all()
    assert (steps_of(world.ours), len(gateway.texts)) == ([("sms", "sent")], 1)
