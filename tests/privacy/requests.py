"""Requests of the tests: asked, made precise, identified, decided, through the room's own services."""

from datetime import timedelta
from typing import Any

from core import clock
from core.scoping import Actor
from patients.models import Patient
from patients.services import PatientChanges
from practices.models import Practice
from privacy.models import RightsRequest
from privacy.rights.kinds import IdentityProof
from privacy.services.decide import decide_request
from privacy.services.execute import rectify
from privacy.services.identity import prove_identity
from privacy.services.receive import Asked, receive_request

JPEG = b"\xff\xd8\xff\xe0" + bytes(64)
DATA = "Mon adresse et mon téléphone"


def ask(actor: Actor, practice: Practice, patient: Patient | None = None, **told: Any) -> RightsRequest:
    """A rectification that came by post, said and signed, unless told otherwise."""
    usual = {
        "kind": "rectification",
        "intake": "post",
        "requester": "self",
        "requester_name": "Camille Lefèvre",
        "requester_contact": "camille.lefevre@example.fr",
        "data_concerned": DATA,
    }
    return receive_request(
        actor=actor,
        practice_id=practice.id,
        asked=Asked(**{**usual, **told}),
        patient_id=patient.id if patient else None,
    )


def identified(actor: Actor, practice: Practice, patient: Patient, **told: Any) -> RightsRequest:
    request = ask(actor, practice, patient, **told)
    return prove_identity(actor=actor, request_id=request.id, proof=IdentityProof.ON_THE_SPOT.value)


def granted(actor: Actor, practice: Practice, patient: Patient, **told: Any) -> RightsRequest:
    request = identified(actor, practice, patient, **told)
    return decide_request(actor=actor, request_id=request.id, outcome="grant")


def granted_medical_file(actor: Actor, practice: Practice, patient: Patient, **told: Any) -> RightsRequest:
    """An access to all of it, the medical file too, that came long enough ago to be answered (L1111-7)."""
    came = clock.now().date() - timedelta(days=3)
    whole = {"kind": "access", "data_concerned": "", "is_medical_file": True, "received_on": came}
    return granted(actor, practice, patient, **{**whole, **told})


def rectified(actor: Actor, practice: Practice, patient: Patient, **told: Any) -> RightsRequest:
    """Granted and carried out: what remains is to answer."""
    request = granted(actor, practice, patient, **told)
    return rectify(actor=actor, request_id=request.id, changes=PatientChanges(email=f"{request.id.hex}@example.fr"))
