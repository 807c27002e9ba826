"""Rights requests go with the person, but for the one whose erasure this is: answered or not, it ends by its own rule.

That request loses its link to the record. Its words, under the platform's key, stay until R-16. So does every other
when the record goes at its own term or a child's wait ends (R-10, R-14), which nobody asked for.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from patients.erasable import Counts, Erasure, Part, Person
from privacy.models import IdentityCopy, Propagation, RightsLetter, RightsRequest
from privacy.rights.acts import Act

REQUESTS = "privacy_rightsrequest.patient"
COPIES, LETTERS = "privacy_identitycopy.request", "privacy_rightsletter.request"
RECIPIENTS, WRITTEN = "privacy_propagation.request", "privacy_propagation.letter"


class RightsErasable:
    columns = frozenset({REQUESTS, COPIES, LETTERS, RECIPIENTS, WRITTEN})

    def lock(self, person: Person) -> None:
        list(_requests(person).order_by("id").select_for_update(of=("self",)).values_list("id", flat=True))

    def row_ids(self, person: Person) -> Iterable[UUID]:
        """Requests that go, their letters and recipients: what waits in a queue to be said of them is not said."""
        yield from request_rows(person)

    def erase(self, erasure: Erasure) -> Counts:
        if not erasure.takes(Part.RECORD):
            return {}
        going = RightsRequest.objects.none() if erasure.spares_requests else _going(erasure.person)
        counts = forget(going)
        detached = _requests(erasure.person).update(patient=None)
        return {**counts, REQUESTS: counts[REQUESTS] + detached}


def request_rows(person: Person) -> Iterable[UUID]:
    """The person's requests that no erasure was asked by, with their letters and recipients."""
    return rows_of(_going(person))


def rows_of(requests: QuerySet[RightsRequest]) -> Iterable[UUID]:
    """These requests, with their letters and recipients."""
    ids = list(requests.values_list("id", flat=True))
    yield from ids
    for model in (RightsLetter, Propagation):
        yield from model._default_manager.filter(request__in=ids).values_list("id", flat=True)


def forget(requests: QuerySet[RightsRequest]) -> Counts:
    """Destroy these requests with all that hangs from them; how many rows of each."""
    ids = list(requests.values_list("id", flat=True))
    return {
        COPIES: IdentityCopy.objects.filter(request__in=ids).delete()[0],
        # Before the letters that they point to.
        RECIPIENTS: Propagation.objects.filter(request__in=ids).delete()[0],
        LETTERS: RightsLetter.objects.filter(request__in=ids).delete()[0],
        REQUESTS: RightsRequest.objects.filter(id__in=ids).delete()[0],
    }


def _requests(person: Person) -> QuerySet[RightsRequest]:
    return RightsRequest.objects.filter(practice_id=person.practice_id, patient__in=person.patient_ids)


def _going(person: Person) -> QuerySet[RightsRequest]:
    return _requests(person).exclude(executed__contains=[Act.ERASED.value])
