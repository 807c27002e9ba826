"""Ways out of a practice, validated as its practitioner would (CH-04)."""

from core.scoping import Actor, acting_as, system_actor
from practices.models import Practice
from privacy.models import ExchangeChannel
from privacy.services.channels import validate_channel, withdraw_channel

_KIND = ExchangeChannel.Kind
USUAL = (_KIND.IN_PERSON, _KIND.POST, _KIND.EMAIL)


def open_ways(practice: Practice, kinds: tuple[ExchangeChannel.Kind, ...] = USUAL) -> None:
    """By hand, by post and by mail, whoever the recipient is."""
    actor = system_actor(practice.id)
    with acting_as(actor):
        for kind in kinds:
            validate_channel(actor=actor, practice_id=practice.id, kind=kind.value)


def close_ways(actor: Actor, practice: Practice, kind: str = "") -> None:
    """None of the ways of that kind is validated any more; of any kind when empty."""
    with acting_as(actor):
        for channel in ExchangeChannel.objects.filter(practice=practice, withdrawn_at__isnull=True):
            if kind in ("", channel.kind):
                withdraw_channel(actor=actor, channel_id=channel.id)
