"""What the pages on sanctions read. Shapes only: the rules live in `accounts.services.sanctions`."""

from django import forms

from accounts.enums import ReportRecipient, Severity
from core.plain_text import LONGEST_REASON
from web.office.forms_incident import MomentField


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Motif", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}))


class SuspensionForm(ReasonForm):
    """Without an end: until somebody lifts it."""

    severity = forms.ChoiceField(label="Gravité", choices=Severity.choices)
    ends_at = MomentField(label="Jusqu'au (vide : jusqu'à ce que quelqu'un la lève)", required=False)


class WithdrawalForm(ReasonForm):
    severity = forms.ChoiceField(label="Gravité", choices=Severity.choices)
    agree = forms.BooleanField(label="Cet accès est à retirer pour toujours")


class OrderReportForm(ReasonForm):
    recipient = forms.ChoiceField(label="Qui est informé", choices=ReportRecipient.choices)
