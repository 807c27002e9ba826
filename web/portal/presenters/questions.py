"""What the practice asks before a visit, as patients read and answer it: one choice a question, no words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from booking.consignes import Answer, Answers
from instructions.errors import ConsigneUnanswered
from instructions.online import AskedOnline

PREFIX = "question-"
CHOOSE = "Répondez à cette question du cabinet."


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """`said`: what the practice wrote for its patients before it asks."""

    name: str
    said: str
    asked: str
    options: list[Option]
    error: str


def questions(asked: Sequence[AskedOnline], posted: Mapping[str, str], errors: Mapping[str, str]) -> list[Question]:
    """In the order in which they were told, with what was chosen and what is still missing."""
    return [_question(one, posted, errors) for one in asked]


def read_choices(posted: Mapping[str, str]) -> Answers:
    """What was answered; what is no answer of a question of the practice is none."""
    found: dict[UUID, Answer] = {}
    for name, choice in posted.items():
        if name.startswith(PREFIX):
            try:
                found[UUID(name.removeprefix(PREFIX))] = Answer(choice[:30])
            except ValueError:
                continue
    return found


def unanswered(refusal: ConsigneUnanswered, asked: Sequence[AskedOnline]) -> dict[str, str]:
    """The sentence of each question left open; none when something else waits, that only the desk can ask."""
    waiting = {one["consigne_version"] for one in refusal.extra["consignes"]}
    online = {str(one.version_id) for one in asked}
    return {f"{PREFIX}{one}": CHOOSE for one in waiting} if waiting <= online else {}


def _question(one: AskedOnline, posted: Mapping[str, str], errors: Mapping[str, str]) -> Question:
    name = f"{PREFIX}{one.version_id}"
    chosen = posted.get(name, "")
    options = [Option(choice.code, choice.label, choice.code == chosen) for choice in one.choices]
    return Question(name, one.said, one.question, options, errors.get(name, ""))
