"""What is typed about the people of a secretariat."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from practices.enums import SecretariatRole
from practices.models import Secretariat
from web.desk.forms import line


class PersonForm(forms.Form):
    """Somebody of the secretariat."""

    display_name = line("Nom et prénom", required=True, most=120)
    username = line(
        "Identifiant de connexion", required=True, most=40, hint="Personnel : jamais « accueil » ni « secretariat ».",
        autocapitalize="none", spellcheck="false",
    )  # fmt: skip
    email = forms.EmailField(label="Courriel", required=False)
    role = forms.ChoiceField(label="Rôle", choices=SecretariatRole.choices)
    secretariat_id = forms.TypedChoiceField(label="Secrétariat", coerce=UUID)

    def __init__(self, *args: Any, secretariats: Iterable[Secretariat], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(one.id, one.name) for one in secretariats]
        self.fields["secretariat_id"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["secretariat_id"].widget = forms.HiddenInput()
            self.fields["secretariat_id"].initial = choices[0][0]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Rôle", choices=SecretariatRole.choices)
