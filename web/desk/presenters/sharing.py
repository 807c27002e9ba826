"""Items of the medical file as the patient's file lists them: that they exist, never what they say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from patients.models import SharedItem
from web import french


@dataclass(frozen=True, slots=True)
class SharedLine:
    """`revoke_url` is empty once the item was taken back."""

    id: UUID
    about: str
    shared_with: str
    revoked: str
    revoke_url: str
    reported: str
    report_url: str


def shared_lines(items: Iterable[SharedItem], zone: str) -> list[SharedLine]:
    return [_line(item, zone) for item in items]


def _line(item: SharedItem, zone: str) -> SharedLine:
    by = f" par {item.shared_by.display_name}" if item.shared_by else ""
    return SharedLine(
        id=item.id,
        about=f"partagé le {_day(item.shared_at, zone)}{by}",
        shared_with=item.get_shared_with_display(),
        revoked=f"retiré le {_day(item.revoked_at, zone)}" if item.revoked_at else "",
        reported=f"signalé le {_day(item.reported_at, zone)}" if item.reported_at and not item.revoked_at else "",
        report_url=""
        if item.revoked_at or item.reported_at
        else reverse("desk:patient-shared-report", args=[item.patient_id, item.id]),
        revoke_url="" if item.revoked_at else reverse("desk:patient-shared-revoke", args=[item.patient_id, item.id]),
    )


def _day(instant: datetime, zone: str) -> str:
    return french.short_day(french.local(instant, zone).date())
