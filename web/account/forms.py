"""What the pages read. Shapes only: the rules live in the room `accounts`."""

from typing import Any

from django import forms

LONGEST_SECRET = 512


class SecretInput(forms.TextInput):
    """Typed in clear, never shown again: after a refusal the field is empty and the next code can be typed."""

    def format_value(self, value: Any) -> None:
        return None


class CredentialsForm(forms.Form):
    username = forms.CharField(
        label="Identifiant",
        max_length=150,
        widget=forms.TextInput(
            attrs={"autofocus": True, "autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label="Mot de passe",
        max_length=LONGEST_SECRET,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code à six chiffres",
        max_length=64,
        widget=SecretInput(
            attrs={"autofocus": True, "autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
    )


class RecoveryForm(forms.Form):
    code = forms.CharField(
        label="Code de secours",
        max_length=64,
        widget=SecretInput(
            attrs={"autofocus": True, "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class PasswordForm(forms.Form):
    current = forms.CharField(
        label="Mot de passe actuel",
        max_length=LONGEST_SECRET,
        strip=False,
        widget=forms.PasswordInput(attrs={"autofocus": True, "autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label="Nouveau mot de passe",
        max_length=LONGEST_SECRET,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label="Nouveau mot de passe, encore une fois",
        max_length=LONGEST_SECRET,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "repeated" in values and values.get("new_password") != values["repeated"]:
            self.add_error("repeated", "Les deux saisies du nouveau mot de passe diffèrent.")
        return values


class TokenForm(forms.Form):
    token = forms.CharField(
        label="Code d'inscription",
        max_length=100,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false"}),
    )


class EnrolmentForm(forms.Form):
    token = forms.CharField(max_length=100, widget=forms.HiddenInput)
    password = forms.CharField(
        label="Mot de passe choisi",
        max_length=LONGEST_SECRET,
        strip=False,
        widget=forms.PasswordInput(attrs={"autofocus": True, "autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label="Mot de passe, encore une fois",
        max_length=LONGEST_SECRET,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    code = forms.CharField(
        label="Code affiché par l'application",
        max_length=64,
        widget=SecretInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "repeated" in values and values.get("password") != values["repeated"]:
            self.add_error("repeated", "Les deux saisies du mot de passe diffèrent.")
        return values
