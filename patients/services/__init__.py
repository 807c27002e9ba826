"""What changes a patient, one verb family a file. Keyword-only, actor first, one transaction, one trace."""

from patients.services.admit import Admission, admit_patient, check_told, recognise_patient
from patients.services.amend import PatientChanges, update_patient
from patients.services.choices import decide, tell_notice
from patients.services.death import mark_death_reported, unmark_death_reported
from patients.services.disclose import disclose_medical_note, disclose_nir
from patients.services.guardian import guardian_agreed
from patients.services.identity import flag_identity, record_insi_answer, validate_identity, withdraw_validation
from patients.services.limit import lift_restriction, lock_record, restrict_record, unlock_record
from patients.services.merge import merge_patients
from patients.services.note import set_medical_note
from patients.services.register import create_patient, create_patients
from patients.services.relatives import add_relative, end_relative
from patients.services.separate import undo_merge
from patients.services.share import report_item, revoke_item, share_item
from patients.services.take_over import take_over_patients
from patients.services.tell_apart import tell_apart

__all__ = [
    "Admission",
    "PatientChanges",
    "add_relative",
    "admit_patient",
    "check_told",
    "create_patient",
    "create_patients",
    "decide",
    "disclose_medical_note",
    "disclose_nir",
    "end_relative",
    "flag_identity",
    "guardian_agreed",
    "lift_restriction",
    "lock_record",
    "mark_death_reported",
    "merge_patients",
    "recognise_patient",
    "record_insi_answer",
    "report_item",
    "restrict_record",
    "revoke_item",
    "set_medical_note",
    "share_item",
    "take_over_patients",
    "tell_apart",
    "tell_notice",
    "undo_merge",
    "unlock_record",
    "unmark_death_reported",
    "update_patient",
    "validate_identity",
    "withdraw_validation",
]
