"""The register of processing activities: each processing described once (GDPR art. 30). Pure: no Django.

From these entries come the public notice, the officer's page and its exports, and the data map; the
retention engine carries out the rules they name. `privacy.belonging` says which tables are whose.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from consent.purposes import Purpose
from privacy.declarations.care import CARE_ENTRIES
from privacy.declarations.evidence import EVIDENCE_ENTRIES
from privacy.declarations.patient_accounts import PATIENT_ACCOUNT_ENTRIES
from privacy.declarations.platform import PLATFORM_ENTRIES
from privacy.declarations.telephone import TELEPHONE_ENTRIES
from privacy.processing import Controller, Processing

REGISTER: tuple[Processing, ...] = (
    *CARE_ENTRIES,
    *EVIDENCE_ENTRIES,
    *PLATFORM_ENTRIES,
    *TELEPHONE_ENTRIES,
    *PATIENT_ACCOUNT_ENTRIES,
)
NUMBERS = tuple(entry.number for entry in REGISTER)


@dataclass(frozen=True, slots=True)
class Edition:
    """The register as it stood from a day on; a test refuses a change of its words without a new one."""

    number: int
    since: date
    sha256: str


EDITIONS: tuple[Edition, ...] = (
    Edition(1, date(2026, 11, 22), "e2673982d3b9d8abdaba0a19f2fb7b76db1b814eb0b352037609f0a378d8a68d"),
    Edition(2, date(2026, 11, 22), "3a8644b6edbefbe2b80983c2e509332e5c7940cfff913a1866fe21cf1c82ee5b"),
    Edition(3, date(2026, 11, 22), "382442b06fb6e05fa6be3af1569c292de3fa2c4d1ad5f236bfd1c5ee337ab939"),
    Edition(4, date(2026, 11, 22), "72d57a48314389309bd1a1f78ca64b55fbc55ade1b3b9d6b599dbfd06e4b32da"),
)


def edition() -> Edition:
    return EDITIONS[-1]


def entry(number: str) -> Processing | None:
    return next((one for one in REGISTER if one.number == number), None)


def serving(purpose: Purpose) -> tuple[Processing, ...]:
    """The processings that serve a purpose patients are told about."""
    return tuple(one for one in REGISTER if purpose in one.purposes)


def decided_by(controller: Controller) -> tuple[Processing, ...]:
    return tuple(one for one in REGISTER if one.controller is controller)


def rules_named(entries: Iterable[Processing] = REGISTER) -> tuple[str, ...]:
    """The ids of the retention rules these processings obey, sorted."""
    return tuple(sorted({kept.rule for one in entries for kept in one.kept}))


def digest(entries: Iterable[Processing] = REGISTER) -> str:
    """SHA-256 of everything the entries say, in hexadecimal."""
    said = json.dumps([asdict(one) for one in entries], default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()
