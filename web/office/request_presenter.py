"""Rights requests as the office reads them."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from consent.purposes import TERMS, LegalBasis
from patients.enums import LimitGround
from patients.erasable import Part
from patients.identity import Sex
from patients.models import Patient
from patients.screening import Found
from practices.zones import zone_of
from privacy.models import ExchangeChannel
from privacy.rights.acts import ACTS, Act
from privacy.rights.acts import LABELS as ACT_LABELS
from privacy.rights.grounds import grounds_for
from privacy.rights.kinds import INTAKES, KINDS, PROOFS, REQUESTERS, IdentityProof, Intake, Kind, Requester
from privacy.rights.states import DECIDED, LABELS, State, Step
from privacy.rights_queries import RequestFile, RequestLine
from privacy.services.execute_erasure import ERASABLE
from privacy.services.export import FORMATS
from web import french

PARTS = {
    Part.CONTACT: "Coordonnées",
    Part.NIR: "Numéro de sécurité sociale",
    Part.NOTES: "Notes et textes libres",
    Part.VISITS: "Rendez-vous",
}
FACTS = {
    "family_name": "Nom utilisé", "birth_name": "Nom de naissance", "given_names": "Prénoms",
    "birth_date": "Date de naissance", "sex": "Sexe", "email": "E-mail", "address_line": "Adresse",
    "postal_code": "Code postal", "city": "Ville", "country": "Pays", "treating_practitioner": "Médecin traitant",
    "referring_practitioner": "Adressé par", "phones": "Téléphone", "nir": "N° de sécurité sociale",
}  # fmt: skip
SHAPES = {"json": "JSON", "fhir": "FHIR R4", "pdf": "PDF à lire"}
FOUND = {Found.NIR.value: "un numéro de sécurité sociale", Found.HEALTH.value: "des mots de santé"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    id: UUID
    reference: str
    right: str
    intake: str
    received: str
    state: str
    tone: str
    due: str
    left: str
    alarm: str


def row(line: RequestLine) -> Row:
    request = line.request
    answered = request.answered_at is not None
    return Row(
        id=request.id,
        reference=request.reference,
        right=KINDS[Kind(request.kind)][0],
        intake=INTAKES[Intake(request.intake)],
        received=french.short_day(request.received_on),
        state="Mise de côté" if request.quarantine else LABELS[State(request.state)],
        tone="warn" if request.quarantine else "",
        due="" if answered else french.short_day(line.clock.due),
        left="répondue" if answered else _left(line.left),
        alarm="En retard" if line.is_late else ("Bientôt" if line.is_soon else ""),
    )


def _left(days: int) -> str:
    if days < 0:
        return f"{french.count(-days, 'jour')} de retard"
    return "aujourd'hui" if days == 0 else french.count(days, "jour")


def page(file: RequestFile) -> dict[str, Any]:
    """What the page of one request shows, beside its forms."""
    request = file.line.request
    kind = Kind(request.kind)
    basis = LegalBasis.CONSENT if kind is Kind.WITHDRAWAL else LegalBasis.LEGITIMATE_INTEREST
    waiting = file.line.clock.not_before
    return {
        "file": file,
        "row": row(file.line),
        "request_id": request.id,
        "version": request.version,
        "may_be_medical": kind is Kind.ACCESS and State(request.state) not in DECIDED and not request.quarantine,
        "may_extend": Step.EXTEND in file.steps and file.line.clock.first is not None,
        "answered": request.answered_at is not None,
        "article": KINDS[kind][1],
        "requester": REQUESTERS[Requester(request.requester)],
        "proof": PROOFS[IdentityProof(request.identity_proof)] if request.identity_proof else "",
        "proofs": [(one.value, PROOFS[one]) for one in IdentityProof if one is not IdentityProof.SESSION],
        "found": " et ".join(FOUND[code] for code in request.quarantine),
        "patient": _person(file.patient),
        "is_decided": State(request.state) in DECIDED,
        "is_granted": request.state in (State.GRANTED.value, State.PARTLY_GRANTED.value),
        "is_partly_granted": request.state == State.PARTLY_GRANTED.value,
        "steps": {step.value.replace("-", "_"): step in file.steps for step in Step},
        "grounds": [(code, ground.label, ground.article) for code, ground in grounds_for(kind).items()],
        "refused_on": [grounds_for(kind)[code] for code in request.refusal_grounds],
        "acts": {act.value.replace("-", "_"): act in ACTS[kind] for act in Act},
        "executed": [ACT_LABELS[Act(code)] for code in request.executed],
        "is_restricted": file.patient is not None and file.patient.restricted_at is not None,
        "is_locked": file.patient is not None and file.patient.locked_at is not None,
        "shapes": [(shape, SHAPES[shape]) for shape in FORMATS.get(kind, ())],
        "sexes": [(Sex.FEMALE.value, "Féminin"), (Sex.MALE.value, "Masculin"), (Sex.UNKNOWN.value, "Non précisé")],
        "channels": ExchangeChannel.Kind.choices,
        "purposes": [(one.value, terms.label) for one, terms in TERMS.items() if terms.basis is basis],
        "limit_grounds": LimitGround.choices,
        "parts": [(part.value, PARTS[part]) for part in ERASABLE],
        "difference": _difference(file.difference),
        "not_before": french.when(waiting, zone_of(request.practice_id)) if waiting else "",
    }


def _person(patient: Patient | None) -> dict[str, str] | None:
    if patient is None:
        return None
    return {
        "name": f"{patient.used_name.upper()} {patient.given_names}",
        "born": french.short_day(patient.birth_date),
        "id": str(patient.id),
        "email": patient.email,
    }


def _difference(text: str) -> list[tuple[str, str, str]]:
    changed: dict[str, list[str]] = json.loads(text) if text else {}
    return [(FACTS[name], before, after) for name, (before, after) in changed.items()]
