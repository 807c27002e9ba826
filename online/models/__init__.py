from online.models.account_passkey import AccountPasskey
from online.models.account_session import AccountSession, Stage
from online.models.allowance import Allowance
from online.models.appointment_link import AppointmentLink
from online.models.booking_draft import BookingDraft
from online.models.earlier_wish import EarlierWish
from online.models.held_record import HeldRecord
from online.models.owner_proof import OwnerProof
from online.models.patient_account import PatientAccount

__all__ = [
    "AccountPasskey",
    "AccountSession",
    "Allowance",
    "AppointmentLink",
    "BookingDraft",
    "EarlierWish",
    "HeldRecord",
    "OwnerProof",
    "PatientAccount",
    "Stage",
]
