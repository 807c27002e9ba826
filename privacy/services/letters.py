"""Writing to whoever asked: recorded word for word, then sent by the outbox or printed (SAS-28)."""

from uuid import UUID

from django.db import transaction

from audit.actions import Action
from core import clock
from core.errors import InvalidInput, NotFound
from core.plain_text import clean_lines
from core.scoping import Actor
from outbox.services import enqueue
from privacy.errors import NotCarriedOut, RequestNotThere
from privacy.letter_teller import CHANNEL, TOPIC
from privacy.models import Propagation, RightsLetter, RightsRequest, Told, Way
from privacy.rights.acts import ACTS, DONE, Act
from privacy.rights.kinds import Kind
from privacy.rights.letters import Letter, because, write
from privacy.rights.reach import facts_of, record, request_in, request_to_change, save
from privacy.rights.states import State

LONGEST_MORE = 2000
_ANSWERS = {
    State.GRANTED: Letter.GRANTED,
    State.PARTLY_GRANTED: Letter.PARTLY_GRANTED,
    State.REFUSED: Letter.REFUSED,
}


def keep_letter(actor: Actor, request: RightsRequest, letter: Letter, way: Way, more: str = "") -> RightsLetter:
    """Write, keep and send one letter of a locked request, inside its transaction."""
    done = " ".join(DONE[Act(code)] for code in dict.fromkeys(request.executed))
    facts = {**facts_of(request), "done": done, "grounds": because(request.refusal_grounds)}
    kept = RightsLetter(
        practice_id=request.practice_id,
        request=request,
        letter=letter.value,
        way=way.value,
        body=write(letter, facts, more),
        written_at=clock.now(),
        by_id=actor.user_id,
    )
    kept.save(force_insert=True)
    if way is Way.OUTBOX:
        enqueue(topic=TOPIC, practice_id=request.practice_id, entity_id=kept.id, channel=CHANNEL)
    record(actor, request, Action.REQUEST_LETTER_WRITTEN, letter=letter.value, way=way.value, letter_id=kept.id)
    return kept


@transaction.atomic
def answer_request(
    *, actor: Actor, request_id: UUID, way: str, more: str = "", version: int | None = None
) -> RightsLetter:
    """The answer to a decided request, once; `more` is what the person in charge adds, such as compelling grounds.

    What is granted, even in part, is carried out before it is said. Raises NotFound, Forbidden, VersionMismatch,
    RequestQuarantined, RequestNotThere, NotCarriedOut, InvalidInput.
    """
    request = request_to_change(actor, request_id, version=version)
    more = clean_lines(more, "more", LONGEST_MORE)
    letter = _ANSWERS.get(State(request.state))
    if letter is None or request.answered_at is not None:
        raise RequestNotThere(current=request.state, step="answer")
    if request.state != State.REFUSED.value and ACTS[Kind(request.kind)] and not request.executed:
        raise NotCarriedOut()
    request.answered_at = clock.now()
    save(request, "answered_at")
    return keep_letter(actor, request, letter, read_way(way), more)


@transaction.atomic
def open_letter(*, actor: Actor, request_id: UUID, letter_id: UUID) -> tuple[RightsLetter, str]:
    """One letter in clear, to be printed. Raises NotFound, Forbidden."""
    letter = RightsLetter.objects.filter(practice_id__in=actor.practice_ids, request=request_id, id=letter_id).first()
    if letter is None:
        raise NotFound()
    request = request_in(actor, request_id)
    record(actor, request, Action.REQUEST_LETTER_OPENED, letter_id=letter.id)
    return letter, letter.body.open()


@transaction.atomic
def settle_recipient(*, actor: Actor, request_id: UUID, recipient_id: UUID, state: str) -> Propagation:
    """This recipient was told (art. 19), or could not be. Raises NotFound, Forbidden, InvalidInput, RequestNotThere."""
    request = request_in(actor, request_id, for_change=True)
    row = Propagation.objects.filter(practice_id=request.practice_id, request=request, id=recipient_id).first()
    if row is None:
        raise NotFound()
    if state not in (Told.TOLD, Told.IMPOSSIBLE):
        raise InvalidInput.at("state", "unknown-value", "Cette valeur n'est pas dans la liste.")
    if row.state != Told.PENDING:
        raise RequestNotThere(current=row.state, step="settle")
    row.state, row.settled_at, row.settled_by_id = state, clock.now(), actor.user_id
    row.save(update_fields=["state", "settled_at", "settled_by"])
    record(actor, request, Action.RECIPIENT_SETTLED, recipient=row.id, told=state)
    return row


def read_way(way: str) -> Way:
    if way not in Way.values:
        raise InvalidInput.at("way", "unknown-value", "Cette valeur n'est pas dans la liste.")
    return Way(way)
