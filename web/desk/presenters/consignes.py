"""Consignes as a secretary reads and answers them: a word for each colour, a key for each answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from booking.consignes import LONGEST_WORDS, Answer, Answers
from core.errors import DomainError, InvalidInput
from instructions.enums import Effect, Kind
from instructions.errors import ConsigneUnanswered
from instructions.rules import Applied, Settled, Settlement
from instructions.serializers import applied_out

ANSWER, WORDS = "consigne-", "mots-"
WORD = {Kind.IMPORTANT.value: "Important", Kind.RULE.value: "Règle", Kind.INFO.value: "Info"}
# What the colour of each kind is called in the style sheet.
LOOK = {Kind.IMPORTANT.value: "important", Kind.RULE.value: "warn", Kind.INFO.value: ""}
DOES = {
    Effect.BLOCK.value: "ne se réserve pas",
    Effect.REQUIRE.value: "à vérifier avant de réserver",
    Effect.ASK.value: "question à poser",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One consigne beside the work. `does`: what it will do to a booking, in words."""

    word: str
    look: str
    sentence: str
    question: str
    does: str


@dataclass(frozen=True, slots=True)
class Key:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One consigne to answer in the recap; `next` is the selector of what Enter goes on to."""

    id: str
    name: str
    words: str
    word: str
    look: str
    sentence: str
    question: str
    keys: list[Key]
    takes_words: bool
    next: str


def lines(applied: Iterable[Applied]) -> list[Line]:
    """In the order in which they are told."""
    return [_line(one) for one in applied]


def important(applied: Iterable[Applied]) -> list[str]:
    """The sentences for a banner that rings: nothing but what is important."""
    return [one.sentence for one in applied if one.rule.kind == Kind.IMPORTANT]


def blocking(settled: Iterable[Settlement]) -> list[str]:
    """The sentences that refuse the booking whatever is answered."""
    return [one.applied.sentence for one in settled if one.settled is Settled.BLOCKED]


def asks(settled: Iterable[Settlement], *, then: str = "") -> list[Ask]:
    """What waits for an answer, each leading to the next one, the last to `then`."""
    return _asks([applied_out(one.applied) for one in settled if one.settled is Settled.UNANSWERED], then)


def asks_of(refusal: ConsigneUnanswered) -> list[Ask]:
    """The same for a booking that was refused because of them."""
    return _asks(refusal.extra["consignes"], "")


def _asks(waiting: Sequence[Mapping[str, Any]], then: str) -> list[Ask]:
    ids = [f"c-{one['consigne_version']}" for one in waiting]
    following = [*(f"#{one}" for one in ids[1:]), then][: len(ids)]
    return [
        Ask(
            id=own,
            name=f"{ANSWER}{one['consigne_version']}",
            words=f"{WORDS}{one['consigne_version']}",
            word=WORD[one["kind"]],
            look=LOOK[one["kind"]],
            sentence=one["sentence"],
            question=one["question"] or "",
            keys=[Key(choice["code"], choice["text"]) for choice in one["choices"]],
            takes_words=one["effect"] != Effect.WARN,
            next=after,
        )
        for own, one, after in zip(ids, waiting, following, strict=True)
    ]


def read_answers(posted: Mapping[str, str]) -> Answers:
    """What was answered in a form. Raises InvalidInput for a field that names no consigne."""
    found: dict[UUID, Answer] = {}
    for name, choice in posted.items():
        if not name.startswith(ANSWER):
            continue
        written = name.removeprefix(ANSWER)
        try:
            version_id = UUID(written)
        except ValueError:
            raise InvalidInput.at("consignes", "invalid-id", "Rechargez la page, puis recommencez.") from None
        words = posted.get(f"{WORDS}{written}", "").strip()[:LONGEST_WORDS]
        found[version_id] = Answer(str(choice)[:30], words)
    return found


def said_by(refusal: DomainError) -> str:
    """The practice's own sentence when a consigne refuses; what to do when one waits for an answer."""
    if isinstance(refusal, ConsigneUnanswered):
        return refusal.title
    detail: str = refusal.extra.get("detail", "")
    return detail or refusal.title


def _line(one: Applied) -> Line:
    kind = one.rule.kind
    return Line(WORD[kind], LOOK[kind], one.sentence, one.rule.question, DOES.get(one.effect, ""))
