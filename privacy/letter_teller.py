"""What the outbox's line about a letter means: carried as it was written, if it still exists (notifications.topics)."""

from notifications.topics import LetterBox
from outbox.services import Claim

TOPIC, CHANNEL = "rights.letter", "letter"


def send_letter(box: LetterBox, row: Claim) -> str | None:
    """The letter's id is all that leaves this room; a request forgotten meanwhile has none."""
    from privacy.models import RightsLetter  # models load after the rooms have registered

    if row.practice_id is None or not RightsLetter.objects.filter(id=row.entity_id).exists():
        return "no-such-letter"
    box.send_letter(row.id, row.entity_id)
    return None
