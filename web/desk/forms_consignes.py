"""The form of a consigne and that of an absence told. The rules are the room's: refusals are shown at the fields."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from booking.models import AbsenceReason
from instructions.enums import Effect, Familiarity, Kind, Requirement
from instructions.models import ConsigneVersion
from instructions.rules import Choice
from instructions.terms import OLDEST, Terms
from web.desk.forms import REQUIRED, line

DAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")
DOORS = (("phone", "Téléphone"), ("web", "Internet"), ("api", "Partenaires"))
NO_DATE = {"invalid": "Cette date n'existe pas."}
NO_TIME = {"invalid": "Cette heure n'existe pas."}
# « réponse ! » : the mark of an answer with which nothing is booked.
BLOCKS = "!"


class ConsigneForm(forms.Form):
    """What a consigne says and does, then whom it is narrowed to: nothing filled narrows nothing."""

    sentence = line("La consigne, en une phrase", required=True, most=400)
    kind = forms.ChoiceField(label="Se lit comme", choices=Kind.choices, initial=Kind.RULE.value)
    effect = forms.ChoiceField(label="Ce qu'elle fait à la réservation", choices=Effect.choices, initial="warn")
    question = line("Question à poser", most=200, hint="Pour « Demande ».")
    answers = forms.CharField(
        label="Réponses possibles",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="Une par ligne ; « ! » à la fin d'une réponse qui empêche de réserver. Vide : Oui, Non !",
    )
    requirement = forms.ChoiceField(
        label="Ce qui est exigé",
        required=False,
        choices=[("", "–"), *(choice for choice in Requirement.choices if choice[0])],
        help_text="Pour « Exige ».",
    )
    practitioners = forms.MultipleChoiceField(
        label="Praticiens", required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    visit_reasons = forms.MultipleChoiceField(
        label="Motifs", required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    familiarity = forms.ChoiceField(label="Patients", required=False, choices=Familiarity.choices)
    from_date = forms.DateField(
        label="À partir du",
        required=False,
        error_messages=NO_DATE,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    until_date = forms.DateField(
        label="Jusqu'au",
        required=False,
        error_messages=NO_DATE,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    opens = forms.TimeField(
        label="De",
        required=False,
        error_messages=NO_TIME,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    closes = forms.TimeField(
        label="À",
        required=False,
        error_messages=NO_TIME,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    age_from = forms.IntegerField(label="Âge, à partir de", required=False, min_value=0, max_value=OLDEST)
    age_until = forms.IntegerField(label="Âge, moins de", required=False, min_value=0, max_value=OLDEST)
    weekdays = forms.TypedMultipleChoiceField(
        label="Jours",
        required=False,
        coerce=int,
        choices=list(enumerate(DAYS)),
        widget=forms.CheckboxSelectMultiple,
    )
    doors = forms.MultipleChoiceField(
        label="Portes",
        required=False,
        choices=DOORS,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune : toutes. Les patients ne lisent la phrase que si leur porte est cochée.",
    )

    def __init__(
        self,
        *args: Any,
        people: Iterable[tuple[str, str]],
        reasons: Iterable[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["practitioners"].choices = list(people)  # type: ignore[attr-defined]
        self.fields["visit_reasons"].choices = list(reasons)  # type: ignore[attr-defined]

    @property
    def terms(self) -> Terms:
        """What was typed; the form is valid."""
        typed = self.cleaned_data
        return Terms(
            typed["sentence"],
            typed["kind"],
            typed["effect"],
            typed["question"],
            choices_of(typed["answers"]),
            typed["requirement"],
            tuple(UUID(one) for one in typed["practitioners"]),
            tuple(UUID(one) for one in typed["visit_reasons"]),
            tuple(typed["doors"]),
            typed["from_date"],
            typed["until_date"],
            tuple(typed["weekdays"]),
            typed["opens"],
            typed["closes"],
            typed["age_from"],
            typed["age_until"],
            typed["familiarity"],
        )

    @property
    def what(self) -> list[forms.BoundField]:
        return [self[name] for name in ("sentence", "kind", "effect", "question", "answers", "requirement")]

    @property
    def when(self) -> list[forms.BoundField]:
        names = ("familiarity", "age_from", "age_until", "from_date", "until_date", "opens", "closes")
        return [self[name] for name in names]

    @property
    def ticked(self) -> list[forms.BoundField]:
        return [self[name] for name in ("practitioners", "visit_reasons", "weekdays", "doors")]


class ToldAbsenceForm(forms.Form):
    """A practitioner is away: said to every caller, and gone from the agenda."""

    practitioner = forms.ChoiceField(label="Praticien", error_messages=REQUIRED)
    first_day = forms.DateField(
        label="Premier jour", error_messages={**REQUIRED, **NO_DATE}, widget=forms.DateInput({"type": "date"})
    )
    last_day = forms.DateField(
        label="Dernier jour", error_messages={**REQUIRED, **NO_DATE}, widget=forms.DateInput({"type": "date"})
    )
    reason_code = forms.ChoiceField(label="Nature", choices=AbsenceReason.choices, initial=AbsenceReason.OTHER.value)
    sentence = line("Ce que l'on dit aux patients", required=True, most=400)

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["practitioner"].choices = list(people)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        first, last = typed.get("first_day"), typed.get("last_day")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last_day", "Le dernier jour suit le premier.")
        return typed


def choices_of(text: str) -> tuple[Choice, ...]:
    """« Oui / Non ! », one a line, as answers; a code of its own for each."""
    labels = [part.strip() for part in text.splitlines() if part.strip()]
    return tuple(
        Choice(f"r{n}", label.removesuffix(BLOCKS).strip(), label.endswith(BLOCKS)) for n, label in enumerate(labels, 1)
    )


def initial_of(version: ConsigneVersion) -> Mapping[str, Any]:
    """A version as the form shows it, to write the next one from it."""
    kept = {
        name: getattr(version, name)
        for name in (
            "sentence", "kind", "effect", "question", "requirement", "familiarity", "from_date", "until_date", "opens",
            "closes", "age_from", "age_until", "weekdays", "doors",
        )
    }  # fmt: skip
    return {
        **kept,
        "answers": "\n".join(f"{one['label']} {BLOCKS}" if one["blocks"] else one["label"] for one in version.choices),
        "practitioners": [str(one) for one in version.practitioner_ids],
        "visit_reasons": [str(one) for one in version.visit_reason_ids],
    }
