"""Writing to whoever asked: recorded word for word, then sent by the outbox or printed (SAS-28)."""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import InvalidInput, NotFound
from core.plain_text import clean_lines
from core.scoping import Actor
from outbox.services import enqueue
from privacy.errors import NotCarriedOut, RequestNotThere
from privacy.letter_teller import CHANNEL, TOPIC
from privacy.models import RightsLetter, RightsRequest, Way
from privacy.rights.acts import ACTS, DONE, Act
from privacy.rights.kinds import Kind
from privacy.rights.letters import Letter, because, write
from privacy.rights.reach import facts_of, record, request_in, request_to_change, save
from privacy.rights.states import State
from privacy.services.ways_out import check_letter_way, usual_way

LONGEST_MORE = 2000
_ANSWERS = {
    State.GRANTED: Letter.GRANTED,
    State.PARTLY_GRANTED: Letter.PARTLY_GRANTED,
    State.REFUSED: Letter.REFUSED,
}


def keep_letter(
    actor: Actor, request: RightsRequest, letter: Letter, way: Way | None = None, more: str = ""
) -> RightsLetter:
    """Write, keep and send one letter to whoever asked, inside the transaction that locked the request.

    By the usual way unless told.
    """
    kept = write_letter(actor, request, letter, way or usual_way(request), more)
    if kept.way == Way.OUTBOX.value:
        enqueue(topic=TOPIC, practice_id=request.practice_id, entity_id=kept.id, channel=CHANNEL)
    return kept


def write_letter(actor: Actor, request: RightsRequest, letter: Letter, way: Way, more: str = "") -> RightsLetter:
    """One letter of a locked request, word for word, inside its transaction; the caller sends it."""
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
    record(actor, request, Action.REQUEST_LETTER_WRITTEN, letter=letter.value, way=way.value, letter_id=kept.id)
    return kept


def put_on_paper(letter: RightsLetter) -> RightsLetter:
    """The same words to be printed, because mail does not carry them: work for the office, in the sender's transaction.

    What was to leave by mail stays as it was written.
    """
    paper = RightsLetter(
        practice_id=letter.practice_id,
        request=letter.request,
        letter=letter.letter,
        way=Way.PRINT.value,
        body=letter.body.open(),
        written_at=clock.now(),
    )
    paper.save(force_insert=True)
    audit.record(
        actor=None,
        action=Action.REQUEST_LETTER_WRITTEN,
        practice_id=letter.practice_id,
        entity=("privacy.request", letter.request_id),
        patient_id=letter.request.patient_id,
        details={"letter": letter.letter, "way": paper.way, "letter_id": paper.id},
    )
    return paper


@transaction.atomic
def answer_request(
    *, actor: Actor, request_id: UUID, way: str, more: str = "", version: int | None = None
) -> RightsLetter:
    """The answer to a decided request, once; `more` is what the person in charge adds, such as compelling grounds.

    What is granted, even in part, is carried out before it is said. Raises NotFound, Forbidden, VersionMismatch,
    RequestQuarantined, RequestNotThere, NotCarriedOut, InvalidInput, ChannelNotValidated (CH-04).
    """
    request = request_to_change(actor, request_id, version=version)
    more, chosen = clean_lines(more, "more", LONGEST_MORE), read_way(way)
    letter = _ANSWERS.get(State(request.state))
    if letter is None or request.answered_at is not None:
        raise RequestNotThere(current=request.state, step="answer")
    if request.state != State.REFUSED.value and ACTS[Kind(request.kind)] and not request.executed:
        raise NotCarriedOut()
    check_letter_way(request, chosen)
    request.answered_at = clock.now()
    save(request, "answered_at")
    return keep_letter(actor, request, letter, chosen, more)


@transaction.atomic
def open_letter(*, actor: Actor, request_id: UUID, letter_id: UUID) -> tuple[RightsLetter, str]:
    """One letter in clear, to be printed. Raises NotFound, Forbidden."""
    letter = RightsLetter.objects.filter(practice_id__in=actor.practice_ids, request=request_id, id=letter_id).first()
    if letter is None:
        raise NotFound()
    request = request_in(actor, request_id)
    record(actor, request, Action.REQUEST_LETTER_OPENED, letter_id=letter.id)
    return letter, letter.body.open()


def read_way(way: str) -> Way:
    if way not in Way.values:
        raise InvalidInput.at("way", "unknown-value", "Cette valeur n'est pas dans la liste.")
    return Way(way)
