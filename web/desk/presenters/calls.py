"""Calls as the desk shows them: who rang, what was done, how it may have ended, whom to ring back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from audit.accesses import Access
from audit.actions import Action
from calls.folding import Outcome
from calls.models import CallSession
from calls.models.call_session import Disposition
from calls.queries import ToCallBack
from patients.lines import PatientLine
from privacy.accesses import said_of
from telephony_adapters.events import Direction, RemoteState
from web import french
from web.desk.presenters.times import Time

HIDDEN = "Numéro masqué"
UNREAD = "Numéro inconnu"
# What the telephone itself did is the summary's business, not the list's.
_OF_THE_CALL = frozenset({Action.CALL_TAKEN, Action.CALL_PLACED, Action.CALL_WRAPPED_UP, Action.DOINGS_READ})
_OUTCOMES = {
    (Direction.INBOUND, Outcome.ANSWERED): "répondu",
    (Direction.INBOUND, Outcome.MISSED): "manqué",
    (Direction.INBOUND, Outcome.VOICEMAIL): "a laissé un message vocal",
    (Direction.OUTBOUND, Outcome.ANSWERED): "la personne a répondu",
    (Direction.OUTBOUND, Outcome.MISSED): "la personne n'a pas répondu",
    (Direction.OUTBOUND, Outcome.VOICEMAIL): "la personne n'a pas répondu",
    (Direction.OUTBOUND, Outcome.AGENT_NO_ANSWER): "votre poste n'a pas décroché",
}
_SAID: Mapping[str, str] = {
    Action.HOLD_TAKEN: "Horaire proposé",
    Action.HOLD_RELEASED: "Horaire rendu",
    Action.PATIENTS_SEARCHED: "Recherche de patients",
    Action.RECORDING_OBJECTED: "Opposition à l'enregistrement",
    Action.RECORDING_PAUSED: "Enregistrement suspendu",
    Action.RECORDING_RESUMED: "Enregistrement repris",
}


@dataclass(frozen=True, slots=True)
class Summary:
    """`lasted` and `outcome` are empty while the line is open."""

    id: UUID
    practice_id: UUID
    practice: str
    line: str
    number: str
    when: str
    outcome: str
    lasted: str
    is_outbound: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Done:
    """One line of « cet appel »; `times` when the same was done again and again."""

    hour: str
    said: str
    patient: str
    patient_id: UUID | None
    times: int


@dataclass(frozen=True, slots=True)
class Line:
    """One caller of the work list."""

    call: Summary
    why: str
    asked: str
    claimed_by: str
    is_mine: bool
    can_be_rung: bool
    why_not: str
    tries: str


def number_of(session: CallSession) -> str:
    """French-formatted, or why there is none."""
    if session.remote_state == RemoteState.KNOWN:
        return french.phone(session.remote_e164)
    return HIDDEN if session.remote_state == RemoteState.WITHHELD else UNREAD


def summary_of(session: CallSession) -> Summary:
    is_open = session.ended_at is None
    return Summary(
        id=session.id,
        practice_id=session.practice_id,
        practice=session.practice.name,
        line=session.line.name,
        number=number_of(session),
        when=french.when(session.started_at, french.HOME_ZONE),
        outcome="" if is_open else _OUTCOMES.get((Direction(session.direction), Outcome(session.outcome)), ""),
        lasted=lasted(session.answered_at, session.ended_at),
        is_outbound=session.direction == Direction.OUTBOUND,
        is_open=is_open,
    )


def lasted(answered_at: datetime | None, ended_at: datetime | None) -> str:
    """« 1 min 12 s », or nothing when nobody spoke or the line is still open."""
    if answered_at is None or ended_at is None:
        return ""
    return seconds(int((ended_at - answered_at).total_seconds()))


def seconds(total: int) -> str:
    minutes, rest = divmod(max(total, 0), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def choices_of(chosen: Disposition) -> list[Time]:
    """Numbered radios, as everywhere at the desk."""
    return [Time(each.value, str(each.label), each == chosen) for each in Disposition]


def done_lines(lines: Sequence[Access], patients: Mapping[UUID, PatientLine]) -> list[Done]:
    """In order, the same act on the same person told once."""
    told = [line for line in lines if line.action not in _OF_THE_CALL]
    found = []
    for (action, patient_id), same in groupby(told, key=lambda line: (line.action, line.patient_id)):
        several = list(same)
        patient = patients.get(patient_id) if patient_id else None
        found.append(
            Done(
                hour=french.hour(french.local(several[0].at, french.HOME_ZONE)),
                said=_SAID.get(action) or said_of(action),
                patient=f"{patient.family_name.upper()} {patient.given_names}" if patient else "",
                patient_id=patient.id if patient else None,
                times=len(several),
            )
        )
    return found


def line_of(one: ToCallBack, names: Mapping[UUID, str], me: UUID | None) -> Line:
    session = one.call
    if session.disposition == Disposition.CALL_BACK:
        why = "à rappeler"
    else:
        why = "message vocal" if session.outcome == Outcome.VOICEMAIL else "appel manqué"
    return Line(
        call=summary_of(session),
        why=why if one.times == 1 else f"{why}, {one.times} appels",
        asked=f"à partir de {french.hour(french.local(one.due_at, french.HOME_ZONE))}" if one.due_at else "",
        claimed_by=names.get(one.claimed_by, "quelqu'un") if one.claimed_by and one.claimed_by != me else "",
        is_mine=one.claimed_by is not None and one.claimed_by == me,
        can_be_rung=one.can_be_rung,
        why_not=""
        if one.can_be_rung
        else "Son numéro n'est conservé nulle part : cette personne ne peut pas être rappelée. Attendez son appel.",
        tries=french.count(session.return_tries, "essai") if session.return_tries else "",
    )
