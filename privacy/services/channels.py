"""Validated exchange channels: what is not on the list does not leave (CH-04)."""

from uuid import UUID

from django.db import transaction

from audit.actions import Action
from core import clock
from core.errors import FieldError, NotFound
from core.plain_text import visible
from core.scoping import Actor
from practices.constraints import refused_as
from practices.permissions import Permission, check_may
from practices.texts import one_of
from privacy.errors import ChannelKnown, ChannelNotValidated
from privacy.models import ExchangeChannel
from privacy.operator_acts import journal


@transaction.atomic
def validate_channel(*, actor: Actor, practice_id: UUID, kind: str, target: str = "") -> ExchangeChannel:
    """Personal data of this practice may leave that way. Raises NotFound, Forbidden, InvalidInput, ChannelKnown."""
    check_may(actor, Permission.CHANNEL_VALIDATE, practice_id)
    channel = ExchangeChannel(
        practice_id=practice_id,
        kind=one_of(ExchangeChannel.Kind, "kind", kind),
        target=visible(target, "target", 120).casefold()[:120],
        validated_by_id=actor.user_id,
        validated_at=clock.now(),
    )
    with refused_as({"exchangechannel_once": ChannelKnown}):
        channel.save(force_insert=True)
    journal(actor, Action.CHANNEL_VALIDATED, "channel", channel.id, practice_id)
    return channel


@transaction.atomic
def withdraw_channel(*, actor: Actor, channel_id: UUID) -> None:
    """Nothing leaves that way any more, from now on. Raises NotFound, Forbidden."""
    channel = ExchangeChannel.objects.filter(
        practice_id__in=actor.practice_ids, id=channel_id, withdrawn_at__isnull=True
    ).first()
    if channel is None:
        raise NotFound()
    check_may(actor, Permission.CHANNEL_VALIDATE, channel.practice_id)
    channel.withdrawn_at = clock.now()
    channel.save(update_fields=["withdrawn_at"])
    journal(actor, Action.CHANNEL_WITHDRAWN, "channel", channel.id, channel.practice_id)


def check_channel(practice_id: UUID, kind: str, target: str = "", *, field: str = "way") -> None:
    """Raise ChannelNotValidated, which names `field`, unless `is_validated` says yes. The caller checked the scope."""
    if not is_validated(practice_id, kind, target):
        raise not_validated(kind, field)


def is_validated(practice_id: UUID, kind: str, target: str = "") -> bool:
    """Whether that way is validated for `target`, or for every target of its kind.

    The domain counts for an address of electronic mail. The caller checked the scope.
    """
    named = {"", target.casefold(), target.casefold().rpartition("@")[2]}
    validated = ExchangeChannel.objects.filter(
        practice_id=practice_id, kind=kind, target__in=named, withdrawn_at__isnull=True
    )
    return validated.exists()


def not_validated(kind: str, field: str) -> ChannelNotValidated:
    """The refusal: the field, and the way by its name, never to whom."""
    label = ExchangeChannel.Kind(kind).label
    sentence = f"« {label} » n'est pas validé pour ce destinataire : choisissez-en un autre, ou faites-le valider."
    return ChannelNotValidated(kind=kind, errors=[FieldError(field, ChannelNotValidated.code, sentence)])
