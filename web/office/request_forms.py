"""A request as it is written down: at the office with everything, at the desk with what a call tells."""

from datetime import date
from typing import Any

from django import forms

from patients.screening import WARNING
from privacy.rights.kinds import INTAKES, KINDS, REQUESTERS, Intake
from privacy.services.receive import (
    LONGEST_CONTACT,
    LONGEST_CONTENT,
    LONGEST_DATA,
    LONGEST_NAME,
    Asked,
)

_KINDS = [(kind.value, f"{label} (RGPD, {article})") for kind, (label, article) in KINDS.items()]
_INTAKES = [(door.value, label) for door, label in INTAKES.items() if door is not Intake.PORTAL]
_REQUESTERS = [(who.value, label) for who, label in REQUESTERS.items()]
REQUIRED = {"required": "Ce champ est obligatoire."}
_BLANK = ("", "À choisir")


class RequestForm(forms.Form):
    """Every field; `at_the_desk` leaves what the desk does not ask."""

    kind = forms.ChoiceField(label="Droit demandé", choices=[_BLANK, *_KINDS], error_messages=REQUIRED)
    intake = forms.ChoiceField(label="Reçue par", choices=_INTAKES, initial=Intake.POST.value)
    received_on = forms.DateField(
        label="Reçue le",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Vide : aujourd'hui.",
    )
    requester = forms.ChoiceField(label="Qui demande", choices=_REQUESTERS)
    requester_name = forms.CharField(label="Son nom", max_length=LONGEST_NAME, error_messages=REQUIRED)
    requester_contact = forms.CharField(
        label="Où lui répondre", max_length=LONGEST_CONTACT, required=False, help_text="Adresse postale ou e-mail."
    )
    data_concerned = forms.CharField(
        label="Données concernées",
        max_length=LONGEST_DATA,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Lesquelles corriger, mettre à jour ou effacer. Sans réponse, la demande attend une précision ; un "
        "accès porte alors sur tout, dossier médical compris (8 jours).",
    )
    content = forms.CharField(
        label="Message reçu",
        max_length=LONGEST_CONTENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=WARNING,
    )
    is_medical_file = forms.BooleanField(
        label="Accès à un dossier médical (8 jours, pas avant 48 heures)", required=False
    )
    is_old_file = forms.BooleanField(label="Ce dossier remonte à plus de cinq ans (2 mois)", required=False)

    def __init__(self, *args: Any, at_the_desk: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if at_the_desk:
            for name in ("intake", "received_on", "content", "is_old_file"):
                del self.fields[name]
        for name, field in self.fields.items():
            attributes = {"aria-describedby": f"id_{name}_helptext"} if field.help_text else {}
            field.widget.attrs.update({"autocomplete": "off", **attributes})

    def asked(self) -> Asked:
        data = self.cleaned_data
        received: date | None = data.get("received_on")
        return Asked(
            kind=data["kind"],
            intake=data.get("intake", Intake.DESK.value),
            requester=data["requester"],
            requester_name=data["requester_name"],
            requester_contact=data["requester_contact"],
            content=data.get("content", ""),
            data_concerned=data["data_concerned"],
            is_medical_file=data.get("is_medical_file", False),
            is_old_file=data.get("is_old_file", False),
            received_on=received,
        )
