"""What is typed to open or shut an agenda. The rules are booking's: its refusals are shown back at the fields."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from booking.models import AbsenceReason
from web.desk.forms import REQUIRED
from web.french import DAYS

ONE_DAY = timedelta(days=1)


def day(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=hint, error_messages=REQUIRED, widget=widget)


def hour(label: str, *, required: bool = True, hint: str = "") -> forms.TimeField:
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=required, help_text=hint, error_messages=REQUIRED, widget=widget)


class RuleForm(forms.Form):
    """A weekly opening."""

    weekday = forms.TypedChoiceField(
        label="Jour", coerce=int, choices=[(number, name.capitalize()) for number, name in enumerate(DAYS)]
    )
    opens = hour("Ouvre à")
    closes = hour("Ferme à", hint="00:00 pour minuit.")
    valid_from = day("À partir du", hint="Le passé garde ses horaires.")
    valid_until = day("Jusqu'au", required=False)
    every_weeks = forms.IntegerField(label="Une semaine sur", min_value=1, max_value=52, initial=1)


class EndForm(forms.Form):
    last_day = day("Dernier jour", hint="La plage vaut encore ce jour-là.")


class ExceptionForm(forms.Form):
    """An opening of one day, even a public holiday."""

    day = day("Jour")
    opens = hour("Ouvre à")
    closes = hour("Ferme à", hint="00:00 pour minuit.")


class ClosureForm(forms.Form):
    """From one day to another, both included; part of a day when an hour is given."""

    first_day = day("Premier jour")
    first_hour = hour("À partir de", required=False, hint="Vide : dès le matin.")
    final_day = day("Dernier jour")
    final_hour = hour("Jusqu'à", required=False, hint="Vide : toute la journée.")

    def period(self, zone: str) -> tuple[datetime, datetime]:
        """On the clocks of the place, aware; the end is the instant after."""
        told: dict[str, Any] = self.cleaned_data
        place = ZoneInfo(zone)
        start = datetime.combine(told["first_day"], told["first_hour"] or time(), tzinfo=place)
        if told["final_hour"]:
            return start, datetime.combine(told["final_day"], told["final_hour"], tzinfo=place)
        return start, datetime.combine(_next(told["final_day"]), time(), tzinfo=place)


class AbsenceForm(ClosureForm):
    """The same for a person, with a word that is never a diagnosis."""

    reason_code = forms.ChoiceField(
        label="Mention", choices=AbsenceReason.choices, help_text="Jamais un motif médical."
    )


class NothingToType(forms.Form):
    """Taking something away asks nothing but a confirmation."""


def _next(day: date) -> date:
    return day + ONE_DAY if day < date.max else day
