"""What the page on directives after death reads. Shapes only: the rules live in `privacy.services.directives`."""

from django import forms

from patients.erasable import Part
from privacy.certificate import PART_TEXT
from privacy.models import DirectiveKind
from privacy.services.directives import MAX_EXECUTOR, MAX_TEXT
from web.desk.forms import REQUIRED


class DirectiveForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=DirectiveKind.choices, error_messages=REQUIRED)
    text = forms.CharField(
        label="Ce que la personne demande ; pour des directives générales, le tiers de confiance et sa référence",
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages=REQUIRED,
    )
    keep = forms.MultipleChoiceField(
        label="Ce qui est conservé (directives particulières ; rien de coché : tout est détruit)",
        choices=[(part.value, PART_TEXT[part]) for part in Part],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    executor = forms.CharField(
        label="Personne chargée de l'exécution (si elle est désignée)",
        required=False,
        max_length=MAX_EXECUTOR,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
