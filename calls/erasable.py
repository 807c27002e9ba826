"""What this room keeps of a patient: the number they called from, which is also theirs. The call stays, without it."""

from collections.abc import Iterable
from uuid import UUID

from calls.models import CallFact, CallSession
from patients.erasable import Counts, Erasure, Part, Person
from patients.models import PatientPhone
from telephony_adapters.events import RemoteState

SESSIONS = "calls_callsession.remote_e164"
FACTS = "calls_callfact.remote_e164"


class CallErasable:
    """Runs before the numbers of the record go: rooms are walked by name, and `calls` comes before `patients`."""

    columns = frozenset({SESSIONS, FACTS})

    def lock(self, person: Person) -> None:
        """A call that arrives meanwhile is folded again from its facts, which are emptied first."""

    def row_ids(self, person: Person) -> Iterable[UUID]:
        return ()

    def erase(self, erasure: Erasure) -> Counts:
        if not erasure.takes(Part.CONTACT):
            return {}
        person = erasure.person
        numbers = set(
            PatientPhone.objects.filter(practice_id=person.practice_id, patient__in=person.patient_ids).values_list(
                "e164", flat=True
            )
        )
        blank = {"remote_e164": "", "remote_state": RemoteState.UNKNOWN.value}
        named = {"practice_id": person.practice_id, "remote_e164__in": numbers}
        return {
            FACTS: CallFact.objects.filter(**named).update(**blank),
            SESSIONS: CallSession.objects.filter(**named).update(**blank),
        }
