"""What a patient is asked online, where nobody can say a consigne in better words. Pure.

A consigne is written for secretaries. Its question is made to be put to the caller, so patients read it too; its own
sentence they read only where the practice named the web among its doors. What then still takes a person to say (a
warning, a paper that only the sentence names) is not asked: that visit is taken by telephone.
"""

from dataclasses import dataclass
from uuid import UUID

from core.scoping import Channel
from instructions.enums import Effect, Requirement
from instructions.rules import LABELS, MET, SEEN, UNMET, Applied, Choice, Rule

REFERRAL = "Avez-vous une ordonnance ou un courrier pour ce rendez-vous ?"
READ = "Avez-vous bien lu ?"
READY = "Est-ce fait ?"


@dataclass(frozen=True, slots=True)
class AskedOnline:
    """One question to a patient. `said` stands before it where the practice wrote it for them."""

    version_id: UUID
    said: str
    question: str
    choices: tuple[Choice, ...]


def asked_online(applied: Applied) -> AskedOnline | None:
    """How a patient is asked; None where only somebody of the desk can."""
    rule, said = applied.rule, _said(applied.rule)
    if rule.effect == Effect.ASK:
        return AskedOnline(applied.version_id, said, rule.question, rule.choices)
    if rule.effect == Effect.WARN:
        return AskedOnline(applied.version_id, said, READ, _choices(SEEN)) if said else None
    if rule.effect == Effect.REQUIRE and rule.requirement == Requirement.REFERRAL:
        return AskedOnline(applied.version_id, said, REFERRAL, _choices(MET, UNMET))
    if rule.effect == Effect.REQUIRE and rule.requirement != Requirement.PHONE and said:
        return AskedOnline(applied.version_id, said, READY, _choices(MET, UNMET))
    return None


def _said(rule: Rule) -> str:
    return rule.sentence if Channel.WEB.value in rule.scope.doors else ""


def _choices(*codes: str) -> tuple[Choice, ...]:
    return tuple(Choice(code, LABELS[code], blocks=code == UNMET) for code in codes)
