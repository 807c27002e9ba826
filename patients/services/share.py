"""The practitioner shares items of a medical file one by one, and takes each back when they want (ST-15)."""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import NotFound
from core.scoping import Actor
from patients.enums import SharedWith
from patients.errors import SharedItemRevoked
from patients.gathering import Gathering
from patients.models import SharedItem
from patients.plain_text import clean_line, clean_note
from patients.queries import patient_to_change
from patients.shared_items import check_prepared, shared_items_of
from practices.permissions import Permission


@transaction.atomic
def share_item(*, actor: Actor, patient_id: UUID, title: str, text: str, shared_with: str) -> SharedItem:
    """Share one item with the practice's people, or with its remote secretariat too.

    Raises NotFound, Forbidden, RecordRestricted, PurposeStopped without the person's consent, InvalidInput.
    """
    patient = patient_to_change(actor, patient_id, Permission.SHARED_ITEM_SHARE)
    gathering = Gathering()
    title = gathering.take(lambda: clean_line(title, "title"), "")
    text = gathering.take(lambda: clean_note(text, "text"), "")
    for name, value in (("title", title), ("text", text)):
        if not value and name not in {error.field for error in gathering.errors}:
            gathering.refuse(name, "blank", "Ce champ est obligatoire.")
    if shared_with not in SharedWith.values:
        gathering.refuse("shared_with", "unknown-value", "Cette valeur n'est pas dans la liste.")
    gathering.check()
    check_prepared(patient)
    item = SharedItem(
        practice_id=patient.practice_id,
        patient=patient,
        title=title,
        text=text,
        shared_with=shared_with,
        shared_by_id=actor.user_id,
        shared_at=clock.now(),
    )
    item.save(force_insert=True)
    _record(actor, item, Action.SHARED_ITEM_SHARED)
    return item


@transaction.atomic
def revoke_item(*, actor: Actor, patient_id: UUID, item_id: UUID) -> SharedItem:
    """Take one item back: nobody reads it any more, and what it said is destroyed.

    Raises NotFound, Forbidden, RecordRestricted, SharedItemRevoked.
    """
    theirs = SharedItem.objects.filter(practice_id__in=actor.practice_ids, patient=patient_id, id=item_id)
    if not theirs.exists():
        raise NotFound()
    patient_to_change(actor, patient_id, Permission.SHARED_ITEM_SHARE)
    item = theirs.get()
    if item.revoked_at is not None:
        raise SharedItemRevoked()
    item.title = item.text = None
    item.revoked_at, item.revoked_by_id = clock.now(), actor.user_id
    item.save(update_fields=["title", "text", "revoked_at", "revoked_by"])
    _record(actor, item, Action.SHARED_ITEM_REVOKED)
    return item


@transaction.atomic
def report_item(*, actor: Actor, patient_id: UUID, item_id: UUID) -> SharedItem:
    """A reader says that it has no place here (CH-15): marked until the practitioner takes it back; twice is once.

    Raises NotFound, Forbidden, SharedItemRevoked.
    """
    item = next((one for one in shared_items_of(actor, patient_id) if one.id == item_id), None)
    if item is None:
        raise NotFound()
    if item.revoked_at is not None:
        raise SharedItemRevoked()
    if item.reported_at is None:
        item.reported_at, item.reported_by_id = clock.now(), actor.user_id
        item.save(update_fields=["reported_at", "reported_by"])
        _record(actor, item, Action.SHARED_ITEM_REPORTED)
    return item


def _record(actor: Actor, item: SharedItem, action: Action) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=item.practice_id,
        entity=("shared_item", item.id),
        patient_id=item.patient_id,
        details={"shared_with": item.shared_with},
    )
