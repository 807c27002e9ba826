"""Two records become one: directives follow; a reported death, or two last words in force, stand in the way."""

from collections.abc import Sequence
from uuid import UUID

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
        """Nobody merges two records while one is said to be of somebody dead, nor drops one of two last words.

        Which directive counts is the person's to say: one is revoked first, so that an undone merge loses none.
        """
        return [*_deaths(practice_id, one, other), *_directives(practice_id, one, other)]

    def counted(self, practice_id: UUID, patient_id: UUID) -> dict[str, int]:
        rows = PostMortemDirective.objects.filter(practice_id=practice_id, patient=patient_id)
        return {DIRECTIVES: rows.count()}

    def hand_over(self, handover: Handover, only: Only | None = None) -> Moved:
        rows = PostMortemDirective.objects.filter(practice_id=handover.practice_id)
        moving = rows.filter(patient=handover.source)
        if only is not None:
            moving = moving.filter(id__in=list(only.get(DIRECTIVES, ())))
        found = list(moving.order_by("id"))
        with holding_keys([handover.source, handover.target] if found else []):
            for directive in found:
                text, executor = open_all([directive.text, directive.executor])
                directive.patient_id, directive.text, directive.executor = handover.target, text or "", executor
                directive.save(update_fields=["patient", "text", "executor"])
        return {DIRECTIVES: [directive.id for directive in found]}


def _deaths(practice_id: UUID, one: UUID, other: UUID) -> list[Obstacle]:
    reports = DeathReport.objects.filter(practice_id=practice_id, patient_id__in=[one, other])
    ids = tuple(reports.exclude(state=DeathState.STOPPED.value).values_list("id", flat=True))
    sentence = "Le décès est signalé sur l'une des deux fiches : confirmez-le ou arrêtez le signalement d'abord."
    return [Obstacle("death-reported", sentence, ids)] if ids else []


def _directives(practice_id: UUID, one: UUID, other: UUID) -> list[Obstacle]:
    rows = PostMortemDirective.objects.filter(
        practice_id=practice_id, patient__in=[one, other], revoked_at__isnull=True
    )
    ids = tuple(rows.order_by("id").values_list("id", flat=True))
    sentence = "Chaque fiche porte des directives en vigueur : demandez à la personne lesquelles révoquer d'abord."
    return [Obstacle("two-directives", sentence, ids)] if len(ids) > 1 else []
