"""An urgency protocol written as lines of text, and read back. Pure: what a form holds, nothing of the database.

    ? Douleur dans la poitrine, gêne pour respirer ?
    - Oui > 15 | Je vous passe le 15, ne raccrochez pas.
    - Non > 2

A question begins with « ? », an answer with « - »; after « > » the number of the next question, or « 15 », « jour »,
« message », « ordinaire »; after « | » what is said then.
"""

from collections.abc import Sequence

from core.errors import FieldError
from instructions.enums import Outcome
from instructions.errors import ProtocolUnfit
from instructions.urgency import Branch, Step

ENDS = {
    "15": Outcome.TRANSFER.value,
    "jour": Outcome.SAME_DAY.value,
    "message": Outcome.URGENT_MESSAGE.value,
    "ordinaire": Outcome.ORDINARY.value,
}
WORDS = {outcome: word for word, outcome in ENDS.items()}


def steps_of_text(text: str) -> tuple[Step, ...]:
    """Raises ProtocolUnfit naming the line that cannot be read."""
    questions: list[tuple[str, list[Branch]]] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith("?"):
            questions.append((line[1:].strip(), []))
        elif line.startswith("-") and questions and ">" in line:
            answers = questions[-1][1]
            answers.append(_branch(line[1:], len(answers) + 1))
        elif line:
            raise ProtocolUnfit(errors=[FieldError("text", "unread", f"La ligne {number} ne se lit pas.")])
    return tuple(Step(f"q{n}", question, tuple(answers)) for n, (question, answers) in enumerate(questions, 1))


def text_of(steps: Sequence[Step]) -> str:
    """The same as lines, to write the next version from it."""
    numbers = {step.code: str(n) for n, step in enumerate(steps, 1)}
    lines = []
    for step in steps:
        lines.append(f"? {step.text}")
        for one in step.choices:
            goes = WORDS[one.outcome] if one.outcome else numbers[one.next]
            lines.append(f"- {one.label} > {goes}" + (f" | {one.says}" if one.says else ""))
    return "\n".join(lines)


def goes_to(branch: Branch, steps: Sequence[Step]) -> str:
    """Where an answer leads, in words."""
    if branch.outcome:
        return str(Outcome(branch.outcome).label)
    return next(f"question {n}" for n, step in enumerate(steps, 1) if step.code == branch.next)


def _branch(line: str, number: int) -> Branch:
    label, _, rest = line.rpartition(">")
    goes, _, says = rest.partition("|")
    word = goes.strip().lower()
    # « 15 » is the emergency number, never the fifteenth question.
    if word in ENDS:
        return Branch(f"r{number}", label.strip(), outcome=ENDS[word], says=says.strip())
    return Branch(f"r{number}", label.strip(), next=f"q{word}", says=says.strip())
