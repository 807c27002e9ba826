"""Letters on paper: one list for whoever posts them, whatever request they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from audit import services as audit
from audit.actions import Action
from core import clock
from core.compiled import Compiled
from core.errors import NotFound
from core.scoping import Actor
from crypto.sealed import open_all
from practices.permissions import Permission, check_may, practices_where
from privacy.models import Propagation, RightsLetter, Told, Way
from privacy.rights.letters import Letter
from privacy.rights.reach import record, request_in
from privacy.services.recipients import mark_sent

MOST = 200


@dataclass(frozen=True, slots=True, repr=False)
class ToPost:
    """One letter on paper, and what goes on its envelope."""

    letter: RightsLetter
    to: str
    address: str


@transaction.atomic
def letters_to_post(actor: Actor, practice_id: UUID) -> list[ToPost]:
    """What waits on paper, the oldest first, with whom it goes to; journalled. Raises NotFound, Forbidden."""
    check_may(actor, Permission.REQUEST_HANDLE, practice_id)
    rows = _on_paper().filter(practice_id=practice_id)
    letters = list(rows.defer("body").select_related("request").order_by("written_at", "id")[:MOST])
    audit.record_many(
        audit.Event(
            actor,
            Action.REQUEST_LETTERS_LISTED,
            practice_id,
            ("privacy.rights_letter", one.id),
            one.request.patient_id,
        )
        for one in letters
    )
    names, addresses = _envelopes(letters)
    return [ToPost(one, names[one.id], addresses[one.id]) for one in letters]


def count_to_post(actor: Actor) -> int:
    """How many letters wait for this person, at all their practices."""
    at = practices_where(actor, Permission.REQUEST_HANDLE)
    return _LEFT.count(sorted(at)) if at else 0


@transaction.atomic
def post_letter(*, actor: Actor, letter_id: UUID) -> RightsLetter:
    """It was posted or handed over; a recipient's acknowledgement is waited for from then on. Twice is once.

    Raises NotFound, Forbidden.
    """
    letter = RightsLetter.objects.filter(practice_id__in=actor.practice_ids, id=letter_id, way=Way.PRINT.value).first()
    if letter is None or actor.user_id is None:
        raise NotFound()
    request = request_in(actor, letter.request_id, for_change=True)
    letter.refresh_from_db(fields=["posted_at"])
    if letter.posted_at is not None:
        return letter
    letter.posted_at, letter.posted_by_id = clock.now(), actor.user_id
    letter.save(update_fields=["posted_at", "posted_by"])
    record(actor, request, Action.REQUEST_LETTER_POSTED, letter=letter.letter, letter_id=letter.id)
    told = Propagation.objects.select_related("request").filter(practice_id=letter.practice_id, letter=letter.id)
    for row in told.filter(state=Told.PENDING.value).select_for_update(of=("self",)):
        mark_sent(row)
    return letter


def _on_paper() -> QuerySet[RightsLetter]:
    return RightsLetter.objects.filter(way=Way.PRINT.value, posted_at__isnull=True)


# Asked by the bar of every page.
_LEFT = Compiled(lambda practices: _on_paper().filter(practice_id__among=practices).values_list("id"))


def _envelopes(letters: Sequence[RightsLetter]) -> tuple[dict[UUID, str], dict[UUID, str]]:
    """Whom each goes to, and where: whoever asked, or the recipient whom the letter tells."""
    asked = [one for one in letters if one.letter != Letter.RECIPIENT.value]
    names = open_all(one.request.requester_name for one in asked)
    contacts = open_all(one.request.requester_contact for one in asked)
    told = list(Propagation.objects.filter(Q(letter__in=[one.id for one in letters])))
    recipients = open_all(one.recipient for one in told)
    to = {one.id: name or "" for one, name in zip(asked, names, strict=True)}
    to |= {one.letter_id: name or "" for one, name in zip(told, recipients, strict=True) if one.letter_id}
    where = {one.id: contact or "" for one, contact in zip(asked, contacts, strict=True)}
    return {one.id: to.get(one.id, "") for one in letters}, {one.id: where.get(one.id, "") for one in letters}
