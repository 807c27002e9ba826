"""What the pages on incidents read. Shapes only: the rules live in `privacy.services.incidents`."""

from django import forms

from privacy.models import DataCategory, Nature, Risk
from privacy.services.incidents import LONGEST_TEXT


class MomentField(forms.DateTimeField):
    """A day and an hour on the clocks of metropolitan France, as the browser's own picker writes them."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class DeclarationForm(forms.Form):
    """`place` is one of the organisations that the view offers."""

    place = forms.ChoiceField(label="Organisation concernée")
    known_at = MomentField(label="Connu le")
    occurred_at = MomentField(label="Survenu le (si vous le savez)", required=False)
    description = forms.CharField(
        label="Que s'est-il passé ?", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, places: list[tuple[str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["place"].choices = places  # type: ignore[attr-defined]


class AssessmentForm(forms.Form):
    risk = forms.ChoiceField(label="Risque pour les personnes", choices=Risk.choices)
    natures = forms.MultipleChoiceField(
        label="Ce qui est touché", choices=Nature.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    categories = forms.MultipleChoiceField(
        label="Données concernées", choices=DataCategory.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    persons_count = forms.IntegerField(
        label="Nombre de personnes (si vous le savez)", required=False, min_value=0, max_value=100_000_000
    )
    consequences = forms.CharField(
        label="Conséquences probables", required=False, max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    measures = forms.CharField(
        label="Mesures prises ou prévues", required=False, max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class NotificationForm(forms.Form):
    notified_at = MomentField(label="Notifié à la CNIL le")
    delay_reason = forms.CharField(
        label="Motif du retard (après 72 heures)", required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class PersonsToldForm(forms.Form):
    told_at = MomentField(label="Personnes informées le")
