"""Reading the audience: totals by page, for whoever reads the operator's file. Off, there is nothing to read."""

from datetime import date

from django.db.models import Sum

from core.scoping import Actor
from privacy.models.audience_count import AudienceCount
from privacy.operator_acts import check_reads


def visits_since(actor: Actor, day: date) -> list[tuple[str, int]]:
    """Route names and how often each was shown since that day, most shown first. Raises Forbidden."""
    check_reads(actor)
    totals = AudienceCount.objects.filter(day__gte=day).values("page").annotate(total=Sum("visits"))
    return [(row["page"], row["total"]) for row in totals.order_by("-total", "page")]
