"""Two records become one: directives follow, the last word in force; a reported death stands in the way."""

from collections.abc import Sequence
from uuid import UUID

from core import clock
from crypto.keyring import holding_keys
from crypto.sealed import open_all
from patients.belongings import Handover, Moved, Obstacle, Only
from privacy.models import DeathReport, DeathState, PostMortemDirective

DIRECTIVES = "privacy_postmortemdirective.patient"


class DeathBelongings:
    columns = frozenset({DIRECTIVES})

    def lock(self, practice_id: UUID, patient_ids: Sequence[UUID]) -> None:
        """Every writer of these rows locks the record first."""

    def obstacles(self, practice_id: UUID, one: UUID, other: UUID) -> list[Obstacle]:
        """Nobody merges two records while one of them is said to be of somebody dead."""
        reports = DeathReport.objects.filter(practice_id=practice_id, patient_id__in=[one, other])
        ids = tuple(reports.exclude(state=DeathState.STOPPED.value).values_list("id", flat=True))
        sentence = "Le décès est signalé sur l'une des deux fiches : confirmez-le ou arrêtez le signalement d'abord."
        return [Obstacle("death-reported", sentence, ids)] if ids else []

    def counted(self, practice_id: UUID, patient_id: UUID) -> dict[str, int]:
        rows = PostMortemDirective.objects.filter(practice_id=practice_id, patient=patient_id)
        return {DIRECTIVES: rows.count()}

    def hand_over(self, handover: Handover, only: Only | None = None) -> Moved:
        rows = PostMortemDirective.objects.filter(practice_id=handover.practice_id)
        moving = rows.filter(patient=handover.source)
        if only is not None:
            moving = moving.filter(id__in=list(only.get(DIRECTIVES, ())))
        found = list(moving.order_by("id"))
        _leave_one_in_force(found, rows.filter(patient=handover.target, revoked_at__isnull=True).first())
        with holding_keys([handover.source, handover.target] if found else []):
            for directive in found:
                text, executor = open_all([directive.text, directive.executor])
                directive.patient_id, directive.text, directive.executor = handover.target, text or "", executor
                directive.save(update_fields=["patient", "text", "executor"])
        return {DIRECTIVES: [directive.id for directive in found]}


def _leave_one_in_force(moving: list[PostMortemDirective], standing: PostMortemDirective | None) -> None:
    """Of two directives in force the later one is the person's last word."""
    for directive in moving:
        if directive.revoked_at is None and standing is not None:
            older = min(directive, standing, key=lambda one: one.given_at)
            older.revoked_at = clock.now()
            older.save(update_fields=["revoked_at"])
