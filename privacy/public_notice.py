"""What anybody may read of one practice: the texts of information in force on a day (ST-06, ST-10)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.errors import NoNoticeInForce
from consent.models import Notice
from consent.purposes import TERMS, Purpose
from consent.queries import current_notice
from core.scoping import acting_as, system_actor
from practices.queries import practice_in


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """One text, for one purpose; `label` is how patients are told of the purpose."""

    label: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class PracticeNotices:
    name: str
    texts: tuple[PublicNotice, ...]


def notices_of(practice_id: UUID, at: datetime) -> PracticeNotices:
    """The practice's own texts at that instant: nothing about a person. Raises NotFound."""
    actor = system_actor(practice_id)
    with acting_as(actor):
        practice = practice_in(actor, practice_id)
        found = [(purpose, _in_force(practice_id, at, purpose)) for purpose in Purpose]
    texts = tuple(PublicNotice(TERMS[purpose].label, notice) for purpose, notice in found if notice)
    return PracticeNotices(practice.name, texts)


def _in_force(practice_id: UUID, at: datetime, purpose: Purpose) -> Notice | None:
    try:
        return current_notice(practice_id, at, purpose=purpose)
    except NoNoticeInForce:
        return None
