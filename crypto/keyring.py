"""The keys in use: top key (in the provider) → practice key → patient key, a platform key, search tokens.

Callers name practices and patients; nobody above this room ever holds key bytes. Key rows are read
under row-level security: without the practice in the context there is no key. Practice keys stay in
process for 15 minutes at most; patient keys are read each time, so that an erased patient is
unreadable at once, except inside a `holding_keys()` block.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from core.compiled import Compiled
from crypto.cipher import BadFrame, SealingKey, length_prefixed, new_key, wipe
from crypto.errors import KeyDestroyed, KeyMissing, KeysUnavailable, SealBroken
from crypto.key_cache import KeyCache
from crypto.models import PatientKey, PlatformKey, PracticeKey, TopKey
from crypto.providers import ProviderUnavailable, WrapRefused, provider

FINGERPRINT_KEY = "fingerprint-1"
FIRST_TOP_KEY = "top-1"

# Held keys are named by integers: a UUID is hashed and compared in Python, ten times slower.
_PLATFORM = 0
# Versions begin at 1: in place of one, this names the newest.
_NEWEST = 0
_T = TypeVar("_T")
_cache = KeyCache()
# The newest version of the platform key, and until when that is not asked again.
NOTICE_SECONDS = 30.0
_newest_platform: list[float] = [1, 0.0]
_held: ContextVar[dict[tuple[int, int], SealingKey] | None] = ContextVar("held_keys", default=None)
# Read for every sealed value that is written or opened.
_NEWEST_OF_PATIENT = Compiled(
    lambda practice, patient: PatientKey.objects.filter(practice_id=practice, patient_id=patient).order_by("-version")[
        :1
    ]
)
_OF_PATIENT = Compiled(
    lambda practice, patient, version: PatientKey.objects.filter(
        practice_id=practice, patient_id=patient, version=version
    )
)


# Top key and platform key -------------------------------------------------------------------------


def ensure_platform_key() -> None:
    """Make the first top key, the HMAC keys and the platform key when they do not exist yet. Idempotent."""
    if PlatformKey.objects.exists():
        return
    top = active_top_key()
    wrapped = wrap_new_key(top.key_id, platform_context(1, top.epoch))
    _cache.distrust(("platform", 1))
    row = PlatformKey(version=1, epoch=top.epoch, site=top.site, wrapped_by=top.key_id, wrapped=wrapped)
    PlatformKey.objects.bulk_create([row], ignore_conflicts=True)
    transaction.on_commit(lambda: _cache.trust(("platform", 1)))


def platform_key(version: int | None = None) -> SealingKey:
    """The key of fields without a practice; the newest one unless a frame names its version.

    A newer one is noticed within `NOTICE_SECONDS`: a renewal waits as long before the former one goes.
    """
    held = _held.get()
    version = version or _newest_platform_version()
    key = _cache.get(("platform", version)) or (held or {}).get((_PLATFORM, version))
    if key is not None:
        return key
    ensure_platform_key()
    row = PlatformKey.objects.filter(version=version).order_by("-epoch").first()
    if row is None:
        raise KeyMissing()
    key = unwrapped_key(row.wrapped_by, row.wrapped, platform_context(row.version, row.epoch), row.version)
    _cache.put(("platform", row.version), key)
    if held is not None:
        held[_PLATFORM, row.version] = key
    return key


def _newest_platform_version() -> int:
    version, until = _newest_platform
    if time.monotonic() >= until:
        version = PlatformKey.objects.aggregate(newest=Max("version"))["newest"] or 1
        _newest_platform[:] = [version, time.monotonic() + NOTICE_SECONDS]
    return int(version)


def active_top_key() -> TopKey:
    """The top key that new keys are wrapped under; the first one is made here."""
    top = TopKey.objects.filter(state=TopKey.State.ACTIVE).order_by("-epoch").first()
    if top is None:
        # The provider first: whoever sees the row finds its keys.
        for key_id in (FIRST_TOP_KEY, search_key_id(1), FINGERPRINT_KEY):
            create_top_key(key_id)
        TopKey.objects.bulk_create([TopKey(epoch=1, key_id=FIRST_TOP_KEY)], ignore_conflicts=True)
        top = TopKey.objects.get(epoch=1)
    return top


def create_top_key(key_id: str) -> None:
    """Make a key in the provider where it does not exist. Raises KeysUnavailable."""
    _ask(lambda: provider().create(key_id))


# Practice keys ------------------------------------------------------------------------------------


def create_practice_keys(practice_id: UUID) -> None:
    """Give a practice its key under the active top key. Idempotent; the practice must be in the context."""
    top = active_top_key()
    wrapped = wrap_new_key(top.key_id, practice_context(practice_id, top.epoch))
    _cache.distrust((practice_id, top.epoch))
    row = PracticeKey(practice_id=practice_id, epoch=top.epoch, site=top.site, wrapped_by=top.key_id, wrapped=wrapped)
    PracticeKey.objects.bulk_create([row], ignore_conflicts=True)
    transaction.on_commit(lambda: _cache.trust((practice_id, top.epoch)))


def _practice_key(practice_id: UUID, epoch: int | None = None) -> SealingKey:
    """The practice's key of that epoch, or its newest one; its version is the epoch."""
    if epoch is not None and (key := _cache.get((practice_id, epoch))):
        return key
    rows = PracticeKey.objects.filter(practice_id=practice_id)
    row = (rows if epoch is None else rows.filter(epoch=epoch)).order_by("-epoch").first()
    if row is None:
        raise KeyMissing()
    # Which epoch is the newest is asked each time: a rotation is noticed at once, whatever is kept here.
    if key := _cache.get((practice_id, row.epoch)):
        return key
    key = unwrapped_key(row.wrapped_by, row.wrapped, practice_context(practice_id, row.epoch), row.epoch)
    _cache.put((practice_id, row.epoch), key)
    return key


