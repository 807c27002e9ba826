"""A run of the urgency protocol as the secretary reads it: the question, its keys, and what to do at the end."""

from dataclasses import dataclass
from datetime import datetime

from core import clock
from instructions.enums import Outcome
from instructions.runs import Progress
from instructions.urgency import Branch, Step
from practices.zones import zone_of
from web import french
from web.desk.call_state import CallState


@dataclass(frozen=True, slots=True)
class End:
    """`look` is the class of the card; `next_url` and `next_label` what the hands do then."""

    title: str
    look: str
    says: str
    todo: str
    next_url: str
    next_label: str


@dataclass(frozen=True, slots=True)
class RunCard:
    version: int
    begun: str
    said: list[tuple[str, str, str]]
    question: Step | None
    end: End | None


_NEXT = {
    Outcome.TRANSFER: ("alert", "Transférez l'appel au 15 (ou 112) et restez en ligne jusqu'à ce que l'on réponde."),
    Outcome.SAME_DAY: ("warn", "Donnez un créneau aujourd'hui."),
    Outcome.URGENT_MESSAGE: ("warn", "Transmettez un message urgent au praticien, et dites quand on rappellera."),
    Outcome.ORDINARY: ("ok", "Prenez un rendez-vous ordinaire."),
}


def run_card(run: Progress, state: CallState) -> RunCard:
    return RunCard(
        version=run.protocol_version,
        begun=_hour(run.begun_at),
        said=[(one.question, one.label, _hour(one.answered_at)) for one in run.said],
        question=run.here if isinstance(run.here, Step) else None,
        end=_end(run.here, state, zone_of(run.practice_id)) if isinstance(run.here, Branch) else None,
    )


def _end(branch: Branch, state: CallState, zone: str) -> End:
    outcome = Outcome(branch.outcome)
    look, todo = _NEXT[outcome]
    if outcome is Outcome.SAME_DAY:
        today = french.local(clock.now(), zone).date()
        return End(str(outcome.label), look, branch.says, todo, state.but(since=today).url, "Voir les créneaux du jour")
    if outcome is Outcome.URGENT_MESSAGE:
        return End(str(outcome.label), look, branch.says, todo, state.act("call-message"), "Écrire le message urgent")
    return End(str(outcome.label), look, branch.says, todo, state.url, "Revenir à l'appel")


def _hour(moment: datetime) -> str:
    return french.hour(french.local(moment, french.HOME_ZONE))
