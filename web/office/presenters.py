"""What the office's pages show, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from consent.models import Notice
from practices.asked_fields import LABELS, AskedField
from practices.instructions import Instructions
from web import french


@dataclass(frozen=True, slots=True)
class Tick:
    """One field that may be asked."""

    value: str
    label: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class InstructionLine:
    """One practitioner; `since` is empty when nothing was instructed yet."""

    role_id: UUID
    name: str
    since: str
    ticks: list[Tick]
    reminders: bool
    may_edit: bool
    takes_online: bool


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One version of a text."""

    version: int
    since: str
    text: str
    sha256: str


def instruction_lines(found: Sequence[Instructions], editable: Sequence[bool]) -> list[InstructionLine]:
    return [_line(one, may_edit=may_edit) for one, may_edit in zip(found, editable, strict=True)]


def notice_line(notice: Notice, zone: str) -> NoticeLine:
    at = french.local(notice.effective_at, zone)
    return NoticeLine(
        notice.version, f"le {french.short_day(at.date())} à {french.hour(at)}", notice.text, notice.sha256
    )


def _line(one: Instructions, *, may_edit: bool) -> InstructionLine:
    return InstructionLine(
        role_id=one.role.id,
        name=one.role.practitioner.display_name,
        since=f"version {one.version}, depuis le {french.short_day(one.at.date())}" if one.at else "",
        ticks=[Tick(field.value, LABELS[field], field in one.asked) for field in AskedField],
        reminders=one.reminders,
        may_edit=may_edit,
        takes_online=one.role.takes_online,
    )
