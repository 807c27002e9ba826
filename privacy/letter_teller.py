"""What the outbox's lines about letters mean: carried as it was written, if it still exists (notifications.topics)."""

from notifications.letters import LetterMessage
from notifications.topics import LetterBox
from outbox.services import Claim

TOPIC, RECIPIENT_TOPIC, CHANNEL = "rights.letter", "rights.recipient", "letter"


def send_letter(box: LetterBox, row: Claim) -> str | None:
    """Opened here, at the moment it leaves; a request forgotten meanwhile has none.

    A way that was withdrawn since the letter was written carries nothing any more (CH-04): like a letter without an
    address, it waits on paper in the office.
    """
    from privacy.models import RightsLetter, Way  # models load after the rooms have registered
    from privacy.services.letters import put_on_paper
    from privacy.services.ways_out import address_of, may_leave

    letter = RightsLetter.objects.select_related("request").filter(id=row.entity_id).first()
    if row.practice_id is None or letter is None:
        return "no-such-letter"
    to = address_of(letter.request)
    if not may_leave(letter.request, Way.OUTBOX):
        put_on_paper(letter)
        return "channel-not-validated" if to else "no-address"
    box.send_letter(LetterMessage(row.id, letter.id, to, letter.body.open()))
    return None


def send_to_recipient(box: LetterBox, row: Claim) -> str | None:
    """The letter to a recipient of the data (art. 19): carried once, then waiting for an acknowledgement."""
    from privacy.models import Propagation, Told, Way  # models load after the rooms have registered
    from privacy.services.letters import put_on_paper
    from privacy.services.recipients import mark_sent
    from privacy.services.ways_out import address_in, recipient_way

    rows = Propagation.objects.select_related("request", "letter").filter(id=row.entity_id)
    told = rows.select_for_update(of=("self",)).first()
    if row.practice_id is None or told is None or told.letter is None:
        return "no-such-recipient"
    if told.state != Told.PENDING.value:
        return "already-settled"
    recipient = told.recipient.open()
    if recipient_way(row.practice_id, recipient) is not Way.OUTBOX:
        told.letter = put_on_paper(told.letter)
        told.save(update_fields=["letter"])
        return "channel-not-validated"
    box.send_letter(LetterMessage(row.id, told.letter.id, address_in(recipient), told.letter.body.open()))
    mark_sent(told)
    return None
