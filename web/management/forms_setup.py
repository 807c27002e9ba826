"""What is typed to furnish a practice: its first reasons, its week, a line, a further agenda."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any
from uuid import UUID

from django import forms

from booking.services import RuleTerms
from practices.enums import Colour, PracticeKind
from practices.services import VisitTerms
from web.desk.forms import line
from web.french import DAYS
from web.management.forms_opening import PractitionerForm, phone
from web.planning.forms import hour

# What most practices of each kind begin with: name and minutes.
USUAL_REASONS = {
    PracticeKind.GENERAL.value: (("Consultation", 15), ("Première consultation", 30), ("Téléconsultation", 15)),
    PracticeKind.PAEDIATRICS.value: (("Consultation", 20), ("Suivi du nourrisson", 30), ("Vaccination", 10)),
    PracticeKind.PHYSIOTHERAPY.value: (("Séance", 30), ("Bilan", 45), ("", None)),
}
ANY_REASONS = (("Consultation", 20), ("Première consultation", 30), ("", None))
COLOURS = (Colour.BLEU, Colour.PRUNE, Colour.VERT, Colour.AMBRE)
MORNING, AFTERNOON = (time(9), time(12)), (time(14), time(18))
WORKING_DAYS = 5


class FirstReasonsForm(forms.Form):
    """Three rows that the kind of the practice fills; an empty one counts for nothing."""

    ROWS = 4

    def __init__(self, *args: Any, kind: str, is_first: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        nothing = [("", None)] * self.ROWS
        usual = [*USUAL_REASONS.get(kind, ANY_REASONS), ("", None)] if is_first else nothing
        for number in range(self.ROWS):
            name, minutes = usual[number]
            self.fields[f"name_{number}"] = line(f"Motif {number + 1}", most=100)
            self.fields[f"minutes_{number}"] = forms.IntegerField(
                label="Minutes", required=False, min_value=1, max_value=1440, initial=minutes,
                widget=forms.NumberInput({"size": 4}),
            )  # fmt: skip
            self.fields[f"name_{number}"].initial = name

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for number in range(self.ROWS):
            if told.get(f"name_{number}") and not told.get(f"minutes_{number}"):
                self.add_error(f"minutes_{number}", "Combien de minutes ?")
        return told

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"name_{number}"], self[f"minutes_{number}"]) for number in range(self.ROWS)]

    def wanted(self) -> list[tuple[str, VisitTerms]]:
        told = self.cleaned_data
        return [
            (
                told[f"name_{number}"],
                VisitTerms(duration_minutes=told[f"minutes_{number}"], colour=COLOURS[number].value, position=number),
            )
            for number in range(self.ROWS)
            if told[f"name_{number}"]
        ]


class WeekForm(forms.Form):
    """The ordinary week: a morning and an afternoon by day, usual hours filled in."""

    def __init__(self, *args: Any, works: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        for number, name in enumerate(DAYS):
            for half, (opens, closes), said in (("m", MORNING, "matin"), ("a", AFTERNOON, "après-midi")):
                for edge, usual, word in (("o", opens, "de"), ("c", closes, "à")):
                    field = hour(f"{name.capitalize()} {said}, {word}", required=False)
                    field.initial = usual if works and number < WORKING_DAYS else None
                    self.fields[f"{half}{edge}{number}"] = field

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for number in range(len(DAYS)):
            for half in "ma":
                opens, closes = told.get(f"{half}o{number}"), told.get(f"{half}c{number}")
                if (opens is None) != (closes is None):
                    self.add_error(f"{half}{'c' if opens else 'o'}{number}", "Les deux heures, ou aucune.")
                elif opens is not None and closes is not None and closes != time() and closes <= opens:
                    self.add_error(f"{half}c{number}", "La fermeture doit suivre l'ouverture.")
        return told

    @property
    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (name.capitalize(), [self[f"{half}{edge}{number}"] for half in "ma" for edge in "oc"])
            for number, name in enumerate(DAYS)
        ]

    def week(self, first: date) -> list[RuleTerms]:
        told = self.cleaned_data
        return [
            RuleTerms(weekday=number, opens=told[f"{half}o{number}"], closes=told[f"{half}c{number}"], valid_from=first)
            for number in range(len(DAYS))
            for half in "ma"
            if told[f"{half}o{number}"] is not None
        ]


class LineForm(forms.Form):
    """A number that is answered."""

    number = phone("Numéro répondu", required=True, hint="Celui que les patients composent, ou vers lequel il renvoie.")
    name = line("Nom de la ligne", required=True, most=100)
    greeting = line("Phrase d'accueil", most=300, hint="Vide : celle du cabinet.")
    account = forms.ChoiceField(label="Compte de téléphonie")

    def __init__(self, *args: Any, accounts: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["account"].choices = [(name, name) for name in accounts]  # type: ignore[attr-defined]


class AgendaForm(PractitionerForm):
    """One more practitioner, at one of the places."""

    location_id = forms.TypedChoiceField(label="Lieu", coerce=UUID)

    def __init__(self, *args: Any, places: Iterable[tuple[UUID, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["location_id"].choices = list(places)  # type: ignore[attr-defined]
