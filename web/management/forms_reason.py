"""Everything a visit reason says, as it is typed."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction

from core.scoping import Actor
from practices.enums import Colour
from practices.models import PractitionerRole, VisitReason
from practices.services import VisitTerms, change_visit_reason, offer_visit_reason
from web.desk.forms import line


class ReasonForm(forms.Form):
    """Everything a visit reason says."""

    name = line("Nom", required=True, most=100)
    duration_minutes = forms.IntegerField(label="Durée (minutes)", min_value=1, max_value=1440)
    step_minutes = forms.IntegerField(label="Pas des horaires", min_value=1, max_value=1440)
    buffer_before_minutes = forms.IntegerField(label="Battement avant", min_value=0, max_value=240, initial=0)
    buffer_after_minutes = forms.IntegerField(label="Battement après", min_value=0, max_value=240, initial=0)
    min_notice_minutes = forms.IntegerField(label="Délai minimal (minutes)", min_value=0, max_value=86_400, initial=0)
    booking_window_days = forms.IntegerField(label="Réservable jusqu'à (jours)", min_value=1, max_value=730, initial=90)
    daily_quota = forms.IntegerField(label="Au plus par jour et par agenda", required=False, min_value=1, max_value=500)
    colour = forms.ChoiceField(label="Couleur", choices=Colour.choices)
    public_instructions = forms.CharField(
        label="Consignes lues au patient", required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )
    doors = forms.MultipleChoiceField(
        label="Se réserve par",
        required=False,
        choices=(("by_phone", "Téléphone"), ("by_web", "Internet"), ("by_partner", "Partenaires")),
        widget=forms.CheckboxSelectMultiple,
    )
    public = forms.MultipleChoiceField(
        label="Ouvert aux",
        required=False,
        choices=(("open_to_new_patients", "Nouveaux patients"), ("open_to_known_patients", "Patients connus")),
        widget=forms.CheckboxSelectMultiple,
    )
    agendas = forms.MultipleChoiceField(label="Proposé par", required=False, widget=forms.CheckboxSelectMultiple)

    BOXES = ("doors", "public", "agendas")

    def __init__(self, *args: Any, roles: Iterable[PractitionerRole], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(role.id), f"{role.practitioner.display_name} · {role.location.name}") for role in roles]
        self.fields["agendas"].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def known(reason: VisitReason) -> dict[str, Any]:
        """What the form begins with."""
        told = {name: getattr(reason, name) for name in ReasonForm.base_fields if hasattr(reason, name)}
        return {
            **told,
            "doors": [name for name in ("by_phone", "by_web", "by_partner") if getattr(reason, name)],
            "public": [n for n in ("open_to_new_patients", "open_to_known_patients") if getattr(reason, n)],
            "agendas": [str(offer.practitioner_role_id) for offer in reason.offered_by.all()],
        }

    def terms(self, reason: VisitReason) -> VisitTerms:
        """The typed terms; what this form does not show stays as it was."""
        told = {key: value for key, value in self.cleaned_data.items() if key not in (*self.BOXES, "name")}
        boxes = {*self.cleaned_data["doors"], *self.cleaned_data["public"]}
        flags = ("by_phone", "by_web", "by_partner", "open_to_new_patients", "open_to_known_patients")
        kept = {name: getattr(reason, name) for name in ("partner_release_hours", "web_release_hours", "position")}
        terms: dict[str, Any] = {**told, **kept, **{flag: flag in boxes for flag in flags}}
        return VisitTerms(**terms)


@transaction.atomic
def keep_reason(actor: Actor, reason: VisitReason, form: ReasonForm) -> None:
    """What a valid form says, terms and agendas together. Raises what the two services raise."""
    told = form.cleaned_data
    change_visit_reason(actor=actor, visit_reason_id=reason.id, name=told["name"], terms=form.terms(reason))
    chosen = [UUID(one) for one in told["agendas"]]
    offer_visit_reason(actor=actor, visit_reason_id=reason.id, practitioner_role_ids=chosen)
