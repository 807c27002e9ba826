"""What is typed to open a practice. The rules are the room's: its refusals are shown back at the fields."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms

from practices.enums import HolidayTerritory, PracticeKind
from practices.models import Secretariat
from practices.services import FoundedPlace, Responsible
from web.desk.forms import REQUIRED, line
from web.planning.forms import day

YEAR = timedelta(days=365)


def phone(label: str, *, required: bool = False, hint: str = "") -> forms.CharField:
    return line(label, required=required, most=30, hint=hint, inputmode="tel", autocomplete="off")


class PracticeForm(forms.Form):
    """The practice itself."""

    name = line("Nom du cabinet", required=True, most=100, autofocus="")
    kind = forms.ChoiceField(label="Spécialité", choices=PracticeKind.choices)
    phone = phone("Téléphone du cabinet")
    greeting = line("Phrase d'accueil", most=300, hint="Lue à chaque appel. « Cabinet du docteur…, bonjour. »")


class PlaceForm(forms.Form):
    """Where it receives; the clocks follow the territory."""

    place = line("Nom du lieu", required=True, most=100)
    address_line = line("Adresse")
    postal_code = line("Code postal", most=10)
    city = line("Ville", most=100)
    holiday_territory = forms.ChoiceField(label="Territoire (heure et jours fériés)", choices=HolidayTerritory.choices)

    def terms(self) -> FoundedPlace:
        told = self.cleaned_data
        rest = {key: told[key] for key in ("address_line", "postal_code", "city", "holiday_territory")}
        return FoundedPlace(name=told["place"], **rest)


class PractitionerForm(forms.Form):
    """Somebody with an agenda."""

    title = line("Titre", most=20, hint="« Dr », ou rien.")
    family_name = line("Nom", required=True, most=100)
    given_names = line("Prénom", required=True, most=100)
    specialty = line("Discipline", most=100)
    rpps = line("Numéro RPPS", most=14, inputmode="numeric")


class ResponsibleForm(PractitionerForm):
    """The one who answers for the practice."""

    username = line(
        "Identifiant de connexion", most=40, hint="Par exemple anne.martin. Vide si ce RPPS a déjà un compte.",
        autocapitalize="none", spellcheck="false",
    )  # fmt: skip
    email = forms.EmailField(label="Courriel", required=False)

    def terms(self) -> Responsible:
        return Responsible(**self.cleaned_data)


class MandateForm(forms.Form):
    """What the practice signed."""

    secretariat_id = forms.TypedChoiceField(label="Secrétariat mandaté", coerce=UUID)
    mandate_until = day("Fin du mandat", hint="Le dernier jour compris. Le praticien peut le révoquer avant.")
    lends_hours = forms.BooleanField(
        label="Le mandat confie aussi les plages et les fermetures", required=False, initial=True
    )
    attested = forms.BooleanField(label="J'ai le mandat signé du cabinet", error_messages=REQUIRED)

    def __init__(self, *args: Any, secretariats: Iterable[Secretariat], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(one.id, one.name) for one in secretariats]
        self.fields["secretariat_id"].choices = choices  # type: ignore[attr-defined]
        self.fields["mandate_until"].initial = today + YEAR
        if len(choices) == 1:
            self.fields["secretariat_id"].widget = forms.HiddenInput()
            self.fields["secretariat_id"].initial = choices[0][0]
