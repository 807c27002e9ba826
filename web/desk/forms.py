"""What the desk's forms look like and how what is typed becomes values. The rules are the rooms': their refusals are
shown back at the fields by `show_refusal`."""

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms

from booking.fairness import CAUSES, DURATIONS, GRADES, Cause, Grade
from consent.decisions import Reach
from core.errors import DomainError
from patients.enums import Relation, RelationScope, SharedWith
from patients.identity import Sex
from practices.asked_fields import EVERYTHING, AskedField
from privacy.models import DeathSource

SEXES = [(Sex.UNKNOWN.value, "Non précisé"), (Sex.FEMALE.value, "Féminin"), (Sex.MALE.value, "Masculin")]
# How the rooms name a field, when a form names it otherwise.
SAME_FIELD = {
    "phones": "phone",
    "address": "address_line",
    "line": "address_line",
    "treating_practitioner": "treating_doctor",
    "referring_practitioner": "referring_doctor",
    "used_name": "family_name",
    "overbooked": "why",
}
EARLIEST_YEAR = 1800
# The fields of the form that stand for what an instruction set names.
ASKED_AS = {
    AskedField.SEX: ("sex",),
    AskedField.EMAIL: ("email",),
    AskedField.ADDRESS: ("address_line", "postal_code", "city"),
    AskedField.NIR: ("nir",),
    AskedField.TREATING_PRACTITIONER: ("treating_doctor",),
    AskedField.REFERRING_PRACTITIONER: ("referring_doctor",),
}
MORE = {
    "email": "e-mail",
    "nir": "numéro de sécurité sociale",
    "address_line": "adresse",
    "postal_code": "",
    "city": "",
    "treating_doctor": "médecin traitant",
    "referring_doctor": "adressé par",
}
SPELLED = ("birth_date", "family_name", "given_names")
REQUIRED = {"required": "Ce champ est obligatoire."}


class BirthDateField(forms.CharField):
    """`12031984`, `12/03/1984`, `12 3 1984` or `1984-03-12`."""

    default_error_messages = {**REQUIRED, "unread": "Cette date n'existe pas. Exemple : 12/03/1984."}

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        parts = [int(part) for part in re.findall(r"[0-9]+", text)] if text.isascii() else []
        if len(parts) == 1 and len(text) == 8:
            parts = [int(text[:2]), int(text[2:4]), int(text[4:])]
        if len(parts) == 3 and parts[0] > 31:
            parts.reverse()
        try:
            day, month, year = parts
            if year >= EARLIEST_YEAR:
                return date(year, month, day)
        except (ValueError, OverflowError):
            pass
        raise forms.ValidationError(self.error_messages["unread"], code="unread")


def line(label: str, *, required: bool = False, most: int = 200, hint: str = "", **attributes: str) -> forms.CharField:
    """One line of text that the browser neither corrects nor remembers."""
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", **attributes})
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=hint, widget=widget, error_messages=REQUIRED
    )


class PatientForm(forms.Form):
    """Identity first, in the order in which it is spelled back; the rest can wait for the visit."""

    birth_date = BirthDateField(
        label="Date de naissance",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "placeholder": "jj/mm/aaaa"}),
    )
    family_name = line("Nom utilisé", required=True, most=100)
    given_names = line("Prénoms", required=True, most=100)
    phone = line("Téléphone", inputmode="tel", placeholder="01 99…, 06 39…")
    birth_name = line("Nom de naissance", most=100, placeholder="s'il est différent")
    sex = forms.ChoiceField(label="Sexe", choices=SEXES, required=False, initial=Sex.UNKNOWN.value)
    email = line("E-mail", most=254, inputmode="email")
    address_line = line("Adresse")
    postal_code = line("Code postal", most=12, inputmode="numeric")
    city = line("Ville", most=100)
    treating_doctor = line("Médecin traitant")
    referring_doctor = line("Adressé par")

    def __init__(
        self,
        *args: Any,
        asked: Collection[AskedField] = EVERYTHING,
        known: Collection[str] = (),
        **options: Any,
    ) -> None:
        """Only what the practice asks is shown, and the fields `known` already, to be left or cleared."""
        super().__init__(*args, **options)
        for field, names in ASKED_AS.items():
            if field not in asked and not set(names) & set(known):
                for name in names:
                    self.fields.pop(name, None)

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """What is asked at once, in the order of the call."""
        names = ("birth_date", "family_name", "given_names", "phone", "birth_name", "sex", "reach")
        return [self[name] for name in names if name in self.fields]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """What can wait, folded away."""
        return [self[name] for name in MORE if name in self.fields]

    @property
    def more_says(self) -> str:
        """« Adresse, e-mail, médecin traitant »: what is folded away."""
        named = [MORE[field.name] for field in self.more_fields if MORE[field.name]]
        return ", ".join(named).capitalize()

    @property
    def has_extra_errors(self) -> bool:
        return any(name in self.errors for name in MORE)

    @property
    def phones(self) -> tuple[str, ...]:
        """The numbers as typed, in calling order."""
        return tuple(part.strip() for part in self.cleaned_data["phone"].split(",") if part.strip())


