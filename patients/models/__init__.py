"""The tables of this room, one idea a file."""

from patients.models.disclosure import Disclosure
from patients.models.identity_change import IdentityChange
from patients.models.nir_lookup import NirLookup
from patients.models.not_duplicate import NotDuplicate
from patients.models.patient import Patient
from patients.models.patient_merge import PatientMerge
from patients.models.patient_phone import PatientPhone
from patients.models.related_person import RelatedPerson
from patients.models.search_token import SearchToken
from patients.models.shared_item import SharedItem

__all__ = [
    "Disclosure",
    "IdentityChange",
    "NirLookup",
    "NotDuplicate",
    "Patient",
    "PatientMerge",
    "PatientPhone",
    "RelatedPerson",
    "SearchToken",
    "SharedItem",
]
