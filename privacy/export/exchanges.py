"""Calls and messages with one person, and what was written to them about their rights, as an access tells them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from calls.message_texts import texts_about
from calls.models import CallRecording, CallSession
from crypto.sealed import open_all
from instructions.enums import Outcome
from instructions.runs import runs_about
from notifications.models import Delivery, Reply
from notifications.numbers import number_key
from outbox.models import OutboxRow
from patients.lines import phones_of
from patients.models import Patient
from patients.reach import numbers_of_nobody_else
from privacy.export.told import Wall
from privacy.export.words import MESSAGES
from privacy.models import IdentityCopy, Propagation, RightsLetter, RightsRequest
from privacy.rights.kinds import Requester
from privacy.rights_queries import requests_about

Lines = list[dict[str, Any]]


def calls(wall: Wall, patient: Patient, call_ids: Iterable[UUID], *, by_number: bool) -> Lines:
    """The calls in which something of theirs was done and, with `by_number`, those from a number that is theirs alone.

    A number that other records share may be of somebody else's call: only what was done tells whose it was.
    """
    named = Q(id__in=[call_id for call_id in call_ids if call_id is not None])
    if by_number:
        named |= Q(remote_e164__in=_own_numbers(patient))
    rows = list(CallSession.objects.filter(named, practice_id=patient.practice_id).order_by("started_at", "id"))
    kept = CallRecording.objects.filter(practice_id=patient.practice_id, session__in=[row.id for row in rows])
    ends = dict(kept.values_list("session_id", "erase_after"))
    return [
        {
            "at": wall(row.started_at),
            "direction": row.direction,
            "number": row.remote_e164 if row.remote_e164 in phones_of(patient) else "",
            "outcome": row.outcome,
            "disposition": row.get_disposition_display(),
            **_recorded(wall, ends.get(row.id)),
        }
        for row in rows
    ]


def _recorded(wall: Wall, until: datetime | None) -> dict[str, str]:
    """That the exchange has a recording, and until when: the sound is with the operator, who answers for it."""
    return {"recorded_until": wall(until)} if until else {}


def messages(wall: Wall, practice_id: UUID, entity_ids: Iterable[UUID]) -> Lines:
    """What was said to them, or waits to be; the reminder of a month ago and that of tomorrow."""
    rows = OutboxRow.objects.filter(practice_id=practice_id, entity_id__in=list(entity_ids), topic__in=list(MESSAGES))
    return [
        {
            "at": wall(row.ended_at or row.not_before),
            "about": MESSAGES[row.topic],
            "channel": row.channel,
            "state": row.state,
            "outcome": row.last_outcome,
        }
        for row in rows.order_by("created_at", "id")
    ]


def practitioner_messages(wall: Wall, practice_id: UUID, patient_id: UUID) -> Lines:
    """What was written about them to a practitioner, and what was answered."""
    return [
        {
            "id": str(one.id),
            "at": wall(one.sent_at),
            "kind": one.kind,
            "to": one.recipient,
            "text": one.text,
            "answer": one.answer,
        }
        for one in texts_about(practice_id, patient_id)
    ]


def deliveries(wall: Wall, practice_id: UUID, visit_ids: Iterable[UUID]) -> Lines:
    """What was sent about these visits, by which medium, and what became of it."""
    rows = Delivery.objects.filter(practice_id=practice_id, appointment__in=list(visit_ids))
    return [
        {"at": wall(row.state_at), "about": row.kind, "channel": row.channel, "state": row.state}
        for row in rows.order_by("created_at", "id")
    ]


def replies(wall: Wall, patient: Patient, visit_ids: Iterable[UUID], *, by_number: bool) -> Lines:
    """What they answered to a message about these visits and, with `by_number`, what came from a number theirs alone.

    One that several visits could be about names none; a number that other records share may be somebody else's.
    """
    theirs = Q(appointment__in=list(visit_ids))
    if by_number:
        keys = [number_key(patient.practice_id, number) for number in sorted(_own_numbers(patient))]
        theirs |= Q(appointment__isnull=True, number_key__in=keys)
    rows = list(Reply.objects.filter(theirs, practice_id=patient.practice_id).order_by("received_at", "id"))
    return [
        {"at": wall(row.received_at), "text": text or "", "outcome": row.get_outcome_display()}
        for row, text in zip(rows, open_all(row.text for row in rows), strict=True)
    ]


def urgencies(wall: Wall, practice_id: UUID, patient_id: UUID) -> Lines:
    """The urgency protocol as it was followed for them: each question as it was put, each answer, its issue."""
    return [
        {
            "id": str(one.run_id),
            "at": wall(one.begun_at),
            "answers": [{"question": said.question, "answer": said.label} for said in one.said],
            "outcome": str(Outcome(one.outcome).label) if one.outcome else "",
        }
        for one in runs_about(practice_id, patient_id)
    ]


def own_requests(practice_id: UUID, patient_id: UUID) -> set[UUID]:
    """What the person asked themselves, and its letters: nobody who asks for them is told so."""
    asked = RightsRequest.objects.filter(
        practice_id=practice_id, patient=patient_id, requester=Requester.SELF.value
    ).values_list("id", flat=True)
    ids = set(asked)
    return ids | set(RightsLetter.objects.filter(request__in=ids).values_list("id", flat=True))


def requests(wall: Wall, practice_id: UUID, patient_id: UUID, unsaid: Collection[UUID] = ()) -> Lines:
    """What was asked, which letters answered, which documents were shown, who was told of it (art. 15.1.c)."""
    return [
        {
            "reference": one.reference,
            "right": one.get_kind_display(),
            "received_on": one.received_on.isoformat(),
            "state": one.get_state_display(),
            "letters": [
                {"at": wall(letter.written_at), "subject": letter.get_letter_display(), "way": letter.get_way_display()}
                for letter in RightsLetter.objects.filter(request=one).order_by("written_at").defer("body")
            ],
            "copies": [
                {"document": copy.get_document_display(), "destroyed_at": copy.destroyed_at and wall(copy.destroyed_at)}
                for copy in IdentityCopy.objects.filter(request=one).order_by("received_at").defer("content")
            ],
            "recipients": _recipients(Propagation.objects.filter(request=one).order_by("listed_at", "id")),
        }
        for one in requests_about(practice_id, patient_id)
        if one.id not in unsaid
    ]


def _recipients(rows: Iterable[Propagation]) -> Lines:
    listed: Sequence[Propagation] = list(rows)
    names = open_all(row.recipient for row in listed)
    return [{"name": name or "", "state": row.get_state_display()} for row, name in zip(listed, names, strict=True)]


def _own_numbers(patient: Patient) -> set[str]:
    return numbers_of_nobody_else(patient.practice_id, [patient.id])
