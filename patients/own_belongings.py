"""What this room and `consent` keep about a patient and hand over: relatives, disclosures, notices, decisions.

Telephone numbers, traits and the NIR are not here: they are copied or chosen, see `patients.merge_fields`.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from audit import services as audit
from audit.actions import Action
from consent import services as consent
from consent.services import guardians as guardian_records
from crypto.keyring import holding_keys
from crypto.sealed import open_all
from patients.belongings import Handover, Moved, Obstacle, Only
from patients.models import Disclosure, Patient, PatientPhone, RelatedPerson, SharedItem
from patients.phones import MAX_PHONES

RELATIVES = "patients_relatedperson.patient"
RELATIVE_OF = "patients_relatedperson.related_patient"
DISCLOSURES = "patients_disclosure.patient"
NOTICES = "consent_noticerecord.subject_id"
DECISIONS = "consent_consentrecord.subject_id"
SHARED = "patients_shareditem.patient"
GUARDIANS = "consent_guardianconsent.subject_id"
GUARDIAN_LINKS = "consent_guardianlink.subject_id"


class OwnBelongings:
    columns = frozenset({RELATIVES, RELATIVE_OF, DISCLOSURES, NOTICES, DECISIONS, SHARED, GUARDIANS, GUARDIAN_LINKS})

    def lock(self, practice_id: UUID, patient_ids: Sequence[UUID]) -> None:
        """Every writer of these rows locks the patient first."""

    def obstacles(self, practice_id: UUID, one: UUID, other: UUID) -> list[Obstacle]:
        pair = {one, other}
        between = RelatedPerson.objects.filter(
            practice_id=practice_id, patient__in=pair, related_patient__in=pair, ends_on__isnull=True
        )
        found = [
            Obstacle(
                "relatives-of-each-other", "Ces deux fiches sont notées comme proches l'une de l'autre.", (row.id,)
            )
            for row in between
        ]
        waiting = Patient.objects.filter(practice_id=practice_id, id__in=pair, awaits_guardian=True)
        found += [
            Obstacle("awaits-guardian", "Cette fiche attend l'accord d'un représentant légal.", (patient_id,))
            for patient_id in waiting.order_by("id").values_list("id", flat=True)
        ]
        numbers = PatientPhone.objects.filter(practice_id=practice_id, patient__in=pair).values_list("e164", flat=True)
        if len(set(numbers)) > MAX_PHONES:
            sentence = f"Ensemble, les deux fiches ont plus de {MAX_PHONES} numéros de téléphone : retirez-en."
            found.append(Obstacle("too-many-phones", sentence, ()))
        return found

    def counted(self, practice_id: UUID, patient_id: UUID) -> dict[str, int]:
        answers, links = guardian_records.count_guardian_rows(practice_id, patient_id)
        return {
            RELATIVES: RelatedPerson.objects.filter(practice_id=practice_id, patient=patient_id).count(),
            DISCLOSURES: Disclosure.objects.filter(practice_id=practice_id, patient=patient_id).count(),
            NOTICES: consent.count_records(practice_id, patient_id),
            DECISIONS: consent.count_decisions(practice_id, patient_id),
            SHARED: SharedItem.objects.filter(practice_id=practice_id, patient=patient_id).count(),
            GUARDIANS: answers,
            GUARDIAN_LINKS: links,
        }

    def hand_over(self, handover: Handover, only: Only | None = None) -> Moved:
        rows = RelatedPerson.objects.filter(practice_id=handover.practice_id)
        # A relation that ended between the two records stays where it is: nobody is their own relative.
        theirs = rows.filter(patient=handover.source).exclude(related_patient=handover.target)
        pointing = rows.filter(related_patient=handover.source).exclude(patient=handover.target)
        told: Any = {
            "actor": handover.actor,
            "practice_id": handover.practice_id,
            "source": handover.source,
            "target": handover.target,
        }
        return {
            RELATIVES: _repoint(theirs, "patient", handover, _listed(only, RELATIVES)),
            RELATIVE_OF: _repoint_others(pointing, handover, _listed(only, RELATIVE_OF)),
            DISCLOSURES: _reseal(handover, _listed(only, DISCLOSURES)),
            SHARED: _reseal_items(handover, _listed(only, SHARED)),
            NOTICES: consent.hand_over_records(**told, only=_listed(only, NOTICES)),
            DECISIONS: consent.hand_over_decisions(**told, only=_listed(only, DECISIONS)),
            GUARDIANS: guardian_records.hand_over_guardian_answers(**told, only=_listed(only, GUARDIANS)),
            GUARDIAN_LINKS: guardian_records.hand_over_guardian_links(**told, only=_listed(only, GUARDIAN_LINKS)),
        }


def _listed(only: Only | None, column: str) -> list[UUID] | None:
    """Which rows to move; None means all, a merge that moved none of this column none."""
    return None if only is None else list(only.get(column, ()))


def _repoint(rows: QuerySet[RelatedPerson], column: str, handover: Handover, only: list[UUID] | None) -> list[UUID]:
    chosen = rows if only is None else rows.filter(id__in=only)
    ids = sorted(chosen.values_list("id", flat=True))
    RelatedPerson.objects.filter(practice_id=handover.practice_id, id__in=ids).update(
        **{f"{column}_id": handover.target}
    )
    return ids


def _repoint_others(rows: QuerySet[RelatedPerson], handover: Handover, only: list[UUID] | None) -> list[UUID]:
    """A third patient's relative is now known under the other record: that patient's journal says so."""
    ids = _repoint(rows, "related_patient", handover, only)
    changed = RelatedPerson.objects.filter(practice_id=handover.practice_id, id__in=ids)
    audit.record_many(
        audit.Event(
            actor=handover.actor,
            action=Action.RELATIVE_REPOINTED,
            practice_id=handover.practice_id,
            entity=("relative", relative.id),
            patient_id=relative.patient_id,
            details={"from": handover.source, "to": handover.target},
        )
        for relative in changed.order_by("id")
    )
    return ids


def _reseal(handover: Handover, only: list[UUID] | None) -> list[UUID]:
    """Each reason is opened under one key and sealed under the other's; the associated data names the row itself."""
    chosen = Q(practice_id=handover.practice_id, patient=handover.source)
    if only is not None:
        chosen &= Q(id__in=only)
    rows = list(Disclosure.objects.filter(chosen).order_by("id"))
    with holding_keys([handover.source, handover.target] if rows else []):
        for row in rows:
            reason = row.reason.open()
            row.patient_id, row.reason = handover.target, reason
            row.save(update_fields=["patient", "reason"])
    return [row.id for row in rows]


def _reseal_items(handover: Handover, only: list[UUID] | None) -> list[UUID]:
    """The same for items of the medical file; one that was taken back says nothing any more, and follows."""
    chosen = Q(practice_id=handover.practice_id, patient=handover.source)
    if only is not None:
        chosen &= Q(id__in=only)
    rows = list(SharedItem.objects.filter(chosen).order_by("id"))
    with holding_keys([handover.source, handover.target] if rows else []):
        for row in rows:
            title, text = open_all([row.title, row.text])
            row.patient_id, row.title, row.text = handover.target, title, text
            row.save(update_fields=["patient", "title", "text"])
    return [row.id for row in rows]