# Patient keys -------------------------------------------------------------------------------------


def create_patient_key(patient_id: UUID, practice_id: UUID) -> None:
    """Make the key of a new patient, in the transaction that creates the patient."""
    create_patient_keys([(patient_id, practice_id)])


def create_patient_keys(pairs: Iterable[tuple[UUID, UUID]]) -> None:
    """Make the keys of many new patients, `(patient_id, practice_id)` each, in one statement."""
    held = _held.get()
    rows, wrapping_keys = [], {}
    for patient_id, practice_id in pairs:
        if practice_id not in wrapping_keys:  # a practice opened in this transaction is not cached yet
            wrapping_keys[practice_id] = _practice_key(practice_id)
        wrapping, fresh = wrapping_keys[practice_id], new_key()
        wrapped = wrapping.seal(fresh, patient_context(practice_id, patient_id, 1))
        rows.append(PatientKey(practice_id=practice_id, patient_id=patient_id, epoch=wrapping.version, wrapped=wrapped))
        if held is not None:
            held[patient_id.int, 1] = held[patient_id.int, _NEWEST] = SealingKey(fresh, 1)
        wipe(fresh)
    PatientKey.objects.bulk_create(rows, batch_size=1000)


def destroy_patient_key(patient_id: UUID, practice_id: UUID) -> None:
    """Erase a patient's sealed fields for ever by forgetting the key."""
    rows = PatientKey.objects.filter(practice_id=practice_id, patient_id=patient_id)
    # Again until nothing is left: a renewal that was committed while we waited has added a version.
    while rows.delete()[0]:
        pass
    held = _held.get() or {}
    for name in [name for name in held if name[0] == patient_id.int]:
        del held[name]


def patient_key(practice_id: UUID, patient_id: UUID, version: int | None = None) -> SealingKey:
    """The patient's key: the newest to seal, the version a frame names to open. Raises KeyDestroyed."""
    held = _held.get()
    if held is not None and (key := held.get((patient_id.int, version or _NEWEST))):
        return key
    if version:
        row = _OF_PATIENT.instance(practice_id, patient_id, version)
    else:
        row = _NEWEST_OF_PATIENT.instance(practice_id, patient_id)
    if row is None:
        raise KeyDestroyed()
    key = _unwrapped(row)
    if held is not None:
        held[patient_id.int, row.version] = key
        if version is None:
            held[patient_id.int, _NEWEST] = key
    return key


@contextmanager
def holding_keys(patient_ids: Iterable[UUID] = ()) -> Iterator[None]:
    """Inside the block each key is read once; those of `patient_ids` in one statement, at the start."""
    outer = _held.get()
    keys = {} if outer is None else outer
    token = _held.set(keys)
    try:
        wanted = {patient_id for patient_id in patient_ids if (patient_id.int, _NEWEST) not in keys}
        if wanted:
            for row in PatientKey.objects.filter(patient_id__in=wanted).order_by("version"):
                keys[row.patient_id.int, row.version] = keys[row.patient_id.int, _NEWEST] = _unwrapped(row)
        yield
    finally:
        _held.reset(token)
        if outer is None:
            keys.clear()


