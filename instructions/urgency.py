"""The urgency protocol as a tree: fit to be signed, and where a walk through it stands. Pure: no Django query.

The first step is asked first; a choice goes on to another step or ends in an outcome, never both.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import FieldError
from instructions.enums import Outcome
from instructions.errors import ProtocolUnfit
from instructions.words import LONGEST_LABEL, LONGEST_QUESTION, clean_sentence
from patients.gathering import Gathering

MOST_STEPS, MOST_CHOICES = 20, 6
CODE = re.compile(r"[a-z][a-z0-9-]{0,29}")


@dataclass(frozen=True, slots=True)
class Branch:
    """One answer: `next` names the step it leads to, or `outcome` where it ends, with what to say then."""

    code: str
    label: str
    next: str = ""
    outcome: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    code: str
    text: str
    choices: tuple[Branch, ...]

    def choice(self, code: str) -> Branch | None:
        return next((branch for branch in self.choices if branch.code == code), None)


def steps_of(raw: Any) -> tuple[Step, ...]:
    """The steps of a protocol as it is stored."""
    return tuple(
        Step(step["code"], step["text"], tuple(Branch(**choice) for choice in step["choices"])) for step in raw
    )


def stored(steps: Sequence[Step]) -> list[dict[str, Any]]:
    return [
        {
            "code": step.code,
            "text": step.text,
            "choices": [
                {"code": c.code, "label": c.label, "next": c.next, "outcome": c.outcome, "says": c.says}
                for c in step.choices
            ],
        }
        for step in steps
    ]


def checked(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps with clean words, every walk of which ends. Raises ProtocolUnfit naming what is wrong."""
    found = Gathering()
    clean = tuple(_clean(step, f"steps[{n}]", found) for n, step in enumerate(steps))
    _check_shape(clean, found)
    if not found.errors:
        found.errors += _loops(clean)
    if found.errors:
        raise ProtocolUnfit(errors=found.errors)
    return clean


def walk(steps: Sequence[Step], answers: Sequence[tuple[str, str]]) -> Step | Branch:
    """The step that waits after these answers (step code, choice code), or the branch that ended the walk.

    Raises ValueError when an answer does not belong where it stands.
    """
    by_code = {step.code: step for step in steps}
    here = steps[0]
    for position, (step_code, choice_code) in enumerate(answers):
        branch = here.choice(choice_code)
        if here.code != step_code or branch is None:
            raise ValueError("this answer does not belong here")
        if branch.outcome:
            if position != len(answers) - 1:
                raise ValueError("the walk had ended")
            return branch
        here = by_code[branch.next]
    return here


def _clean(step: Step, at: str, found: Gathering) -> Step:
    text = found.take(lambda: clean_sentence(step.text, f"{at}.text", LONGEST_QUESTION), "")
    choices = tuple(_clean_branch(branch, f"{at}.choices[{n}]", found) for n, branch in enumerate(step.choices))
    return Step(step.code, text, choices)


def _clean_branch(branch: Branch, at: str, found: Gathering) -> Branch:
    label = found.take(lambda: clean_sentence(branch.label, f"{at}.text", LONGEST_LABEL), "")
    says = found.take(lambda: clean_sentence(branch.says, f"{at}.says"), "") if branch.says.strip() else ""
    return Branch(branch.code, label, branch.next, branch.outcome, says)


def _check_shape(steps: Sequence[Step], found: Gathering) -> None:
    if not 1 <= len(steps) <= MOST_STEPS:
        found.refuse("steps", "out-of-range", f"Un protocole compte de 1 à {MOST_STEPS} questions.")
    codes = [step.code for step in steps]
    for n, step in enumerate(steps):
        at = f"steps[{n}]"
        if not CODE.fullmatch(step.code) or codes.count(step.code) > 1:
            found.refuse(f"{at}.code", "invalid-code", "Un code court, en minuscules, une seule fois.")
        if not 2 <= len(step.choices) <= MOST_CHOICES:
            found.refuse(f"{at}.choices", "out-of-range", f"Une question a de 2 à {MOST_CHOICES} réponses.")
        answers = [branch.code for branch in step.choices]
        for m, branch in enumerate(step.choices):
            if not CODE.fullmatch(branch.code) or answers.count(branch.code) > 1:
                found.refuse(f"{at}.choices[{m}].code", "invalid-code", "Un code court, une seule fois par question.")
            if bool(branch.next) == bool(branch.outcome):
                found.refuse(f"{at}.choices[{m}]", "next-or-outcome", "Une question suivante, ou une issue.")
            elif branch.next and branch.next not in codes:
                found.refuse(f"{at}.choices[{m}].next", "unknown-value", "Cette question n'existe pas.")
            elif branch.outcome and branch.outcome not in Outcome.values:
                found.refuse(f"{at}.choices[{m}].outcome", "unknown-value", "Cette issue n'existe pas.")


def _loops(steps: Sequence[Step]) -> list[FieldError]:
    """A step that leads back to itself, and a step that nothing leads to."""
    by_code: Mapping[str, Step] = {step.code: step for step in steps}
    number = {step.code: n for n, step in enumerate(steps)}
    reached: set[str] = set()
    errors: list[FieldError] = []

    def visit(step: Step, path: tuple[str, ...]) -> None:
        if step.code in path:
            errors.append(FieldError(f"steps[{number[step.code]}]", "loop", "Cette question revient sur elle-même."))
            return
        if step.code in reached:
            return
        for branch in step.choices:
            if branch.next:
                visit(by_code[branch.next], (*path, step.code))
        reached.add(step.code)

    visit(steps[0], ())
    if not errors:
        lost = [step for step in steps if step.code not in reached]
        errors += [
            FieldError(f"steps[{number[step.code]}]", "unreached", "Aucune réponse ne mène à cette question.")
            for step in lost
        ]
    return errors
