"""The certificate of erasure: what the ledger says of one death. Ids, dates, counts; no name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import NotFound
from core.scoping import Actor
from patients.erasable import Part
from practices.permissions import Permission, check_may
from practices.zones import zone_of
from privacy.deaths import death_in
from privacy.export.told import clocks
from privacy.ledger import line_of
from privacy.models import DeathReport
from privacy.models.post_mortem_directive import CITATION
from privacy.pdf import compile_pdf

KEY = "crypto_patientkey.patient_id"
PART_TEXT: Mapping[Part, str] = MappingProxyType(
    {
        Part.RECORD: "Fiche d'identité et preuves d'information",
        Part.CONTACT: "Coordonnées et proches",
        Part.NIR: "Numéro de sécurité sociale",
        Part.NOTES: "Notes et motifs écrits",
        Part.VISITS: "Rendez-vous",
    }
)
# What the columns of the ledger hold, in words; a column that is not here is counted with the others.
WHAT: Mapping[str, str] = MappingProxyType(
    {
        "patients_patient.id": "Fiches",
        "patients_patientphone.patient": "Numéros de téléphone",
        "patients_searchtoken.patient": "Jetons de recherche du numéro de sécurité sociale",
        "patients_relatedperson.patient": "Liens avec des proches",
        "patients_disclosure.patient": "Consultations de valeurs scellées",
        "patients_identitychange.patient": "Changements d'identité",
        "patients_patientmerge.survivor": "Fusions de fiches",
        "booking_appointment.patient": "Rendez-vous",
        "booking_appointment.note": "Notes de rendez-vous",
        "booking_occupancy.patient": "Temps réservés",
        "consent_noticerecord.subject_id": "Informations données",
        "consent_consentrecord.subject_id": "Choix de la personne",
        "outbox_outboxrow.entity_id": "Messages en attente ou envoyés",
        "idempotency_keptanswer.body": "Réponses gardées",
        KEY: "Clés de chiffrement",
    }
)
OTHERS = "Autres lignes"


def certificate_of(actor: Actor, report_id: UUID) -> dict[str, Any]:
    """The certificate as data; journalled. Raises NotFound (also while nothing is destroyed yet), Forbidden."""
    report = death_in(actor, report_id)
    check_may(actor, Permission.DEATH_CONFIRM, report.practice_id)
    if report.entry is None:
        raise NotFound()
    audit.record(
        actor=actor,
        action=Action.CERTIFICATE_READ,
        practice_id=report.practice_id,
        entity=("privacy.death", report.id),
        patient_id=report.patient_id,
    )
    return _document(report)


def printed(actor: Actor, report_id: UUID) -> bytes:
    """The same as a PDF. Raises NotFound, Forbidden."""
    said = certificate_of(actor, report_id)
    return compile_pdf("erasure", said, at=clock.now())


def _document(report: DeathReport) -> dict[str, Any]:
    """Instants are those of the practice's clocks: the days that are read are its days."""
    entry, wall = report.entry, clocks(zone_of(report.practice_id))
    if entry is None:
        raise NotFound()
    return {
        "id": str(entry.id),
        "practice": {"id": str(report.practice_id), "name": report.practice.name},
        "patient": str(entry.patient_id),
        "records": [str(one) for one in entry.patient_ids],
        "law": CITATION,
        "source": report.source,
        "source_text": report.get_source_display(),
        "reported_at": wall(report.reported_at),
        "reported_by": _id(report.reported_by_id),
        "confirmed_at": None if report.confirmed_at is None else wall(report.confirmed_at),
        "confirmed_by": _id(report.confirmed_by_id),
        "erased_at": wall(entry.at),
        "kept": [{"part": part, "text": PART_TEXT[Part(part)]} for part in entry.kept],
        "destroyed": _in_words(entry.counts),
        "key_destroyed": entry.counts.get(KEY, 0) > 0,
        "digest": entry.digest,
        "seal": entry.seal,
        "is_intact": line_of(entry).seal == entry.seal,
    }


def _in_words(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    said = [{"what": WHAT[column], "count": counts[column]} for column in WHAT if counts.get(column)]
    others = sum(count for column, count in counts.items() if column not in WHAT)
    return [*said, {"what": OTHERS, "count": others}] if others else said


def _id(value: UUID | None) -> str | None:
    return None if value is None else str(value)
