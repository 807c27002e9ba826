"""Finding a sealed NIR by its keyed token: who holds it, and keeping the token in step with the value."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from crypto.keyring import search_token
from crypto.search_keys import search_versions, writing_version
from patients.enums import TokenKind
from patients.errors import NirAlreadyKnown
from patients.models import Patient, SearchToken
from patients.nir import Nir


def nir_token(practice_id: UUID, nir: Nir, version: int) -> bytes:
    """The token of the 13 characters at one practice; the same person elsewhere has an unrelated one."""
    return search_token(practice_id, TokenKind.NIR.value, nir.number, version)


def carrying(practices: Iterable[UUID], nir: Nir, prefix: str = "") -> Q:
    """The tokens of this NIR at these practices, under every key that one may hang from.

    `prefix` leads to the tokens from another model.
    """
    versions, chosen = search_versions(), sorted(practices)
    asked = {
        "practice_id__in": chosen,
        "kind": TokenKind.NIR,
        "key_version__in": versions,
        "token__in": [nir_token(practice_id, nir, version) for practice_id in chosen for version in versions],
    }
    return Q(**{f"{prefix}{name}": value for name, value in asked.items()})


def holder_of(practice_id: UUID, nir: Nir) -> UUID | None:
    """The patient of the practice who carries this NIR, if any."""
    row = SearchToken.objects.filter(carrying([practice_id], nir)).first()
    return row.patient_id if row else None


def check_nobody_else_holds(practice_id: UUID, nir: Nir, patient_id: UUID | None = None) -> None:
    """Raises NirAlreadyKnown, naming the other patient's id unless that record is locked.

    For whoever is about to write the token.
    """
    writing_version()  # from here on no other key comes into force: who looked and who writes agree
    holder = holder_of(practice_id, nir)
    if holder is not None and holder != patient_id:
        raise NirAlreadyKnown(candidates=[str(holder)] if _is_shown(practice_id, holder) else [])


def _is_shown(practice_id: UUID, patient_id: UUID) -> bool:
    """A locked record keeps its number from anybody else's file, and is named to nobody."""
    return Patient.objects.filter(practice_id=practice_id, id=patient_id, locked_at__isnull=True).exists()


def add_tokens(carriers: Iterable[tuple[Patient, Nir | None]]) -> None:
    """The tokens of new patients, in one statement."""
    wanted = [(patient, nir) for patient, nir in carriers if nir is not None]
    if not wanted:
        return
    version = writing_version()
    SearchToken.objects.bulk_create(
        [
            SearchToken(
                practice_id=patient.practice_id,
                patient=patient,
                kind=TokenKind.NIR,
                key_version=version,
                token=nir_token(patient.practice_id, nir, version),
            )
            for patient, nir in wanted
        ],
        batch_size=1000,
    )


def replace_token(patient: Patient, nir: Nir | None) -> None:
    """After a change of NIR: the former token goes, the new one comes."""
    SearchToken.objects.filter(practice_id=patient.practice_id, patient=patient, kind=TokenKind.NIR).delete()
    add_tokens([(patient, nir)])
