"""Whether a code is this person's, now, for the first time. Every check runs under a row lock.

Six digits are asked of the telephone's application; anything else is taken for a recovery code.
"""

import re
import secrets
from base64 import b32encode
from hashlib import sha256
from math import ceil

from django.db import connection
from django_otp import devices_for_user

from accounts.enums import SignInMethod
from accounts.models import RecoveryCode, User
from core import clock

TOTP_FORM = re.compile(r"[0-9]{6}")
RECOVERY_CODES = 10
RECOVERY_BYTES = 16
LONGEST_CODE = 64


def accept_code(user: User, code: str) -> tuple[bool, int]:
    """Use `code` up: (accepted, seconds to wait before the next try, 0 when none). Needs a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("a code is checked inside the transaction that uses it up")
    text = compact(code)
    if TOTP_FORM.fullmatch(text):
        return _accept_totp(user, text)
    return _accept_recovery(user, text), 0


def method_of(code: str) -> SignInMethod:
    """Which factor a code belongs to, judged by its form alone."""
    return SignInMethod.TOTP if TOTP_FORM.fullmatch(compact(code)) else SignInMethod.RECOVERY_CODE


def compact(code: str) -> str:
    """What was typed, without the blanks and hyphens that help reading."""
    return re.sub(r"[\s-]", "", code)[:LONGEST_CODE].upper()


def new_recovery_codes() -> list[str]:
    """Ten codes of 128 random bits, in groups of four letters and digits."""
    return [
        _grouped(b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().rstrip("=")) for _ in range(RECOVERY_CODES)
    ]


def digest_of(recovery_code: str) -> str:
    return sha256(compact(recovery_code).encode()).hexdigest()


def _accept_totp(user: User, code: str) -> tuple[bool, int]:
    # django-otp's helper takes the row lock: of two parallel tries of one code, the second sees it used.
    device = next(iter(devices_for_user(user, for_verify=True)), None)
    if device is None:
        return False, 0
    allowed, why = device.verify_is_allowed()
    if not allowed:
        return False, max(1, ceil((why["locked_until"] - clock.now()).total_seconds()))
    return bool(device.verify_token(code)), 0


def _accept_recovery(user: User, code: str) -> bool:
    # One statement that locks and marks the row: a second try finds it used.
    unused = RecoveryCode.objects.filter(user=user, digest=digest_of(code), used_at=None)
    return unused.update(used_at=clock.now()) == 1


def _grouped(text: str) -> str:
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))
