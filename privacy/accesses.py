"""« Qui a consulté mon dossier »: every act on a file, by whom, when, for which call or reason, in plain words.

The journal holds ids; this page joins the names. Two readers: the practice (its practitioner, its officer), who sees
name, role and organisation; and the patient, later on the portal, who sees role and organisation. The dates and
purposes of consultations are due to the patient; who of the staff consulted is not, unless it is needed to exercise
their rights (CJEU, C-579/21): the officer then answers it through a request.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from accounts.models import User
from audit import services as audit
from audit.accesses import Access, read_accesses
from audit.actions import Action
from core import clock
from core.errors import NotFound
from core.scoping import Actor, Channel
from crypto.sealed import open_all
from patients.lines import PatientLine, lines_of
from patients.models import Disclosure, Patient
from patients.queries import patient_in
from practices.enums import PracticeRole, SecretariatRole
from practices.models import Delegation, PracticeMembership, SecretariatMembership
from practices.permissions import Permission, check_may

# The journal keeps bodies for twelve months.
KEPT = timedelta(days=365)
LARGEST_PAGE = 200
SYSTEM = "Le système"


class Doing(StrEnum):
    """Which kind of act."""

    LOOKED = "looked"
    OPENED = "opened"
    CHANGED = "changed"
    BOOKED = "booked"
    RIGHTS = "rights"


DOINGS: Mapping[Doing, str] = MappingProxyType(
    {
        Doing.LOOKED: "Consultation",
        Doing.OPENED: "Donnée protégée affichée",
        Doing.CHANGED: "Modification",
        Doing.BOOKED: "Rendez-vous",
        Doing.RIGHTS: "Exercice des droits",
    }
)
_SAID: Mapping[str, str] = MappingProxyType(
    {
        Action.PATIENT_READ: "Dossier ouvert",
        Action.PATIENT_FOUND: "Vu dans une recherche",
        Action.DAY_READ: "Vu dans le planning",
        Action.APPOINTMENT_READ: "Rendez-vous ouvert",
        Action.APPOINTMENTS_READ: "Rendez-vous listés",
        Action.OVERRIDES_READ: "Vu dans les dérogations",
        Action.NIR_DISCLOSED: "Numéro de sécurité sociale affiché",
        Action.MEDICAL_NOTE_DISCLOSED: "Note médicale affichée",
        Action.NOTE_OPENED: "Note de rendez-vous affichée",
        Action.CANCEL_REASON_OPENED: "Raison d'annulation affichée",
        Action.OVERRIDE_OPENED: "Raison de dérogation affichée",
        Action.PATIENT_CREATED: "Dossier créé",
        Action.PATIENT_UPDATED: "Dossier modifié",
        Action.MEDICAL_NOTE_CHANGED: "Note médicale modifiée",
        Action.IDENTITY_CHANGED: "Identité modifiée",
        Action.PATIENT_MERGED: "Fiches réunies",
        Action.PATIENT_SEPARATED: "Fiches séparées",
        Action.PATIENT_RESTRICTED: "Dossier limité",
        Action.PATIENT_RESTRICTION_LIFTED: "Limitation levée",
        Action.APPOINTMENT_BOOKED: "Rendez-vous pris",
        Action.APPOINTMENT_OVERBOOKED: "Rendez-vous pris en plus",
        Action.APPOINTMENT_MOVED: "Rendez-vous déplacé",
        Action.APPOINTMENT_CANCELLED: "Rendez-vous annulé",
        Action.ACCESSES_READ: "Accès consultés",
        Action.REQUEST_READ: "Demande de droits ouverte",
        Action.REQUEST_EXPORTED: "Données exportées",
        Action.DEATH_CERTIFICATE_OPENED: "Référence de l'acte de décès affichée",
        Action.DIRECTIVE_GIVEN: "Directive après décès enregistrée",
        Action.DIRECTIVE_OPENED: "Directives après décès consultées",
        Action.DIRECTIVE_REVOKED: "Directive après décès révoquée",
        Action.NOTICE_RECORDED: "Information donnée",
    }
)
_OPENED = {
    Action.NIR_DISCLOSED,
    Action.MEDICAL_NOTE_DISCLOSED,
    Action.NOTE_OPENED,
    Action.CANCEL_REASON_OPENED,
    Action.OVERRIDE_OPENED,
    Action.REQUEST_EXPORTED,
    Action.DEATH_CERTIFICATE_OPENED,
}
_LOOKING_VERBS = {"read", "found", "listed", "searched", "opened"}
_ROLES = {role.value: str(role.label) for kind in (PracticeRole, SecretariatRole) for role in kind}


@dataclass(frozen=True, slots=True)
class Seen:
    """One act. `name` is empty for the patient's own reading; `reason` is what somebody wrote when it was asked."""

    at: datetime
    doing: Doing
    said: str
    name: str
    role: str
    organisation: str
    channel: str
    call_id: str
    reason: str
    patient: PatientLine | None = None


