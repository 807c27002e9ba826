"""What is done to keys reaches the journal: registered with the keyring, which stands below, at the start."""

from collections.abc import Sequence

from audit import services
from crypto.journal import KeyEvent


def journal_key_acts(events: Sequence[KeyEvent], *, using: str) -> None:
    """One event each, in the open transaction of `using`. The product acts, by an operator's command."""
    services.record_many(
        [
            services.Event(None, event.act, event.practice_id, event.entity, event.patient_id, details=event.details)
            for event in events
        ],
        using=using,
    )
