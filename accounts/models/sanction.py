"""What somebody's manager decided after a breach of the charter: a suspension, or the end of the access."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.enums import ReportRecipient, SanctionKind, Severity
from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check


class AccessSanction(models.Model):
    """CH-17, CH-18. Always a person's decision. `ends_at` empty: until lifted.

    A withdrawal never ends: only a new account returns.

    The reason is sealed under the platform's key. Kept for its duration and three years more (R-23).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sanctions")
    kind = models.CharField(max_length=12, choices=SanctionKind.choices)
    severity = models.CharField(max_length=8, choices=Severity.choices)
    reason = SealedTextField(key_of="platform")
    # Empty when the system acted: tests and demonstration alone.
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "accounts_access_sanction"
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=SanctionKind.values), name="accounts_sanction_kind_known"),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="accounts_sanction_severity_known"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at"), kind=SanctionKind.SUSPENSION),
                name="accounts_sanction_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__gte=F("starts_at"), kind=SanctionKind.SUSPENSION),
                name="accounts_sanction_a_withdrawal_stays",
            ),
            sealed_check("reason"),
        )

    class Privacy:
        technical = {"id", "kind", "severity", "starts_at", "ends_at", "lifted_at"}
        personal = {"user", "reason", "decided_by", "lifted_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)


class OrderReport(models.Model):
    """CH-19: somebody decided to tell the organisation or the professional Order. Never the product itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sanction = models.ForeignKey(AccessSanction, on_delete=models.CASCADE, related_name="reports")
    recipient = models.CharField(max_length=12, choices=ReportRecipient.choices)
    reason = SealedTextField(key_of="platform")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_order_report"
        constraints = (
            models.CheckConstraint(
                condition=Q(recipient__in=ReportRecipient.values), name="accounts_order_report_recipient_known"
            ),
            sealed_check("reason"),
        )

    class Privacy:
        technical = {"id", "sanction", "recipient", "decided_at"}
        personal = {"reason", "decided_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
