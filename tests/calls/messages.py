"""A message on its way, as the tests of messages need it."""

from typing import Any

from calls.messages import Rung
from calls.models import MessageStep, PractitionerMessage
from calls.services import send_message, set_alert_number
from core.scoping import Actor, acting_as, system_actor
from practices.models import Practitioner
from tests.factories.practices import House

NUMBER = "+33639980011"


def send(actor: Actor, house: House, text: str = "Rappeler la pharmacie", **more: Any) -> PractitionerMessage:
    """To the practitioner of that house's agenda."""
    with acting_as(actor):
        return send_message(
            actor=actor, practitioner_role_id=house.role.id, kind=more.pop("kind", "message"), text=text, **more
        )


def do(actor: Actor, verb: Any, message: PractitionerMessage, **more: Any) -> Any:
    with acting_as(actor):
        return verb(actor=actor, message_id=message.id, **more)


def give_number(house: House, practitioner: Practitioner, number: str = NUMBER) -> None:
    actor = system_actor(house.practice.id)
    with acting_as(actor):
        set_alert_number(actor=actor, practice_id=house.practice.id, practitioner_id=practitioner.id, number=number)


def steps_of(house: House) -> list[tuple[str, str]]:
    with acting_as(system_actor(house.practice.id)):
        rows = MessageStep.objects.filter(practice=house.practice)
        order = list(Rung.values)
        return [(one.rung, one.outcome) for one in sorted(rows, key=lambda step: order.index(step.rung))]
