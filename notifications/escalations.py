"""The step of a message's ladder that is an SMS: looked at again, handed over, written down as sent."""

from calls.message_settings import alert_number
from calls.services.escalation import alert_sent, alert_to_send
from calls.sms_lines import sms_line
from notifications.alerts import Alert
from notifications.topics import LetterBox
from outbox.services import Claim


def tell_practitioner(channel: LetterBox, row: Claim) -> str | None:
    """None once it left; a code when there is nothing to say any more: acknowledged meanwhile, or no number left."""
    if row.practice_id is None:
        return "nothing-to-say"
    step = alert_to_send(row.practice_id, row.entity_id)
    if step is None:
        return "acknowledged"
    number = alert_number(step.practice_id, step.practitioner_id)
    if number is None:
        return "no-number"
    channel.alert_practitioner(Alert(row.id, sms_line(row.practice_id), number))
    alert_sent(row.practice_id, row.entity_id)
    return None
