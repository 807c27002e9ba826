"""The tables of this room, one file each."""

from accounts.models.enrolment import Enrolment
from accounts.models.recovery_code import RecoveryCode
from accounts.models.sanction import AccessSanction, OrderReport
from accounts.models.session import Session
from accounts.models.sign_in import SignIn
from accounts.models.totp_device import TotpDevice
from accounts.models.user import User, UserManager

__all__ = [
    "AccessSanction",
    "Enrolment",
    "OrderReport",
    "RecoveryCode",
    "Session",
    "SignIn",
    "TotpDevice",
    "User",
    "UserManager",
]
