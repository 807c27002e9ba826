"""Notices, and the record that somebody was told."""

from uuid import UUID

from consent import services
from consent.models import Notice, NoticeRecord
from core.scoping import Channel, acting_as, system_actor
from practices.models import Practice

TEXT = "Vos données servent à gérer vos rendez-vous au cabinet. Vous pouvez y accéder et les faire corriger."


def make_notice(practice: Practice, text: str = TEXT) -> Notice:
    """The next version of the practice's text, in force now."""
    with acting_as(system_actor(practice.id)):
        return services.publish_notice(actor=system_actor(practice.id), practice_id=practice.id, text=text)


def tell(practice: Practice, subject_id: UUID, notice: Notice) -> NoticeRecord:
    """Record that this person was told."""
    with acting_as(system_actor(practice.id)):
        return services.record_notice(
            actor=system_actor(practice.id),
            practice_id=practice.id,
            subject_id=subject_id,
            notice_version=notice.version,
            channel=Channel.PHONE,
        )
