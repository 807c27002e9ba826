"""Free starts put in compact order: what is idle in each agenda, and the shortest visit it could still take."""

from heapq import nsmallest
from uuid import UUID

from django.db.models import Min

from booking.availability import difference
from booking.compaction import Rank, ranked
from booking.counted import Taken
from booking.look import DAY, Look
from practices.models import VisitReasonRole


def packed(
    practice_id: UUID, look: Look, found: dict[UUID, list[int]], taken: Taken, limit: int | None
) -> dict[UUID, list[int]]:
    """The starts of each agenda in compact order; with `limit`, the first of all agendas together.

    One SQL statement. `found` holds at least one start.
    """
    shortest = _shortest_visits(practice_id, found)
    ranks = {role_id: _ranks(look, role_id, starts, taken, shortest) for role_id, starts in found.items() if starts}
    if limit is None:
        return {role_id: [rank.start for rank in ranks.get(role_id, [])] for role_id in found}
    order = {role_id: position for position, role_id in enumerate(found)}
    kept = nsmallest(limit, ((rank, order[role_id], role_id) for role_id, all_ in ranks.items() for rank in all_))
    return {role_id: [rank.start for rank, _, whose in kept if whose == role_id] for role_id in found}


def _ranks(look: Look, role_id: UUID, starts: list[int], taken: Taken, shortest: dict[UUID, int]) -> list[Rank]:
    table, low, high = look.tables[role_id], starts[0], starts[-1] + look.shape.duration
    occupied = table.of_whoever_is_there(taken.busy)
    idle = difference(table.openings(low - DAY, high + DAY), [*table.closed, *occupied])
    least = min(shortest.get(role_id, look.shape.duration), look.shape.duration)
    return ranked(starts, look.shape, idle, least, table.agenda.place.zone)


def _shortest_visits(practice_id: UUID, role_ids: dict[UUID, list[int]]) -> dict[UUID, int]:
    """Seconds of the shortest visit that each agenda offers."""
    rows = (
        VisitReasonRole.objects.filter(
            practice_id=practice_id, practitioner_role_id__in=list(role_ids), visit_reason__is_active=True
        )
        .values("practitioner_role_id")
        .annotate(least=Min("visit_reason__duration_minutes"))
        .values_list("practitioner_role_id", "least")
    )
    return {role_id: 60 * minutes for role_id, minutes in rows}
