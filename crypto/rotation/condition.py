"""Whether the keyring can be rotated at all, and what an unfinished rotation has left to do."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from crypto import keyring
from crypto.errors import KeyMissing, KeysUnavailable, SealBroken
from crypto.models import PatientKey, PlatformKey, PracticeKey, TopKey
from crypto.rotation.turn import ALIAS, RotationRefused, inside, practices

NO_ANSWER = "The key provider does not answer: nothing was lost. Bring it back, then type the command again."


def active_top() -> TopKey:
    """The top key in force. Raises RotationRefused when the keyring has none."""
    top = TopKey.objects.using(ALIAS).filter(state=TopKey.State.ACTIVE).order_by("-epoch").first()
    if top is None:
        raise RotationRefused("The keyring is empty: type manage.py prepare_keys first.")
    return top


def in_use(practice_id: UUID) -> QuerySet[PracticeKey]:
    """The keys of a practice that something hangs from: its newest, and those that still wrap a patient key."""
    keys = PracticeKey.objects.using(ALIAS).filter(practice_id=practice_id)
    newest = keys.aggregate(newest=Max("epoch"))["newest"]
    wraps = PatientKey.objects.using(ALIAS).filter(practice_id=OuterRef("practice_id"), epoch=OuterRef("epoch"))
    return keys.filter(Q(epoch=newest) | Exists(wraps))


def check_usable() -> None:
    """Raise RotationRefused with a line for each thing that must be repaired before any key is replaced."""
    top = active_top()
    findings = [*_platform_findings(), *(f for practice in practices() for f in _practice_findings(practice, top))]
    if findings:
        raise RotationRefused("\n".join(["Nothing was changed: the keyring must be repaired first.", *findings]))


def is_unfinished(top: TopKey) -> bool:
    """Whether something in use still hangs from a top key before this one."""
    if not PlatformKey.objects.using(ALIAS).filter(wrapped_by=top.key_id).exists():
        return True
    return any(_hangs_elsewhere(practice_id, top) for practice_id in practices())


def _hangs_elsewhere(practice_id: UUID, top: TopKey) -> bool:
    with inside(practice_id):
        return in_use(practice_id).exclude(wrapped_by=top.key_id).exists()


def _platform_findings() -> Iterator[str]:
    row = PlatformKey.objects.using(ALIAS).order_by("-version", "-epoch").first()
    if row is None:
        yield "The platform key is missing: type manage.py prepare_keys first."
        return
    context = keyring.platform_context(row.version, row.epoch)
    yield from _findings("The platform key", row.wrapped_by, bytes(row.wrapped), context)


def _practice_findings(practice_id: UUID, top: TopKey) -> Iterator[str]:
    with inside(practice_id):
        keys = list(PracticeKey.objects.using(ALIAS).filter(practice_id=practice_id))
        used = PatientKey.objects.using(ALIAS).filter(practice_id=practice_id).values_list("epoch", flat=True)
        epochs = set(used.distinct())
    for epoch in sorted(epochs - {key.epoch for key in keys}):
        yield f"Practice {practice_id}: the key of epoch {epoch} is missing and patient keys hang from it: restore it."
    newest = max(key.epoch for key in keys)
    if newest > top.epoch:
        yield f"Practice {practice_id}: its key is of epoch {newest}, the top key of {top.epoch}: a partial restore."
    for key in keys:
        if key.epoch == newest or key.epoch in epochs:
            context = keyring.practice_context(practice_id, key.epoch)
            name = f"Practice {practice_id}: the key of epoch {key.epoch}"
            yield from _findings(name, key.wrapped_by, bytes(key.wrapped), context)


def _findings(name: str, key_id: str, wrapped: bytes, context: bytes) -> Iterator[str]:
    """Open the key for a moment: a row that is there and opens nothing is no key."""
    state = TopKey.objects.using(ALIAS).filter(key_id=key_id).values_list("state", flat=True).first()
    if state is None or state == TopKey.State.DESTROYED:
        yield f"{name} hangs from the top key {key_id}, which is {state or 'unknown'}: restore a younger row."
        return
    try:
        keyring.unwrapped_key(key_id, wrapped, context, 1)
    except KeysUnavailable:
        raise RotationRefused(NO_ANSWER) from None
    except (SealBroken, KeyMissing):
        yield f"{name} was changed and does not open: restore its row."
