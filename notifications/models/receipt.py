"""What a vendor said became of one message: appended as it came, never changed; the delivery is folded from it."""

from django.db import models
from django.db.models import Q

from core.ids import new_id
from notifications.models.delivery import Delivery
from notifications.states import RECEIPTS
from practices.models import Practice

_KINDS = sorted(kind.value for kind in RECEIPTS)


class Receipt(models.Model):
    """`occurred_at` is the vendor's own clock, empty when it does not say; `error` is its code."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, related_name="receipts", db_constraint=False, db_index=False
    )
    account = models.CharField(max_length=31)
    event_id = models.CharField(max_length=128)
    kind = models.CharField(max_length=9, choices=[(kind, kind) for kind in _KINDS])
    occurred_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    error = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="receipt_practice_id"),
            models.UniqueConstraint(fields=["delivery", "account", "event_id"], name="receipt_once"),
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="receipt_kind_known"),
        ]

    class Privacy:
        technical = {
            "id", "practice", "delivery", "account", "event_id", "kind", "occurred_at", "received_at", "error",
        }  # fmt: skip
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