_Line = TypeVar("_Line", Seen, Access)


@transaction.atomic
def accesses_of(actor: Actor, patient_id: UUID, *, before: datetime | None = None) -> list[Seen]:
    """Every act on one patient's file for twelve months, newest first, 200 a page; journalled.

    Raises NotFound, Forbidden.
    """
    patient = patient_in(actor, patient_id, Permission.ACCESS_LOG_READ)
    return _read(actor, patient.practice_id, patient_id=patient.id, before=before)


@transaction.atomic
def accesses_at(
    actor: Actor, practice_id: UUID, *, user_id: UUID | None = None, before: datetime | None = None
) -> list[Seen]:
    """The latest acts on any file of a practice, by one person or everybody; each patient shown is journalled.

    Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.ACCESS_LOG_READ, practice_id)
    return _read(actor, practice_id, user_id=user_id, before=before)


def next_page(seen: list[_Line]) -> tuple[list[_Line], datetime | None]:
    """The lines to show of a page read, and before which instant the next one is read: None when there is none.

    The oldest instant of a full page may have been cut in the middle: its lines go to the next page, whole.
    """
    if len(seen) < LARGEST_PAGE:
        return seen, None
    kept = [line for line in seen if line.at > seen[-1].at] or seen
    return kept, kept[-1].at


def accesses_for_patient(practice_id: UUID, patient_id: UUID, *, spared: Collection[UUID] = ()) -> list[Seen]:
    """What the patient is shown: the same lines without the names of the staff. The caller proved who asks.

    `spared`: the visits of which nothing is told, not even that somebody booked them (L1111-5).
    """
    now = clock.now()
    until: datetime | None = now + timedelta(microseconds=1)
    found: list[Access] = []
    while until is not None:
        page = read_accesses(practice_id, patient_id=patient_id, since=now - KEPT, until=until, most=LARGEST_PAGE)
        page, until = next_page(page)
        found += [line for line in page if not _is_about(line, spared)]
    return [replace(line, name="", reason="") for line in _shown(practice_id, found)]


def _is_about(line: Access, visits: Collection[UUID]) -> bool:
    entity = {str(line.entity[1])} if line.entity else set()
    return not {str(visit) for visit in visits}.isdisjoint(entity | {str(said) for said in line.details.values()})


def people_seen(actor: Actor, practice_id: UUID) -> list[tuple[UUID, str]]:
    """Who acted on a file of this practice lately, by name, to choose from. Raises NotFound, Forbidden."""
    check_may(actor, Permission.ACCESS_LOG_READ, practice_id)
    members = PracticeMembership.objects.filter(practice_id=practice_id).values_list("user_id", flat=True)
    secretariats = Delegation.objects.filter(practice_id=practice_id).values_list("secretariat_id", flat=True)
    others = SecretariatMembership.objects.filter(secretariat__in=list(secretariats)).values_list("user_id", flat=True)
    people = User.objects.filter(id__in={*members, *others}).order_by("display_name", "id")
    return list(people.values_list("id", "display_name"))


def _read(
    actor: Actor,
    practice_id: UUID,
    *,
    patient_id: UUID | None = None,
    user_id: UUID | None = None,
    before: datetime | None = None,
) -> list[Seen]:
    now = clock.now()
    until = before or now + timedelta(microseconds=1)
    if until < now - KEPT:
        raise NotFound()
    lines = read_accesses(
        practice_id, patient_id=patient_id, user_id=user_id, since=now - KEPT, until=until, most=LARGEST_PAGE
    )
    shown = sorted({patient_id} if patient_id else {line.patient_id for line in lines})
    audit.record_many(audit.Event(actor, Action.ACCESSES_READ, practice_id, ("patient", one), one) for one in shown)
    return _shown(practice_id, lines, with_patients=patient_id is None)


def _shown(practice_id: UUID, lines: Sequence[Access], *, with_patients: bool = False) -> list[Seen]:
    people = {line.user_id for line in lines if line.user_id}
    names = dict(User.objects.filter(id__in=people).values_list("id", "display_name"))
    roles, houses = _roles(practice_id, people), _houses(practice_id)
    reasons = _reasons(practice_id, lines)
    patients = _patients(practice_id, lines) if with_patients else {}
    return [
        Seen(
            at=line.at,
            doing=doing_of(line.action),
            said=_SAID.get(line.action, DOINGS[doing_of(line.action)]),
            name=names.get(line.user_id, "") if line.user_id else SYSTEM,
            role=roles.get(line.user_id, "") if line.user_id else "",
            organisation=houses.get(line.delegation_id, "") if line.delegation_id else "",
            channel=line.channel,
            call_id=str(line.details.get("call") or ""),
            reason=reasons.get(line.entity[1], "") if line.entity else "",
            patient=patients.get(line.patient_id),
        )
        for line in lines
    ]


def doing_of(action: str) -> Doing:
    """The kind of an act, from its own name: `room:resource:verb`."""
    room, _, verb = action.split(":")
    if action in _OPENED:
        return Doing.OPENED
    if room in ("privacy", "consent"):
        return Doing.RIGHTS
    if verb in _LOOKING_VERBS:
        return Doing.LOOKED
    return Doing.BOOKED if room == "booking" else Doing.CHANGED


def _roles(practice_id: UUID, people: set[UUID]) -> dict[UUID, str]:
    """What each is at the practice, else at the secretariat that acts for it; the present role before a past one."""
    outside = SecretariatMembership.objects.filter(user__in=people).order_by("ended_at")
    inside = PracticeMembership.objects.filter(practice_id=practice_id, user__in=people).order_by("ended_at")
    found: dict[UUID, str] = {}
    for rows in (inside, outside):
        for user_id, role in rows.values_list("user_id", "role"):
            found.setdefault(user_id, _ROLES.get(role, role))
    return found


def _houses(practice_id: UUID) -> dict[UUID, str]:
    rows = Delegation.objects.filter(practice_id=practice_id).values_list("id", "secretariat__name")
    return dict(rows)


def _reasons(practice_id: UUID, lines: Sequence[Access]) -> dict[UUID, str]:
    """What was written when something sealed was shown."""
    ids = [line.entity[1] for line in lines if line.entity and line.entity[0] == "disclosure"]
    rows = list(Disclosure.objects.filter(practice_id=practice_id, id__in=ids))
    return {row.id: text or "" for row, text in zip(rows, open_all(row.reason for row in rows), strict=True)}


def _patients(practice_id: UUID, lines: Sequence[Access]) -> dict[UUID, PatientLine]:
    ids = {line.patient_id for line in lines}
    return {one.id: one for one in lines_of(Patient.objects.filter(practice_id=practice_id, id__in=ids))}


CHANNELS: Mapping[str, str] = MappingProxyType(
    {
        Channel.PHONE.value: "bureau",
        Channel.WEB.value: "en ligne",
        Channel.API.value: "API",
        Channel.SYSTEM.value: "automatique",
    }
)
