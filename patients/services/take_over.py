"""Take over a list of patients, some lines at a time: the good ones are written, the bad ones named."""

import hashlib
import hmac
from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction

from consent.queries import current_notice
from core.errors import DomainError
from core.scoping import Actor
from patients.duplicates import probable_duplicates
from patients.local_day import local_day
from patients.locks import lock_registrations
from patients.models import Patient
from patients.newcomer import Reading
from patients.services.register import write_taken_over
from patients.taking_over import Line, Report, Trouble, read_line, troubles_of
from practices.instructions import asked_fields
from practices.permissions import Permission, check_may

Key = tuple[str, str, object]
ALIKE = "Ressemble à un dossier du cabinet : à comparer et à saisir à la main."
TWICE = "Cette personne est déjà plus haut dans le fichier."


@transaction.atomic
def take_over_patients(*, actor: Actor, practice_id: UUID, lines: Sequence[Line], is_trial: bool) -> Report:
    """Write each line that can be; the actor answers for having informed these people. A trial writes nothing.

    A person with the same names and birth date is known: the same file twice is once. Raises NotFound, Forbidden,
    and NoticeOutdated where the practice has no text to inform patients with.
    """
    check_may(actor, Permission.PATIENT_CREATE, practice_id)
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    notice = current_notice(practice_id)
    report, readings = Report(), list[tuple[int, Reading]]()
    today, asked = local_day(actor, practice_id), asked_fields(practice_id)
    for number, line in lines:
        try:
            readings.append((number, read_line(line, asked, today, settings.GUARDIAN_LOWER_AGES)))
        except DomainError as refusal:
            report.troubles += troubles_of(number, refusal)
    lock_registrations(practice_id)
    wanted = _new_ones(practice_id, readings, report)
    if not is_trial and wanted:
        write_taken_over(actor, practice_id, wanted, notice.version)
    report.written = len(wanted)
    return report


def _new_ones(practice_id: UUID, readings: Sequence[tuple[int, Reading]], report: Report) -> list[Reading]:
    """Those that nobody of the practice resembles; the others are counted or named."""
    days = {reading.identity.birth_date for _, reading in readings}
    rows = Patient.objects.filter(practice_id=practice_id, birth_date__in=days, locked_at__isnull=True)
    there: set[Key] = set(rows.values_list("search_used_name", "search_given_names", "birth_date"))
    same_day = {key[2] for key in there}
    seen, wanted = set[Key](), list[Reading]()
    for number, reading in readings:
        key = _key(reading)
        if key in there:
            report.known += 1
            report.people.append((number, _mark(practice_id, key), False))
        elif key in seen:
            report.conflicts.append(Trouble(number, "", TWICE))
        elif key[2] in same_day and probable_duplicates(practice_id, reading):
            report.conflicts.append(Trouble(number, "", ALIKE))
        else:
            seen.add(key)
            wanted.append(reading)
            report.people.append((number, _mark(practice_id, key), True))
    return wanted


def _key(reading: Reading) -> Key:
    identity = reading.identity
    return identity.search_family_name, identity.search_given_names, identity.birth_date


def _mark(practice_id: UUID, key: Key) -> str:
    """The same for the same person of one practice; whoever reads it learns no name."""
    message = f"patients.take-over:{practice_id}:{key}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()[:24]
