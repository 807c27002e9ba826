"""The top key: a new epoch, everything in use hung from it, and in the end the destruction of an old one."""

from uuid import UUID

from django.db import transaction

from core.clock import now
from crypto import keyring
from crypto.cipher import wipe
from crypto.journal import KeyAct, KeyEvent, journal_keys
from crypto.models import PatientKey, PlatformKey, PracticeKey, TopKey
from crypto.rotation.condition import active_top, in_use
from crypto.rotation.turn import ALIAS, RotationRefused, inside, practices


def begin_epoch() -> TopKey:
    """A new top key, in force at once for new keys; the former one is kept. Raises KeysUnavailable."""
    former = active_top()
    fresh = TopKey(epoch=former.epoch + 1, site=former.site, key_id=f"top-{former.epoch + 1}")
    # The provider first: whoever sees the row finds its key. Cut off in between, the next attempt finds it made.
    keyring.create_top_key(fresh.key_id)
    with transaction.atomic(using=ALIAS):
        TopKey.objects.using(ALIAS).filter(pk=former.pk).update(state=TopKey.State.RETIRING)
        fresh.save(using=ALIAS, force_insert=True)
        journal_keys(
            KeyEvent(KeyAct.TOP_KEY_CREATED, entity=("top_key", fresh.id), details={"epoch": fresh.epoch}), using=ALIAS
        )
    return fresh


def rewrap_platform_key(top: TopKey) -> bool:
    """Hang the platform key from this top key too; its former row is kept until that top key is destroyed."""
    rows = PlatformKey.objects.using(ALIAS)
    with transaction.atomic(using=ALIAS):
        row = rows.order_by("-version", "-epoch").first()
        if row is None or row.wrapped_by == top.key_id:
            return False
        key = keyring.unwrap(row.wrapped_by, row.wrapped, keyring.platform_context(row.version, row.epoch))
        context = keyring.platform_context(row.version, top.epoch)
        fresh = PlatformKey(version=row.version, epoch=top.epoch, site=top.site, wrapped_by=top.key_id)
        fresh.wrapped = keyring.wrap(top.key_id, key, context)
        wipe(key)
        fresh.save(using=ALIAS, force_insert=True)
        journal_keys(
            KeyEvent(
                KeyAct.PLATFORM_KEY_REWRAPPED, entity=("platform_key", fresh.id), details={"top_epoch": top.epoch}
            ),
            using=ALIAS,
        )
    return True


def rewrap_practice_keys(practice_id: UUID, top: TopKey) -> int:
    """Hang a practice's keys in use from this top key; the keys themselves stay. Returns how many were not yet."""
    with inside(practice_id):
        rows = list(in_use(practice_id).exclude(wrapped_by=top.key_id).select_for_update(no_key=True, of=("self",)))
        for row in rows:
            context = keyring.practice_context(practice_id, row.epoch)
            key = keyring.unwrap(row.wrapped_by, row.wrapped, context)
            row.wrapped, row.wrapped_by = keyring.wrap(top.key_id, key, context), top.key_id
            wipe(key)
            row.save(using=ALIAS, update_fields=["wrapped", "wrapped_by"])
            journal_keys(
                KeyEvent(
                    KeyAct.PRACTICE_KEY_REWRAPPED,
                    practice_id,
                    entity=("practice_key", row.id),
                    details={"epoch": row.epoch, "top_epoch": top.epoch},
                ),
                using=ALIAS,
            )
    return len(rows)


def destroy_epoch(epoch: int) -> TopKey:
    """Destroy a top key, and forget the wraps that hang from it and that nothing uses. Cannot be undone.

    The active one and the one before are kept. Raises RotationRefused, KeysUnavailable.
    """
    top, active = TopKey.objects.using(ALIAS).filter(epoch=epoch).first(), active_top()
    if top is None:
        raise RotationRefused(f"There is no epoch {epoch}.")
    if top.state == TopKey.State.DESTROYED:
        raise RotationRefused(f"Epoch {epoch} is destroyed already.")
    if epoch > active.epoch - 2:
        raise RotationRefused(f"Epoch {epoch} is kept: only what is older than epoch {active.epoch - 1} is destroyed.")
    if PlatformKey.objects.using(ALIAS).values("version").distinct().count() > 1:
        raise RotationRefused("A renewal of the platform key was cut off: finish it with --platform first.")
    every = practices()
    for practice_id in every:
        _check_unused(practice_id, top)
    if not PlatformKey.objects.using(ALIAS).filter(wrapped_by=active.key_id).exists():
        raise RotationRefused("The platform key does not hang from the active epoch: finish the rotation first.")
    for practice_id in every:
        _forget_practice_keys(practice_id, top)
    _destroy(top)
    return top


def _check_unused(practice_id: UUID, top: TopKey) -> None:
    with inside(practice_id):
        if in_use(practice_id).filter(wrapped_by=top.key_id).exists():
            raise RotationRefused(
                f"Epoch {top.epoch} still protects keys of practice {practice_id}: rotate with --practices first."
            )


def _forget_practice_keys(practice_id: UUID, top: TopKey) -> None:
    with inside(practice_id):
        rows = PracticeKey.objects.using(ALIAS).filter(practice_id=practice_id, wrapped_by=top.key_id)
        wraps = PatientKey.objects.using(ALIAS).filter(practice_id=practice_id)
        for row in rows:
            if wraps.filter(epoch=row.epoch).exists():
                raise RotationRefused(f"Practice {practice_id} began to use epoch {top.epoch} again: rotate first.")
            event = KeyEvent(
                KeyAct.PRACTICE_KEY_RETIRED,
                practice_id,
                entity=("practice_key", row.id),
                details={"epoch": row.epoch},
            )
            journal_keys(event, using=ALIAS)
            row.delete(using=ALIAS)


def _destroy(top: TopKey) -> None:
    with transaction.atomic(using=ALIAS):
        PlatformKey.objects.using(ALIAS).filter(wrapped_by=top.key_id).delete()
        top.state, top.destroyed_at = TopKey.State.DESTROYED, now()
        top.save(using=ALIAS, update_fields=["state", "destroyed_at"])
        journal_keys(
            KeyEvent(KeyAct.TOP_KEY_DESTROYED, entity=("top_key", top.id), details={"epoch": top.epoch}), using=ALIAS
        )
        # Last before the commit: cut off here, the row still says that it exists and the next attempt ends it.
        keyring.destroy_top_key(top.key_id)
