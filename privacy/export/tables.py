"""Where an access export tells each table that can name a patient, or why it does not. Pure: no Django.

tests/privacy/test_export_is_whole.py compares these with every column declared to be a patient's: a new table is one
line here.
"""

from collections.abc import Mapping
from types import MappingProxyType

# table → the part of the export that tells it.
TOLD: Mapping[str, str] = MappingProxyType(
    {
        "audit_auditevent": "accesses",
        "booking_appointment": "appointments",
        "booking_attendancemeasure": "attendance_measures",
        "booking_occupancy": "appointments",
        "booking_override": "appointments",
        "calls_callfact": "calls",
        "calls_callsession": "calls",
        "calls_messagestep": "practitioner_messages",
        "calls_practitionermessage": "practitioner_messages",
        "consent_consentrecord": "decisions",
        "consent_guardianconsent": "guardian_answers",
        "consent_guardianlink": "guardian_links",
        "consent_noticerecord": "told",
        "instructions_urgencyrun": "urgencies",
        "instructions_urgencystep": "urgencies",
        "notifications_delivery": "deliveries",
        "notifications_reply": "replies",
        "online_appointmentlink": "appointments",
        "online_earlierwish": "appointments",
        "online_heldrecord": "accounts",
        "online_ownerproof": "accounts",
        "outbox_outboxrow": "messages",
        "patients_disclosure": "accesses",
        "patients_identitychange": "identity_changes",
        "patients_patient": "identity",
        "patients_patientmerge": "merges",
        "patients_patientphone": "contact",
        "patients_relatedperson": "relatives",
        "patients_shareditem": "shared_items",
        "privacy_deathreport": "death_reports",
        "privacy_erasureentry": "erasures",
        "privacy_identitycopy": "requests",
        "privacy_legalhold": "holds",
        "privacy_postmortemdirective": "directives",
        "privacy_propagation": "requests",
        "privacy_rightsletter": "requests",
        "privacy_rightsrequest": "requests",
    }
)
NOT_TOLD: Mapping[str, str] = MappingProxyType(
    {
        "booking_heldvisit": "a time held for some minutes before anybody is named, swept within a day",
        "crypto_patientkey": "a wrapped key: handing it over would unseal nothing and weaken everything",
        "idempotency_keptanswer": "a copy of an answer about rows that are told, swept within a day",
        "notifications_followup": "what the practice has still to do about a message or an answer that is told",
        "notifications_receipt": "what the carrier said of a message that is told",
        "notifications_stoppednumber": "a keyed digest of a number that is told under contact",
        "online_bookingdraft": "what was typed of a visit not yet booked, by nobody known, swept within the hour",
        "patients_notduplicate": "names the record of somebody else (art. 15.4)",
        "patients_searchtoken": "a keyed digest of the number told under identity",
    }
)
