"""A request comes in by post, by e-mail, at the desk, through the portal; screened, made precise, given its person."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from audit.actions import Action
from core import clock
from core.errors import Forbidden, InvalidInput, NotFound
from core.plain_text import clean_lines, has_words
from core.scoping import Actor, Channel
from patients.nir import holds_nir
from patients.queries import patient_to_change
from patients.screening import Found, screen
from practices.permissions import Permission, check_may
from practices.zones import zone_of
from privacy.errors import RequestNotThere
from privacy.models import RightsLetter, RightsRequest
from privacy.rights.kinds import IdentityProof, Intake, Kind, Requester
from privacy.rights.letters import Letter
from privacy.rights.reach import check_version, move, record, request_in, request_to_change, save, today_at
from privacy.rights.states import State, Step
from privacy.services.letters import keep_letter

LONGEST_NAME, LONGEST_CONTACT, LONGEST_CONTENT, LONGEST_DATA = 200, 400, 8000, 2000
# What stands where a name held a NIR.
ERASED_NAME = "Nom effacé"
# Rights that speak of the whole file when they name nothing (ST-32 is about what to correct, update or delete).
ALL_DATA = "Toutes les données qui me concernent"
_ABOUT_ALL = frozenset({Kind.ACCESS, Kind.PORTABILITY, Kind.RESTRICTION})


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """What was asked, as typed. `received_on` is the day it arrived, today when None; `data_concerned` may be empty."""

    kind: str
    intake: str
    requester: str
    requester_name: str
    requester_contact: str = ""
    content: str = ""
    data_concerned: str = ""
    is_medical_file: bool = False
    is_old_file: bool = False
    received_on: date | None = None


@transaction.atomic
def receive_request(
    *, actor: Actor, practice_id: UUID, asked: Asked, patient_id: UUID | None = None, call_id: UUID | None = None
) -> RightsRequest:
    """Register a request and acknowledge it. A message that holds a NIR or words of health is set aside (SAS-27).

    Through the portal the authenticated session proves who asks (K9). Raises NotFound, Forbidden, InvalidInput.
    """
    check_may(actor, Permission.REQUEST_RECEIVE, practice_id)
    request = _read(practice_id, asked)
    if patient_id is not None:
        # Locked: no sweep forgets a record while a request about it arrives.
        if patient_to_change(actor, patient_id, Permission.REQUEST_RECEIVE).practice_id != practice_id:
            raise NotFound()
        request.patient_id = patient_id
    request.received_on, request.received_at = _received(actor, practice_id, asked.received_on)
    request.received_by_id = actor.user_id
    _start(actor, request)
    request.save(force_insert=True)
    record(
        actor,
        request,
        Action.REQUEST_RECEIVED,
        kind=request.kind,
        intake=request.intake,
        quarantined=bool(request.quarantine),
        call=call_id,
    )
    for letter in _acknowledgements(request):
        keep_letter(actor, request, letter)
    return request


@transaction.atomic
def precise_request(
    *, actor: Actor, request_id: UUID, data_concerned: str, version: int | None = None
) -> RightsRequest:
    """The person said which data (ST-32); words with a NIR or of health are set aside, as at the start (SAS-27).

    Raises NotFound, Forbidden, RequestNotThere, RequestQuarantined, VersionMismatch, InvalidInput.
    """
    request = request_to_change(actor, request_id, version=version)
    words, waiting = _said(data_concerned, "data_concerned", LONGEST_DATA), request.state
    move(request, Step.PRECISE)
    request.data_concerned = words
    request.quarantine = sorted(found.value for found in screen(words))
    if request.quarantine:
        request.state = waiting
    else:
        _go_on_if_proven(request)
    save(request, "data_concerned", "quarantine", "state")
    record(actor, request, Action.REQUEST_PRECISED, quarantined=bool(request.quarantine))
    for letter in [Letter.QUARANTINED] if request.quarantine else _follow_up(request):
        keep_letter(actor, request, letter)
    return request


@transaction.atomic
def ask_precision(*, actor: Actor, request_id: UUID, version: int | None = None) -> RightsRequest:
    """Write back that the request does not say which data. Raises like `precise_request`."""
    request = request_to_change(actor, request_id, version=version)
    if request.state != State.NEEDS_PRECISION.value:
        move(request, Step.ASK_PRECISION)
    request.data_concerned = None
    save(request, "data_concerned", "state")
    keep_letter(actor, request, Letter.PRECISION)
    return request


@transaction.atomic
def attach_person(*, actor: Actor, request_id: UUID, patient_id: UUID, version: int | None = None) -> RightsRequest:
    """Say whose record the request is about. Raises NotFound, Forbidden, RequestNotThere once decided, VersionMismatch,
    RequestQuarantined, PatientMerged."""
    request = request_to_change(actor, request_id, version=version)
    if not request.is_open:
        raise RequestNotThere(current=request.state, step="attach")
    if patient_to_change(actor, patient_id, Permission.REQUEST_HANDLE).practice_id != request.practice_id:
        raise NotFound()
    former = request.patient_id
    if former is not None and former != patient_id:
        raise RequestNotThere(current="attached", step="attach")
    request.patient_id = patient_id
    save(request, "patient")
    record(actor, request, Action.REQUEST_ATTACHED)
    return request


@transaction.atomic
def examine_quarantine(
    *, actor: Actor, request_id: UUID, keep_message: bool, version: int | None = None
) -> RightsRequest:
    """Somebody looked at a message set aside: it is kept, or its words are destroyed; the request goes on.

    Whoever asked is told that it does, by when, and what is still awaited of them.

    The data named go too when they hold such words: the request then waits to be made precise.

    Raises NotFound, Forbidden, VersionMismatch, RequestNotThere when nothing is set aside.
    """
    request = request_in(actor, request_id, for_change=True)
    check_version(request, version)
    if not request.quarantine:
        raise RequestNotThere(current=request.state, step="examine")
    request.quarantine = []
    if not keep_message:
        request.content = None
        _erase_numbers(request)
        if request.data_concerned is not None and screen(request.data_concerned.open()):
            request.data_concerned = None
    if request.data_concerned is not None:
        move(request, Step.PRECISE)
        _go_on_if_proven(request)
    elif request.state != State.NEEDS_PRECISION.value:
        move(request, Step.ASK_PRECISION)
    save(request, "quarantine", "content", "data_concerned", "requester_name", "requester_contact", "state")
    record(actor, request, Action.REQUEST_EXAMINED, kept=keep_message)
    for letter in _acknowledgements(request):
        keep_letter(actor, request, letter)
    return request


def _read(practice_id: UUID, asked: Asked) -> RightsRequest:
    for name, value, allowed in (
        ("kind", asked.kind, set(Kind)),
        ("intake", asked.intake, set(Intake)),
        ("requester", asked.requester, set(Requester)),
    ):
        if value not in allowed:
            raise InvalidInput.at(name, "unknown-value", "Cette valeur n'est pas dans la liste.")
    kind = Kind(asked.kind)
    content = clean_lines(asked.content, "content", LONGEST_CONTENT)
    data = clean_lines(asked.data_concerned, "data_concerned", LONGEST_DATA)
    if not data and kind in _ABOUT_ALL:
        data = ALL_DATA
    name = _said(asked.requester_name, "requester_name", LONGEST_NAME)
    contact = clean_lines(asked.requester_contact, "requester_contact", LONGEST_CONTACT)
    # To all of one's data, or to the medical file by name: both are due as the medical file is (L1111-7).
    is_medical = kind is Kind.ACCESS and (asked.is_medical_file or data == ALL_DATA)
    return RightsRequest(
        practice_id=practice_id,
        kind=kind.value,
        intake=asked.intake,
        requester=asked.requester,
        requester_name=name,
        requester_contact=contact or None,
        content=content or None,
        data_concerned=data or None,
        quarantine=sorted(found.value for found in screen(content) | screen(data) | _number_in(name, contact)),
        is_medical_file=is_medical,
        is_old_file=is_medical and asked.is_old_file,
        state=State.RECEIVED.value,
    )


def _start(actor: Actor, request: RightsRequest) -> None:
    """Where the request begins: set aside, to be made precise, to be identified, or already both."""
    if request.intake == Intake.PORTAL.value:
        if actor.channel is not Channel.WEB:
            raise Forbidden()
        request.identity_proof, request.identity_checked_at = IdentityProof.SESSION.value, request.received_at
    if request.quarantine:
        return
    if request.data_concerned is None:
        move(request, Step.ASK_PRECISION)
        return
    move(request, Step.PRECISE)
    _go_on_if_proven(request)


def _go_on_if_proven(request: RightsRequest) -> None:
    if request.identity_proof:
        move(request, Step.PROVE_IDENTITY)


def _received(actor: Actor, practice_id: UUID, day: date | None) -> tuple[date, datetime]:
    """A letter is opened after it came: its day counts, at noon there; never a day to come."""
    today, now = today_at(actor, practice_id), clock.now()
    if day is None or day == today:
        return today, now
    if day > today or (today - day).days > 366:
        raise InvalidInput.at("received_on", "out-of-range", "Donnez le jour de réception, dans l'année écoulée.")
    return day, datetime.combine(day, time(12), tzinfo=ZoneInfo(zone_of(practice_id)))


def _acknowledgements(request: RightsRequest) -> list[Letter]:
    if request.quarantine:
        return [Letter.QUARANTINED]
    is_told = RightsLetter.objects.filter(request=request, letter=Letter.RECEIVED.value).exists()
    return [*([] if is_told else [Letter.RECEIVED]), *_follow_up(request)]


def _follow_up(request: RightsRequest) -> list[Letter]:
    """What the request still awaits of whoever made it."""
    asks = {State.NEEDS_PRECISION: Letter.PRECISION, State.IDENTITY_PENDING: Letter.IDENTITY}
    follow = asks.get(State(request.state))
    return [follow] if follow else []


def _number_in(*words: str) -> set[Found]:
    """A name may be that of an illness; it never holds a NIR, nor does an address."""
    return {Found.NIR} if any(holds_nir(word) for word in words) else set()


def _erase_numbers(request: RightsRequest) -> None:
    if holds_nir(request.requester_name.open()):
        request.requester_name = ERASED_NAME
    if request.requester_contact is not None and holds_nir(request.requester_contact.open()):
        request.requester_contact = None


def _said(value: str, field: str, longest: int) -> str:
    text = clean_lines(value, field, longest)
    if not text:
        raise InvalidInput.at(field, "blank", "Ce champ est obligatoire.")
    if not has_words(text):
        raise InvalidInput.at(field, "no-words", "Écrivez-le avec des mots.")
    return text
