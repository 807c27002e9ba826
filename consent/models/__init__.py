"""The tables of this room, one idea a file."""

from consent.models.charter import AcceptanceMethod, Charter, CharterAcceptance, CharterKind
from consent.models.consent_record import ConsentRecord
from consent.models.notice import Notice
from consent.models.notice_record import NoticeRecord

__all__ = [
    "AcceptanceMethod",
    "Charter",
    "CharterAcceptance",
    "CharterKind",
    "ConsentRecord",
    "Notice",
    "NoticeRecord",
]
__all__ = ["ConsentRecord", "Notice", "NoticeRecord"]
from consent.models.guardian_consent import GuardianConsent
from consent.models.guardian_link import GuardianLink, LinkPurpose
from consent.models.link_attempt import LinkAttempt

__all__ = ["GuardianConsent", "GuardianLink", "LinkAttempt", "LinkPurpose", "Notice", "NoticeRecord"]
