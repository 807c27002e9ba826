"""« Pourquoi pas ? » : the form that asks about one time, and its answer in sentences with what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms

from booking.queries import Explanation, Why
from booking.rules import Reason
from practices.models import PractitionerRole
from web import french
from web.desk.call_state import CallState
from web.desk.forms import REQUIRED
from web.desk.presenters.practice import short_names
from web.desk.presenters.times import Time, slot_value

PREFIX = "pq"
AGENDA = f"{PREFIX}-agenda"
PAST = "Cette heure est déjà passée."
# What to say before the instant of a reason.
_SAID = {
    Reason.TOO_SOON: "Premier début possible : {when}.",
    Reason.TOO_FAR: "Se réservera à partir du {when}.",
    Reason.NOT_RELEASED: "S'ouvrira le {when}.",
    Reason.ABSENT: "Jusqu'au {when}.",
    Reason.CLOSED: "Jusqu'au {when}.",
    Reason.HELD: "Jusqu'à {hour}.",
    Reason.BUFFER: "Jusqu'à {hour}.",
}


class WhyNotForm(forms.Form):
    """One start of one agenda, as its place's clock shows it."""

    agenda = forms.ChoiceField(label="Praticien", error_messages=REQUIRED)
    day = forms.DateField(
        label="Jour",
        error_messages={**REQUIRED, "invalid": "Cette date n'existe pas."},
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    hour = forms.TimeField(
        label="Heure",
        error_messages={**REQUIRED, "invalid": "Cette heure n'existe pas."},
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )

    def __init__(self, roles: Sequence[PractitionerRole], data: Mapping[str, Any] | None = None, **options: Any):
        super().__init__(data, prefix=PREFIX, **options)
        choices = [(str(role_id), name) for role_id, name in short_names(roles).items()]
        self.fields["agenda"].choices = choices  # type: ignore[attr-defined]

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not 2000 <= day.year < 2100:
            raise forms.ValidationError("Cette date est hors du calendrier.")
        return day


@dataclass(frozen=True, slots=True)
class Line:
    """One rule: what it says, until when if that is known, what to do."""

    sentence: str
    instant: str
    action: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`wanted`: the time asked for as a radio's value; `nearest`: the next best ones."""

    title: str
    is_offered: bool
    wanted: str
    lines: list[Line]
    nearest: list[Time]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The panel; `carried` keeps the call's state in its form, `answer` is there once it was asked."""

    url: str
    carried: list[tuple[str, str]]
    form: WhyNotForm
    answer: Answer | None = None

    @property
    def is_open(self) -> bool:
        return self.form.is_bound


def panel(
    state: CallState, roles: Sequence[PractitionerRole], form: WhyNotForm | None = None, answer: Answer | None = None
) -> WhyNot:
    """The panel in the state of a call, empty unless `form` was sent."""
    pairs = (pair.partition("=") for pair in state.but(booked=None).query.split("&") if pair)
    initial = {"agenda": str(state.role) if state.role else None, "day": state.since}
    form = form or WhyNotForm(roles, initial=initial)
    return WhyNot(state.step("call-why-not"), [(name, value) for name, _, value in pairs], form, answer)


def answer_of(found: Explanation, roles: Sequence[PractitionerRole], now: datetime) -> Answer:
    names = short_names(roles)
    return Answer(
        title=f"{french.when(found.start, found.timezone)} · {names.get(found.practitioner_role_id, '')}",
        is_offered=found.is_offered,
        wanted=slot_value(found.practitioner_role_id, found.start),
        lines=[_line(why, found, now) for why in found.reasons],
        nearest=[
            Time(
                slot_value(slot.agenda.role_id, slot.local_start),
                f"{french.when(slot.local_start, slot.agenda.place.zone)} · {names.get(slot.agenda.role_id, '')}",
            )
            for slot in found.nearest
        ],
    )


def _line(why: Why, found: Explanation, now: datetime) -> Line:
    sentence = PAST if why.reason is Reason.TOO_SOON and found.start < now else why.sentence
    moment = why.look_from or why.try_again_at
    if moment is None:
        return Line(sentence, "", why.action)
    there = french.local(moment, found.timezone)
    words = _SAID.get(why.reason, "").format(when=french.when(moment, found.timezone), hour=french.hour(there))
    return Line(sentence, words, why.action)