def _unwrapped(row: PatientKey) -> SealingKey:
    context = patient_context(row.practice_id, row.patient_id, row.version)
    try:
        key = _practice_key(row.practice_id, row.epoch).open_key(bytes(row.wrapped), context)
    except BadFrame:
        raise SealBroken() from None
    try:
        return SealingKey(key, row.version)
    finally:
        wipe(key)


# Tokens -------------------------------------------------------------------------------------------


def search_token(practice_id: UUID, kind: str, normal_form: str, version: int) -> bytes:
    """32 bytes that find a value without storing it. The practice is inside: no link between practices.

    `version` is one of `crypto.search_keys`.
    """
    data = length_prefixed(practice_id.bytes, kind.encode(), normal_form.encode())
    return _hmac(search_key_id(version), data)


def search_key_id(version: int) -> str:
    """What the provider calls that version of the key of search tokens."""
    return f"search-{version}"


def fingerprint(purpose: str, *parts: bytes) -> bytes:
    """32 keyed bytes that tell whether two contents are the same, and nothing else about them."""
    return _hmac(FINGERPRINT_KEY, length_prefixed(purpose.encode(), *parts))


def _hmac(key_id: str, data: bytes) -> bytes:
    try:
        return provider().hmac(key_id, data)
    except ProviderUnavailable:
        # The very first token of an installation: the HMAC keys are made with the first top key.
        active_top_key()
    return _ask(lambda: provider().hmac(key_id, data))


# Housekeeping -------------------------------------------------------------------------------------


def wipe_caches() -> None:
    """Forget every unwrapped key of this process now."""
    _cache.wipe()
    _newest_platform[:] = [1, 0.0]
    if held := _held.get():
        held.clear()


def check_ready() -> None:
    """Raise KeysUnavailable or KeyMissing unless the provider can unwrap the platform key right now."""
    row = PlatformKey.objects.order_by("-version", "-epoch").first()
    if row is None:
        raise KeyMissing()
    wipe(unwrap(row.wrapped_by, row.wrapped, platform_context(row.version, row.epoch)))


# For the rotation ---------------------------------------------------------------------------------


def wrap(key_id: str, key: bytearray, context: bytes) -> bytes:
    """`key` under the top key of that name, bound to `context`. Raises KeysUnavailable."""
    return _ask(lambda: provider().wrap(key_id, key, context))


def wrap_new_key(key_id: str, context: bytes) -> bytes:
    """A fresh key that nobody has seen, wrapped. Raises KeysUnavailable."""
    key = new_key()
    try:
        return wrap(key_id, key, context)
    finally:
        wipe(key)


def unwrapped_key(key_id: str, wrapped: bytes | memoryview, context: bytes, version: int) -> SealingKey:
    """The wrapped key, ready to seal and open. Raises KeysUnavailable, SealBroken."""
    key = unwrap(key_id, wrapped, context)
    try:
        return SealingKey(key, version)
    finally:
        wipe(key)


def unwrap(key_id: str, wrapped: bytes | memoryview, context: bytes) -> bytearray:
    """The wrapped key itself, for the caller to wipe. Raises KeysUnavailable, SealBroken."""
    try:
        return _ask(lambda: provider().unwrap(key_id, bytes(wrapped), context))
    except WrapRefused:
        raise SealBroken() from None


def _ask(question: Callable[[], _T]) -> _T:
    try:
        return question()
    except ProviderUnavailable:
        raise KeysUnavailable() from None


def destroy_top_key(key_id: str) -> None:
    """Make everything wrapped under it unreadable for ever. Raises KeysUnavailable."""
    _ask(lambda: provider().destroy(key_id))


def platform_context(version: int, epoch: int) -> bytes:
    return length_prefixed(b"platform", version.to_bytes(2, "big"), epoch.to_bytes(2, "big"))


def practice_context(practice_id: UUID, epoch: int) -> bytes:
    return length_prefixed(b"tk", practice_id.bytes, epoch.to_bytes(2, "big"))


def patient_context(practice_id: UUID, patient_id: UUID, version: int) -> bytes:
    return length_prefixed(b"pk", practice_id.bytes, patient_id.bytes, version.to_bytes(2, "big"))
