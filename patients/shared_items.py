"""Reading what a practitioner shared: who may know of it, and what it says; each reading is journalled (ST-15)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from audit import services as audit
from audit.actions import Action
from consent.errors import PurposeStopped
from consent.purposes import Purpose
from consent.queries import is_stopped
from core.errors import NotFound
from core.scoping import Actor
from crypto.keyring import holding_keys
from patients.enums import SharedWith
from patients.errors import SharedItemRevoked
from patients.models import Patient, SharedItem
from patients.queries import patient_in
from practices.permissions import Permission


@dataclass(frozen=True, slots=True, repr=False)
class ItemRead:
    """One item in clear; never printed."""

    id: UUID
    title: str
    text: str
    shared_with: str
    shared_by: str
    shared_at: datetime


def shared_items_of(actor: Actor, patient_id: UUID) -> list[SharedItem]:
    """The items this person may know of, revoked ones too, newest first; their texts stay sealed.

    Not journalled: part of a file that the caller opened with `open_patient`. Raises NotFound, Forbidden.
    """
    patient = patient_in(actor, patient_id, Permission.SHARED_ITEM_READ)
    return list(_within_reach(actor, patient).select_related("shared_by").order_by("-shared_at", "-id"))


@transaction.atomic
def read_shared_item(actor: Actor, patient_id: UUID, item_id: UUID) -> ItemRead:
    """One item in clear. Raises NotFound, Forbidden, PurposeStopped, SharedItemRevoked."""
    patient = patient_in(actor, patient_id, Permission.SHARED_ITEM_READ)
    item = _within_reach(actor, patient).select_related("shared_by").filter(id=item_id).first()
    if item is None:
        raise NotFound()
    check_prepared(patient)
    if item.revoked_at is not None:
        raise SharedItemRevoked()
    return _opened(actor, [item])[0]


@transaction.atomic
def read_shared_items(actor: Actor, patient_id: UUID) -> list[ItemRead]:
    """Every item not revoked, in clear, newest first. Raises NotFound, Forbidden, PurposeStopped."""
    patient = patient_in(actor, patient_id, Permission.SHARED_ITEM_READ)
    check_prepared(patient)
    rows = _within_reach(actor, patient).filter(revoked_at__isnull=True).select_related("shared_by")
    return _opened(actor, list(rows.order_by("-shared_at", "-id")))


def check_prepared(patient: Patient) -> None:
    """What prepares a visit waits for the person's consent and ends with it (ST-26). Raises PurposeStopped."""
    if is_stopped(patient.practice_id, patient.id, Purpose.PREPARATION):
        raise PurposeStopped(purpose=Purpose.PREPARATION.value)


def _within_reach(actor: Actor, patient: Patient) -> "QuerySet[SharedItem]":
    """Whoever acts under a mandate knows only of what was shared with the remote secretariat too."""
    reach = Q(shared_with=SharedWith.SECRETARIAT.value) if patient.practice_id in actor.delegations else Q()
    return SharedItem.objects.filter(reach, practice_id=patient.practice_id, patient=patient)


def _opened(actor: Actor, items: list[SharedItem]) -> list[ItemRead]:
    with holding_keys([item.patient_id for item in items]):
        read = [_read(item) for item in items]
    audit.record_many(
        audit.Event(
            actor=actor,
            action=Action.SHARED_ITEM_READ,
            practice_id=item.practice_id,
            entity=("shared_item", item.id),
            patient_id=item.patient_id,
        )
        for item in items
    )
    return read


def _read(item: SharedItem) -> ItemRead:
    assert item.title is not None and item.text is not None, "the database keeps both until the revocation"
    by = str(item.shared_by.display_name) if item.shared_by else ""
    return ItemRead(item.id, item.title.open(), item.text.open(), item.shared_with, by, item.shared_at)