class NewPatientForm(PatientForm):
    reach = forms.ChoiceField(
        label="Rappel des rendez-vous",
        choices=[(Reach.SMS.value, "Par SMS"), (Reach.EMAIL.value, "Par e-mail"), ("", "Pas de rappel")],
        required=False,
        initial=Reach.SMS.value,
    )
    nir = line("N° de sécurité sociale", most=30, inputmode="numeric", hint="13 caractères et la clé.")
    notice_read = forms.BooleanField(
        label="J'ai lu cette phrase au patient",
        error_messages={"required": "Lisez la phrase au patient avant de créer la fiche."},
    )
    notice_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    confirm_not_duplicate = forms.BooleanField(required=False)

    def __init__(self, *args: Any, reminders: bool = False, **options: Any) -> None:
        """How to be reminded is asked where a practitioner reminds at all."""
        super().__init__(*args, **options)
        if not reminders:
            del self.fields["reach"]

    @property
    def chosen_reach(self) -> Reach | None:
        reach = self.cleaned_data.get("reach")
        return Reach(reach) if reach else None

    def begin_at_first_gap(self) -> None:
        """Put the hands where the search left nothing."""
        gap = next((name for name in SPELLED if not self.initial.get(name)), "phone")
        self.fields[gap].widget.attrs["data-focus"] = True


class RelativeForm(forms.Form):
    name = line("Nom et prénom", required=True, most=100)
    phone = line("Téléphone", most=30, inputmode="tel")
    relation = forms.ChoiceField(label="Lien avec le patient", choices=Relation.choices)
    scope = forms.ChoiceField(label="Ce que ce proche peut faire", choices=RelationScope.choices)


class DeathForm(forms.Form):
    """How the death is known; when, and which act says so, if that is known too."""

    source = forms.ChoiceField(label="Qui l'a fait savoir", choices=DeathSource.choices, error_messages=REQUIRED)
    died_on = forms.DateField(
        label="Date du décès",
        required=False,
        error_messages={"invalid": "Cette date n'existe pas."},
        widget=forms.DateInput({"type": "date"}),
    )
    certificate = line("Référence de l'acte", most=120)

    def clean_died_on(self) -> date | None:
        return self.cleaned_data["died_on"] or None


class StopDeathForm(forms.Form):
    """Why a reported death is stopped; it is sealed."""

    reason = line("Pourquoi est-ce une erreur ?", required=True, most=500)


class ShareForm(forms.Form):
    """One item of the medical file, and who may read it."""

    title = line("Titre", required=True)
    text = forms.CharField(label="Ce qui est partagé", max_length=4000, widget=forms.Textarea, error_messages=REQUIRED)
    shared_with = forms.ChoiceField(label="Qui peut le lire", choices=SharedWith.choices)


class MeasureForm(forms.Form):
    """What follows from missed visits, why and for how long: three short lists, no words of one's own."""

    grade = forms.ChoiceField(label="Mesure", choices=[(one.value, GRADES[one]) for one in Grade])
    cause = forms.ChoiceField(label="Pourquoi", choices=[(one.value, CAUSES[one]) for one in Cause])
    months = forms.TypedChoiceField(
        label="Pendant", choices=[(one, f"{one} mois") for one in DURATIONS], coerce=int, initial=3
    )


class CancelForm(forms.Form):
    """Why, in a few words, when there is something to say; it is sealed."""

    reason = line("Raison")


class SeriesMoveForm(forms.Form):
    """Where the visit shown goes; the others go as far, by the same clock."""

    day = forms.DateField(label="Nouveau jour", error_messages=REQUIRED, widget=forms.DateInput({"type": "date"}))
    hour = forms.TimeField(label="Heure", error_messages=REQUIRED, widget=forms.TimeInput({"type": "time"}))


class SubstituteForm(forms.Form):
    """Somebody of the practice, from one day to another, both included."""

    substitute = forms.ChoiceField(label="Remplaçant", error_messages=REQUIRED)
    starts_on = forms.DateField(label="Premier jour", error_messages=REQUIRED, widget=forms.DateInput({"type": "date"}))
    ends_on = forms.DateField(label="Dernier jour", error_messages=REQUIRED, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["substitute"].choices = people  # type: ignore[attr-defined]


class LastDayForm(forms.Form):
    last_day = forms.DateField(label="Dernier jour", error_messages=REQUIRED)


class OverbookForm(forms.Form):
    """A time beside the agenda; the reason is shown to the practitioner."""

    day = forms.DateField(label="Jour", error_messages=REQUIRED, widget=forms.DateInput({"type": "date"}))
    hour = forms.TimeField(label="Heure", error_messages=REQUIRED, widget=forms.TimeInput({"type": "time"}))
    why = line("Pourquoi en plus de l'agenda ?", required=True)


def show_refusal(form: forms.Form, refusal: DomainError) -> str:
    """Put the refusal's sentences at the form's fields; returns what is left to show above it, if any."""
    left = [] if refusal.errors else [refusal.title]
    for error in refusal.errors:
        name = re.split(r"[.\[]", error.field)[-1 if error.field.startswith("address.") else 0]
        name = SAME_FIELD.get(name, name)
        if name in form.fields:
            form.add_error(name, error.detail)
        else:
            left.append(error.detail)
    return " ".join(left)
