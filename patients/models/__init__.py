"""The tables of this room, one idea a file."""

from patients.models.disclosure import Disclosure
from patients.models.nir_lookup import NirLookup
from patients.models.patient import Patient
from patients.models.patient_phone import PatientPhone
from patients.models.related_person import RelatedPerson
from patients.models.search_token import SearchToken

__all__ = ["Disclosure", "NirLookup", "Patient", "PatientPhone", "RelatedPerson", "SearchToken"]
