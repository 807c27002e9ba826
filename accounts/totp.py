"""Time-based codes (RFC 6238) as authenticator applications expect them: pure, knows no person and no table."""

import secrets
from base64 import b32decode, b32encode
from hmac import compare_digest
from urllib.parse import quote, urlencode

from django_otp.oath import TOTP

STEP_SECONDS = 30
DIGITS = 6
SEED_BYTES = 20
ISSUER = "Permanence"


def new_seed() -> str:
    """A fresh 160-bit seed in base 32, the form that applications take as text."""
    return b32encode(secrets.token_bytes(SEED_BYTES)).decode()


def seed_bytes(seed: str) -> bytes:
    return b32decode(seed)


def step_at(timestamp: float) -> int:
    """The number of the 30-second step that holds a Unix time in seconds."""
    return int(timestamp // STEP_SECONDS)


def code_at(seed: str, timestamp: float) -> str:
    """The six digits that `seed` gives at a Unix time in seconds."""
    totp = TOTP(seed_bytes(seed), STEP_SECONDS, digits=DIGITS)
    totp.time = timestamp
    return f"{totp.token():0{DIGITS}d}"


def matching_step(seed: str, token: str, timestamp: float, *, past: int) -> int | None:
    """The step whose code `token` is, among that of a Unix time and the `past` steps before; None for no match.

    Every candidate is compared: the time taken says nothing about which one fits.
    """
    totp, found = TOTP(seed_bytes(seed), STEP_SECONDS, digits=DIGITS), None
    totp.time = timestamp
    current = totp.t()
    for offset in range(past + 1):
        totp.drift = -offset
        if compare_digest(f"{totp.token():0{DIGITS}d}", token):
            found = current - offset
    return found


def enrolment_uri(seed: str, username: str) -> str:
    """The otpauth address that an application reads; it holds the secret: show it once, never log it."""
    label = quote(f"{ISSUER}:{username}")
    return f"otpauth://totp/{label}?" + urlencode(
        {"secret": seed, "issuer": ISSUER, "algorithm": "SHA1", "digits": DIGITS, "period": STEP_SECONDS}
    )


def readable(seed: str) -> str:
    """The seed in groups of four, for people who type it."""
    return " ".join(seed[i : i + 4] for i in range(0, len(seed), 4))
