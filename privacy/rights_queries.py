"""Rights requests as lists and pages show them: with their clocks; whoever is named is journalled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from audit import services as audit
from audit.actions import Action
from core.compiled import Compiled
from core.scoping import Actor
from crypto.sealed import open_all
from patients.lines import PatientLine, lines_of
from patients.models import Patient
from patients.nir import holds_nir
from patients.search import matching
from patients.search_terms import SearchTerms, check_terms
from practices.permissions import Permission, check_may, practices_where
from privacy.models import IdentityCopy, Propagation, RightsLetter, RightsRequest
from privacy.rights.clocks import Clock, days_left, is_late, is_soon
from privacy.rights.kinds import Kind
from privacy.rights.reach import clock_for, record, request_in, today_at
from privacy.rights.states import State, Step, possible

LARGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request in a list. `left` is in days, negative once late; both alarms are off once answered."""

    request: RightsRequest
    clock: Clock
    left: int
    is_late: bool
    is_soon: bool


@dataclass(frozen=True, slots=True, repr=False)
class RequestFile:
    """One request with its words in clear; those of a message set aside stay closed."""

    line: RequestLine
    patient: Patient | None
    requester_name: str
    requester_contact: str
    content: str
    data_concerned: str
    decision_note: str
    difference: str
    steps: frozenset[Step]
    copies: Sequence[IdentityCopy]
    letters: Sequence[RightsLetter]
    recipients: Sequence[tuple[Propagation, str]]


@transaction.atomic
def requests_of(
    actor: Actor, practice_id: UUID, *, is_open: bool | None = None, state: State | None = None
) -> list[RequestLine]:
    """The requests of a practice, those to answer first, the nearest term above. Raises NotFound, Forbidden."""
    check_may(actor, Permission.REQUEST_HANDLE, practice_id)
    today = today_at(actor, practice_id)
    rows = RightsRequest.objects.filter(practice_id=practice_id)
    if state is not None:
        rows = rows.filter(state=state.value)
    if is_open is not None:
        rows = rows.filter(answered_at__isnull=is_open)
    # Whatever waits for its answer is in the page, however many came since.
    rows = rows.order_by(F("answered_at").desc(nulls_first=True), "-received_at", "-id")
    lines = [line_of(row, today) for row in rows[:LARGEST_PAGE]]
    shown = {one.request.patient_id for one in lines if one.request.patient_id is not None}
    audit.record_many(
        audit.Event(actor, Action.REQUESTS_READ, practice_id, ("patient", patient_id), patient_id)
        for patient_id in sorted(shown)
    )
    return sorted(lines, key=lambda one: (not _to_answer(one.request), one.clock.due))


@transaction.atomic
def erasures_waiting(actor: Actor) -> list[RightsRequest]:
    """Decided by somebody else, not carried out yet: only another person than the decider erases. Journalled."""
    found = list(_erasures_waiting(actor).select_related("practice", "decided_by").order_by("decided_at"))
    audit.record_many(
        audit.Event(actor, Action.REQUESTS_READ, one.practice_id, ("privacy.request", one.id), one.patient_id)
        for one in found
    )
    return found


def count_erasures_waiting(actor: Actor) -> int:
    """How many of them."""
    places = practices_where(actor, Permission.REQUEST_HANDLE)
    return _TO_ERASE.count(sorted(places), actor.user_id) if places else 0


def _erasures_waiting(actor: Actor) -> QuerySet[RightsRequest]:
    return _decided_at(sorted(practices_where(actor, Permission.REQUEST_HANDLE)), actor.user_id)


def _decided_at(practices: Any, person: Any) -> QuerySet[RightsRequest]:
    rows = RightsRequest.objects.filter(
        practice__among=practices,
        kind=Kind.ERASURE.value,
        state__in=[State.GRANTED.value, State.PARTLY_GRANTED.value],
        executed=[],
    )
    return rows.exclude(decided_by=person)


# Asked by the bar of every page.
_TO_ERASE = Compiled(lambda practices, person: _decided_at(practices, person).values_list("id"))


@transaction.atomic
def open_request(actor: Actor, request_id: UUID) -> RequestFile:
    """One request, opened and journalled. Raises NotFound, Forbidden."""
    request = request_in(actor, request_id)
    record(actor, request, Action.REQUEST_READ)
    words = open_all(
        [
            request.requester_name,
            request.requester_contact,
            None if request.quarantine else request.content,
            None if request.quarantine else request.data_concerned,
            request.decision_note,
            request.difference,
        ]
    )
    name, contact, content, data, note, difference = (word or "" for word in words)
    if request.quarantine:
        name, contact = ("" if holds_nir(word) else word for word in (name, contact))
    own = {"practice_id": request.practice_id, "request": request}
    return RequestFile(
        line=line_of(request, today_at(actor, request.practice_id)),
        patient=Patient.objects.filter(practice_id=request.practice_id, id=request.patient_id).first()
        if request.patient_id
        else None,
        requester_name=name,
        requester_contact=contact,
        content=content,
        data_concerned=data,
        decision_note=note,
        difference=difference,
        steps=frozenset() if request.quarantine else possible(State(request.state)),
        copies=list(IdentityCopy.objects.filter(**own).defer("content").order_by("received_at")),
        letters=list(RightsLetter.objects.filter(**own).defer("body").select_related("by").order_by("written_at")),
        recipients=_recipients(Propagation.objects.filter(**own).order_by("listed_at", "id")),
    )


@transaction.atomic
def open_quarantined(actor: Actor, request_id: UUID) -> str:
    """The words of a message set aside, for whoever examines it; journalled as such. Raises NotFound, Forbidden."""
    request = request_in(actor, request_id)
    record(actor, request, Action.REQUEST_READ, quarantined=True)
    name, contact, *texts = open_all(
        [request.requester_name, request.requester_contact, request.data_concerned, request.content]
    )
    numbered = [word for word in (name, contact) if word and holds_nir(word)]
    return "\n\n".join(text for text in (*numbered, *texts) if text)


@transaction.atomic
def find_person(actor: Actor, practice_id: UUID, terms: SearchTerms) -> list[PatientLine]:
    """Whose record a request is about: by birth date first, as everywhere; whoever is shown is journalled.

    A locked record is found too: its person may ask again, and only the office sees it.

    Raises NotFound, Forbidden, InvalidInput naming the term.
    """
    check_may(actor, Permission.REQUEST_HANDLE, practice_id)
    check_terms(terms)
    found = lines_of(matching(actor, [practice_id], terms, even_locked=True))
    audit.record_many(
        audit.Event(actor, Action.PATIENT_FOUND, practice_id, ("patient", one.id), one.id) for one in found
    )
    return found


def requests_about(practice_id: UUID, patient_id: UUID) -> list[RightsRequest]:
    """What one person asked, newest first. The caller checked the scope and journals."""
    rows = RightsRequest.objects.filter(practice_id=practice_id, patient=patient_id)
    return list(rows.order_by("-received_at", "-id"))


def line_of(request: RightsRequest, today: date) -> RequestLine:
    clock = clock_for(request)
    waits = _to_answer(request)
    return RequestLine(
        request,
        clock,
        days_left(clock, today),
        is_late=waits and is_late(clock, today),
        is_soon=waits and is_soon(clock, today),
    )


def _to_answer(request: RightsRequest) -> bool:
    return request.answered_at is None


def _recipients(rows: QuerySet[Propagation]) -> list[tuple[Propagation, str]]:
    listed = list(rows)
    return [(row, name or "") for row, name in zip(listed, open_all(row.recipient for row in listed), strict=True)]
