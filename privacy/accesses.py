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
from booking.models import Appointment
from calls.models import CallSession
from core import clock
from core.errors import NotFound
from core.scoping import Actor, Channel
from crypto.sealed import open_all
from patients.lines import PatientLine, lines_of
from patients.models import Disclosure, Patient
from patients.queries import patient_in
from practices.models import Delegation, PracticeMembership, SecretariatMembership
from practices.permissions import Permission, check_may
from privacy.roles_then import RolesThen

# The journal keeps bodies for twelve months.
KEPT = timedelta(days=365)
LARGEST_PAGE = 200
SYSTEM = "Le système"
ONLINE = "La personne elle-même ou son représentant, en ligne"
LEFT = "Une personne n'exerçant plus"


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
        Action.DAY_PRINTED: "Planning pris en PDF",
        Action.FEED_READ: "Lu par un calendrier extérieur",
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
        Action.RELATIVE_ADDED: "Proche ajouté",
        Action.RELATIVE_ENDED: "Proche retiré",
        Action.IDENTITY_CHANGED: "Identité modifiée",
        Action.PATIENT_MERGED: "Fiches réunies",
        Action.PATIENT_SEPARATED: "Fiches séparées",
        Action.PATIENT_RESTRICTED: "Dossier limité",
        Action.PATIENT_RESTRICTION_LIFTED: "Limitation levée",
        Action.APPOINTMENT_BOOKED: "Rendez-vous pris",
        Action.APPOINTMENT_OVERBOOKED: "Rendez-vous pris en plus",
        Action.APPOINTMENT_MOVED: "Rendez-vous déplacé",
        Action.APPOINTMENT_CANCELLED: "Rendez-vous annulé",
        Action.OVERRIDE_SETTLED: "Dérogation tranchée",
        Action.APPOINTMENT_EXCUSED: "Absence excusée",
        Action.MEASURE_DECIDED: "Mesure de présence décidée",
        Action.MEASURE_LIFTED: "Mesure de présence levée",
        Action.ACCESSES_READ: "Accès consultés",
        Action.REQUESTS_READ: "Vu dans les demandes de droits",
        Action.REQUEST_READ: "Demande de droits ouverte",
        Action.REQUEST_RECEIVED: "Demande de droits enregistrée",
        Action.REQUEST_DECIDED: "Demande de droits décidée",
        Action.REQUEST_EXECUTED: "Demande de droits exécutée",
        Action.REQUEST_LETTERS_LISTED: "Vu dans les courriers à poster",
        Action.REQUEST_LETTER_OPENED: "Courrier ouvert",
        Action.REQUEST_LETTER_POSTED: "Courrier noté comme parti",
        Action.REQUEST_LETTER_WRITTEN: "Courrier écrit",
        Action.HOLDS_READ: "Vu dans les conservations",
        Action.HOLD_PLACED: "Conservation posée",
        Action.HOLD_LIFTED: "Conservation levée",
        Action.DEATHS_READ: "Vu dans les décès signalés",
        Action.DEATH_REPORTED: "Décès signalé",
        Action.REQUEST_EXPORTED: "Données exportées",
        Action.OWN_DATA_READ: "Données consultées",
        Action.OWN_DATA_EXPORTED: "Données emportées",
        Action.RECORD_HELD: "Dossier rattaché à un compte en ligne",
        Action.RECORD_RELEASED: "Dossier retiré d'un compte en ligne",
        Action.DEATH_CERTIFICATE_OPENED: "Référence de l'acte de décès affichée",
        Action.DIRECTIVE_GIVEN: "Directive après décès enregistrée",
        Action.DIRECTIVE_OPENED: "Directives après décès consultées",
        Action.DIRECTIVE_REVOKED: "Directive après décès révoquée",
        Action.NOTICE_RECORDED: "Information donnée",
        Action.MESSAGE_SENT: "Message transmis au praticien",
        Action.MESSAGE_LISTED: "Vu dans les messages",
        Action.MESSAGE_READ: "Message ouvert",
        Action.URGENCY_BEGUN: "Protocole d'urgence suivi",
        Action.URGENCY_OPENED: "Réponses au protocole d'urgence affichées",
        Action.REPLY_OPENED: "Réponse par SMS affichée",
        Action.CONSIGNE_ANSWERS_OPENED: "Réponses aux consignes affichées",
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
    Action.MESSAGE_READ,
    Action.URGENCY_OPENED,
    Action.REPLY_OPENED,
    Action.CONSIGNE_ANSWERS_OPENED,
}
# With a secret visit these are told to nobody else: the day, the call, the message or the absence may be that visit's.
_SEEN_AMONG_VISITS = {
    *(Action.DAY_READ, Action.DAY_PRINTED, Action.OVERRIDES_READ, Action.PENDING_READ),
    *(Action.MEASURE_DECIDED, Action.MEASURE_LIFTED),
}
_ABOUT_CALLS = ("calls:", "instructions:", "notifications:", "online:")
_LOOKING_VERBS = {"printed", "read", "found", "listed", "searched", "opened"}


