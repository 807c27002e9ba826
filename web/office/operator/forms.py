"""The forms of the operator's file. The rules are the services': their refusals come back beside the fields."""

from django import forms

from privacy.models import (
    ContactTicket,
    DeletionInstruction,
    ExchangeChannel,
    PhysicalEvidence,
)
from privacy.operator.hosting import ACTIVITY_TEXT, Activity

_REQUIRED = {"required": "Ce champ est obligatoire."}
_DATE = {**_REQUIRED, "invalid": "Cette date n'existe pas."}
_CHOICE = {**_REQUIRED, "invalid_choice": "Cette valeur n'est pas dans la liste."}


class Day(forms.DateField):
    def __init__(self, label: str) -> None:
        super().__init__(
            label=label, error_messages=_DATE, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )


class Line(forms.CharField):
    def __init__(self, label: str, longest: int = 120, *, required: bool = True, hint: str = "") -> None:
        super().__init__(label=label, max_length=longest, required=required, error_messages=_REQUIRED, help_text=hint)


class Prose(forms.CharField):
    def __init__(self, label: str, hint: str = "") -> None:
        super().__init__(
            label=label, max_length=4000, error_messages=_REQUIRED, help_text=hint, widget=forms.Textarea({"rows": 4})
        )


class Choice(forms.ChoiceField):
    def __init__(self, label: str, choices: list[tuple[str, str]]) -> None:
        super().__init__(label=label, choices=choices, error_messages=_CHOICE)


class HostForm(forms.Form):
    name = Line("Hébergeur")
    siren = Line("SIREN", 11, hint="Neuf chiffres : deux noms d'une même société sont un seul hébergeur.")
    certificate_number = Line("Numéro du certificat HDS", 60)
    activities = forms.MultipleChoiceField(
        label="Activités couvertes",
        choices=[(each.value, ACTIVITY_TEXT[each]) for each in Activity],
        widget=forms.SelectMultiple(attrs={"size": "6"}),
        error_messages=_CHOICE,
    )
    country = Line("Pays d'hébergement", 2, hint="Code en deux lettres, dans l'Espace économique européen.")
    issued_on = Day("Délivré le")
    expires_on = Day("Prend fin le")


class ProcessorForm(forms.Form):
    name = Line("Prestataire")
    service = Line("Service rendu", 200)
    country = Line("Pays", 2, hint="Code en deux lettres.")
    contract = Line("Référence du contrat (RGPD, art. 28)")
    signed_on = Day("Signé le")
    review_on = Day("À revoir le")


class EvidenceForm(forms.Form):
    kind = Choice("Protection", PhysicalEvidence.Kind.choices)
    place = Line("Lieu")
    what = Line("Ce qui a été vu", 300)
    seen_on = Day("Vu le")
    review_on = Day("À revoir le")


class AuthorityForm(forms.Form):
    authority = Line("Autorité")
    ground = Line("Fondement légal", 200)
    reference = Line("Référence", required=False)
    asked = Prose("Ce qui est demandé", hint="Scellé : seul le délégué peut l'ouvrir.")
    received_on = Day("Reçue le")


class AuthorityAnswerForm(forms.Form):
    given = Prose("Ce qui a été remis, ou pourquoi rien ne l'a été")
    answered_on = Day("Répondu le")


class InstructionForm(forms.Form):
    kind = Choice("Instruction", DeletionInstruction.Kind.choices)
    what = Prose("Ce qui est visé", hint="Scellé.")
    given_on = Day("Donnée le")
    due_on = Day("À faire avant le")


class ProofForm(forms.Form):
    proof = Prose("Preuve", hint="Numéro de rapport, empreinte, date et auteur.")


class TicketForm(forms.Form):
    kind = Choice("Nature", ContactTicket.Kind.choices)
    channel = Choice("Reçue par", ContactTicket.Channel.choices)
    contact = Line("Où répondre", 200)
    text = Prose("Message", hint="Ni donnée de santé, ni numéro de sécurité sociale.")


class TicketAnswerForm(forms.Form):
    answer = Prose("Réponse donnée")


class ChannelForm(forms.Form):
    kind = Choice("Canal", ExchangeChannel.Kind.choices)
    target = Line("Limité à", required=False, hint="Domaine ou serveur ; vide : toutes les adresses de ce canal.")


class ReviewForm(forms.Form):
    review_on = Day("Revu aujourd'hui ; prochaine revue le")


class NothingForm(forms.Form):
    """An act that needs no word."""
