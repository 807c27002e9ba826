"""Reading the audience: totals by page, for the officer."""

from datetime import date

from django.db.models import Sum

from core.errors import Forbidden
from core.scoping import Actor
from practices.permissions import Permission, practices_where
from privacy.models.audience_count import AudienceCount


def visits_since(actor: Actor, day: date) -> list[tuple[str, int]]:
    """Route names and how often each was shown since that day, most shown first. Raises Forbidden."""
    if not practices_where(actor, Permission.REGISTER_READ):
        raise Forbidden()
    totals = AudienceCount.objects.filter(day__gte=day).values("page").annotate(total=Sum("visits"))
    return [(row["page"], row["total"]) for row in totals.order_by("-total", "page")]