@dataclass(frozen=True, slots=True)
class Seen:
    """One act. `by` says who without naming anybody of the staff; the patient's own reading has neither `name` nor
    `user_id`.

    `call_at` is the instant of the call it was done in, None when there was none or it is known no more; `reason` is
    what somebody wrote when it was asked.
    """

    at: datetime
    doing: Doing
    said: str
    name: str
    role: str
    by: str
    organisation: str
    channel: str
    call_id: str
    call_at: datetime | None
    reason: str
    patient: PatientLine | None = None
    user_id: UUID | None = None


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

    No instant is cut between two pages: the journal tells its ties together.
    """
    return seen, seen[-1].at if len(seen) >= LARGEST_PAGE else None


def accesses_for_patient(
    practice_id: UUID, patient_id: UUID, *, spared: Collection[UUID] = (), unsaid: Collection[UUID] = ()
) -> list[Seen]:
    """What the patient is shown: the same lines without the names of the staff. The caller proved who asks.

    `spared`: the visits of which nothing is told, not even that somebody booked them (L1111-5). With one, no line that
    could speak of it without naming it is told either, nor any reason: see `_may_betray`. `unsaid`: other rows of which
    no line is told.
    """
    now = clock.now()
    until: datetime | None = now + timedelta(microseconds=1)
    found: list[Access] = []
    secret = _named_by(practice_id, spared)
    while until is not None:
        page = read_accesses(practice_id, patient_id=patient_id, since=now - KEPT, until=until, most=LARGEST_PAGE)
        page, until = next_page(page)
        told = [line for line in page if line.entity is None or line.entity[1] not in unsaid]
        found += [line for line in told if not (secret and _may_betray(line, secret))]
    shown = [replace(line, name="", user_id=None) for line in _shown(practice_id, found)]
    return [replace(line, reason="") for line in shown] if secret else shown


def _named_by(practice_id: UUID, visits: Collection[UUID]) -> set[str]:
    """The ids of these visits and of the calls they were booked in."""
    calls = Appointment.objects.filter(practice_id=practice_id, id__in=list(visits), call_id__isnull=False)
    return {str(one) for one in (*visits, *calls.values_list("call_id", flat=True))}


def _may_betray(line: Access, secret: Collection[str]) -> bool:
    """Whether a line names what is secret, or is of a kind that a visit explains and that may not say which."""
    entity = {str(line.entity[1])} if line.entity else set()
    names = not set(secret).isdisjoint(entity | {str(said) for said in line.details.values()})
    return names or line.action in _SEEN_AMONG_VISITS or line.action.startswith(_ABOUT_CALLS)


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
    roles, houses = RolesThen(practice_id, people), _houses(practice_id)
    reasons, calls = _reasons(practice_id, lines), _calls(practice_id, lines)
    patients = _patients(practice_id, lines) if with_patients else {}
    return [
        Seen(
            at=line.at,
            doing=doing_of(line.action),
            said=said_of(line.action),
            name=names.get(line.user_id, "") if line.user_id else _nobody(line),
            role=(roles.of(line.user_id, line.at) or "") if line.user_id else "",
            by=(roles.of(line.user_id, line.at) or LEFT) if line.user_id else _nobody(line),
            organisation=houses.get(line.delegation_id, "") if line.delegation_id else "",
            channel=line.channel,
            call_id=str(line.details.get("call") or ""),
            call_at=calls.get(str(line.details.get("call") or "")),
            reason=reasons.get(line.entity[1], "") if line.entity else "",
            patient=patients.get(line.patient_id),
            user_id=line.user_id,
        )
        for line in lines
    ]


def said_of(action: str) -> str:
    """An act in words."""
    return _SAID.get(action, DOINGS[doing_of(action)])


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


def _houses(practice_id: UUID) -> dict[UUID, str]:
    rows = Delegation.objects.filter(practice_id=practice_id).values_list("id", "secretariat__name")
    return dict(rows)


def _nobody(line: Access) -> str:
    """Who did what no account did: whoever came by the web's door, or the product."""
    return ONLINE if line.channel == Channel.WEB.value else SYSTEM


def _calls(practice_id: UUID, lines: Sequence[Access]) -> dict[str, datetime]:
    """When each call that a line names began, while the call is known."""
    ids = {str(line.details["call"]) for line in lines if line.details.get("call")}
    rows = CallSession.objects.filter(practice_id=practice_id, id__in=ids)
    return {str(call_id): at for call_id, at in rows.values_list("id", "started_at")}


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
