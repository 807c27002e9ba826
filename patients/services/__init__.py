"""What changes a patient, one verb family a file. Keyword-only, actor first, one transaction, one trace."""

from patients.services.amend import PatientChanges, update_patient
from patients.services.disclose import disclose_medical_note, disclose_nir
from patients.services.note import set_medical_note
from patients.services.register import create_patient, create_patients
from patients.services.relatives import add_relative, end_relative

__all__ = [
    "PatientChanges",
    "add_relative",
    "create_patient",
    "create_patients",
    "disclose_medical_note",
    "disclose_nir",
    "end_relative",
    "set_medical_note",
    "update_patient",
]
