"""Take over the lines of another product's agenda, some at a time: what is free is written, the rest is named."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from booking.lifecycle import Status
from booking.local_time import exists, instant, local_date
from booking.minors import guardianship_on
from booking.models import Appointment
from booking.services.import_agenda import PastVisit, take_over_visits
from consent.guardian_reads import standing_about
from consent.guardians import Guardianship
from consent.standing import Standing
from core import clock
from core.errors import DomainError, InvalidInput
from core.scoping import Actor
from patients.models import Patient
from patients.names import search_form
from patients.plain_text import Address
from patients.taking_over import YOUNG, Line, Report, Trouble, read_day
from practices.models import PractitionerRole, VisitReason
from practices.permissions import Permission, check_may
from practices.queries import role_in, visit_reasons

People = Mapping[tuple[str, str, date], Collection[tuple[UUID, str]]]
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "family_name": ("nom", "nom utilise", "patient"),
    "given_names": ("prénom", "prenoms"),
    "birth_date": ("naissance", "date de naissance", "ddn"),
    "day": ("date", "jour", "date du rendez-vous"),
    "hour": ("heure", "debut", "heure de debut"),
    "minutes": ("durée", "minutes", "duree (min)"),
    "reason": ("motif", "type"),
}
REQUIRED = ("family_name", "given_names", "birth_date", "day", "hour")
_HOUR = re.compile(r"(\d{1,2})\s*[:hH]\s*(\d{2})?(?::\d{2})?")
UNKNOWN = "Personne de ce nom né(e) ce jour dans le cabinet : importez d'abord les patients."
SEVERAL = "Plusieurs dossiers portent ce nom et cette date de naissance : à saisir à la main."
NO_REASON = "Ce motif n'existe pas dans le cabinet."
TAKEN = "Cette heure est déjà prise, pour ce praticien ou pour ce patient."


def take_over_agenda(*, actor: Actor, practitioner_role_id: UUID, lines: Sequence[Line], is_trial: bool) -> Report:
    """Write each line whose patient is known and whose time is free, past ones as honoured. A trial writes nothing.

    A visit of the same patient at the same time is known. Raises NotFound, Forbidden, RecordRestricted.
    """
    role = role_in(actor, practitioner_role_id)
    check_may(actor, Permission.APPOINTMENT_BOOK, role.practice_id)
    check_may(actor, Permission.PRACTICE_CONFIGURE, role.practice_id)
    report = Report()
    with transaction.atomic():
        read = _read(actor, role, lines, report)
        wanted = _not_there_yet(role, read, report)
        written = take_over_visits(actor=actor, visits=[visit for _, visit in wanted])
        if is_trial:
            transaction.set_rollback(True)
    there = {id(visit) for visit in written}
    report.written = len(there)
    report.conflicts += [Trouble(number, "hour", TAKEN) for number, visit in wanted if id(visit) not in there]
    return report


def _read(actor: Actor, role: PractitionerRole, lines: Sequence[Line], report: Report) -> list[tuple[int, PastVisit]]:
    reasons = {search_form(reason.name): reason for reason in visit_reasons(actor, role.practice_id)}
    people = _people(role.practice_id, lines)
    found = []
    for number, line in lines:
        try:
            found.append((number, _visit(role, line, people, reasons)))
        except DomainError as refusal:
            report.troubles += [Trouble(number, one.field, one.detail) for one in refusal.errors]
    return found


def _people(practice_id: UUID, lines: Sequence[Line]) -> People:
    """The patients born on the days that the lines name, and the country each lives in: one statement."""
    days = set()
    for _, line in lines:
        try:
            days.add(read_day(line.get("birth_date", "")))
        except InvalidInput:
            continue
    rows = Patient.objects.filter(
        practice_id=practice_id, birth_date__in=days, locked_at__isnull=True, merged_into__isnull=True
    )
    found: dict[tuple[str, str, date], list[tuple[UUID, str]]] = {}
    for family, given, born, patient_id, country in rows.values_list(
        "search_used_name", "search_given_names", "birth_date", "id", "country"
    ):
        found.setdefault((family, given, born), []).append((patient_id, country))
    return found


def _check_decides(role: PractitionerRole, born: date, country: str, patient_id: UUID | None = None) -> None:
    """ST-44: no file books for a child whom no guardian agreed for. Raises InvalidInput."""
    rule = guardianship_on(born, country, local_date(clock.now(), role.location.timezone))
    if rule is Guardianship.ALONE:
        return
    joint = rule is Guardianship.JOINT
    if patient_id is None or standing_about(role.practice_id, patient_id, joint=joint) is not Standing.AGREED:
        raise InvalidInput.at("birth_date", "guardian-needed", YOUNG)


def _visit(
    role: PractitionerRole,
    line: Mapping[str, str],
    people: People,
    reasons: Mapping[str, VisitReason],
) -> PastVisit:
    for name in REQUIRED:
        if not line.get(name):
            raise InvalidInput.at(name, "blank", "Ce champ est obligatoire.")
    born = read_day(line["birth_date"])
    known = list(people.get((search_form(line["family_name"]), search_form(line["given_names"]), born), ()))
    if not known:
        _check_decides(role, born, Address().country)
    if len(known) != 1:
        raise InvalidInput.at("family_name", "unknown-patient", SEVERAL if known else UNKNOWN)
    patient_id, country = known[0]
    _check_decides(role, born, country, patient_id)
    wanted = search_form(line.get("reason", ""))
    reason = reasons.get(wanted) if wanted else next(iter(reasons.values()), None)
    if reason is None:
        raise InvalidInput.at("reason", "unknown-reason", NO_REASON)
    start = _start(line, role.location.timezone)
    end = start + timedelta(minutes=_minutes(line.get("minutes", ""), reason))
    status = Status.FULFILLED if end <= clock.now() else Status.BOOKED
    return PastVisit(patient_id, role.id, reason.id, start, end, status)


def _start(line: Mapping[str, str], zone: str) -> datetime:
    try:
        day = read_day(line["day"])
    except InvalidInput:
        raise InvalidInput.at("day", "invalid-date", "Cette date n'existe pas.") from None
    found = _HOUR.fullmatch(line["hour"].strip())
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise InvalidInput.at("hour", "invalid-hour", "Cette heure n'existe pas.")
    wall = time(int(found[1]), int(found[2] or 0))
    if not exists(day, wall, zone):
        raise InvalidInput.at("hour", "invalid-hour", "Cette heure n'existe pas ce jour-là.")
    return instant(day, wall, zone)


def _minutes(text: str, reason: VisitReason) -> int:
    if not text.strip():
        return reason.duration_minutes
    digits = re.match(r"\s*(\d{1,3})", text)
    if not digits or not 1 <= int(digits[1]) <= 600:
        raise InvalidInput.at("minutes", "out-of-range", "De 1 à 600 minutes.")
    return int(digits[1])


def _not_there_yet(
    role: PractitionerRole, read: Sequence[tuple[int, PastVisit]], report: Report
) -> list[tuple[int, PastVisit]]:
    rows = Appointment.objects.filter(
        practice_id=role.practice_id, practitioner_role_id=role.id, starts_at__in=[visit.start for _, visit in read]
    )
    there = set(rows.values_list("patient_id", "starts_at"))
    wanted = [(number, visit) for number, visit in read if (visit.patient_id, visit.start) not in there]
    report.known += len(read) - len(wanted)
    return wanted
