"""The files that somebody's data are handed over in: JSON, FHIR, paper; each carries the mark of its own making."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from consent.queries import decisions_of
from privacy.export.collect import Collected, provided
from privacy.export.fhir import bundle
from privacy.export.paper import paper

JSON, FHIR, PDF = "json", "fhir", "pdf"
MEDIA_TYPES = {JSON: "application/json", FHIR: "application/fhir+json", PDF: "application/pdf"}
ENDINGS = {JSON: "json", FHIR: "fhir.json", PDF: "pdf"}


@dataclass(frozen=True, slots=True, repr=False)
class Export:
    """One file, in memory only; its name says nothing of anybody."""

    id: UUID
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Watermark:
    """`reference` is the request's, `right` which right was exercised, in words."""

    export_id: UUID
    reference: str
    right: str
    at: datetime

    def data(self) -> dict[str, str]:
        return {
            "export": self.export_id.hex[-8:].upper(),
            "id": str(self.export_id),
            "reference": self.reference,
            "at": self.at.isoformat(),
            "right": self.right,
        }


def written(collected: Collected, shape: str, mark: Watermark, *, is_whole: bool) -> bytes:
    """`is_whole`: an access; otherwise only what the person provided (portability)."""
    if shape == FHIR:
        decisions = decisions_of(collected.practice.id, collected.patient.id)
        return _json(bundle(collected, decisions, at=mark.at, export_id=mark.export_id, is_whole=is_whole))
    marked = {"watermark": mark.data(), **(collected.data if is_whole else provided(collected))}
    if shape == JSON:
        return _json(marked)
    contact = f"{settings.DPO_EMAIL}, {settings.DPO_ADDRESS}"
    return paper(marked, practice=collected.practice.name, contact=contact, at=mark.at)


def file_of(export_id: UUID, shape: str, content: bytes) -> Export:
    return Export(export_id, f"export-{export_id.hex[-8:]}.{ENDINGS[shape]}", MEDIA_TYPES[shape], content)


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=2).encode()
