"""What this room keeps of a patient: the number they called from, and the messages that speak of them.

The number is also theirs: the call stays, without it. A message goes whole, with what was done to carry it.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from calls.models import CallFact, CallRecording, CallSession, MessageStep, PractitionerMessage
from calls.services.recording import forget_recordings
from patients.erasable import Counts, Erasure, Part, Person
from patients.own_erasable import destroy
from patients.reach import numbers_of_nobody_else
from telephony_adapters.events import RemoteState

SESSIONS = "calls_callsession.remote_e164"
FACTS = "calls_callfact.remote_e164"
MESSAGES = "calls_practitionermessage.patient"
RECORDINGS = "calls_callrecording.session"


class CallErasable:
    """Runs before the numbers of the record go: rooms are walked by name, and `calls` comes before `patients`."""

    columns = frozenset(
        {
            SESSIONS,
            FACTS,
            MESSAGES,
            "calls_messagestep.message",
            "calls_practitionermessage.appointment_id",
            "calls_practitionermessage.call_id",
        }
    )

    def lock(self, person: Person) -> None:
        """The messages, in order. A call that arrives meanwhile is folded again from its facts, emptied first."""
        list(_messages(person).order_by("id").select_for_update(of=("self",)).values_list("id", flat=True))

    def row_ids(self, person: Person) -> Iterable[UUID]:
        yield from _messages(person).values_list("id", flat=True)
        yield from _steps(person).values_list("id", flat=True)

    def erase(self, erasure: Erasure) -> Counts:
        counts: Counts = {}
        if erasure.takes(Part.NOTES):
            destroy(_steps(erasure.person))
            if gone := destroy(_messages(erasure.person)):
                counts[MESSAGES] = gone
        return counts | self._forget_numbers(erasure)

    def _forget_numbers(self, erasure: Erasure) -> Counts:
        if not erasure.takes(Part.CONTACT):
            return {}
        person = erasure.person
        # A number that a relative's record holds too may be of the relative's calls: those stay.
        numbers = erasure.numbers.union(numbers_of_nobody_else(person.practice_id, person.patient_ids))
        blank = {"remote_e164": "", "remote_state": RemoteState.UNKNOWN.value}
        named = {"practice_id": person.practice_id, "remote_e164__in": numbers}
        calls = CallSession.objects.filter(**named).values("id")
        gone = forget_recordings(erasure.actor, person.practice_id, CallRecording.objects.filter(session__in=calls))
        return {
            **({RECORDINGS: gone} if gone else {}),
            FACTS: CallFact.objects.filter(**named).update(**blank),
            SESSIONS: CallSession.objects.filter(**named).update(**blank),
        }


def _messages(person: Person) -> "QuerySet[PractitionerMessage]":
    return PractitionerMessage.objects.filter(practice_id=person.practice_id, patient__in=person.patient_ids)


def _steps(person: Person) -> "QuerySet[MessageStep]":
    return MessageStep.objects.filter(practice_id=person.practice_id, message__in=_messages(person).values("id"))
