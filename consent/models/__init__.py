"""The tables of this room, one idea a file."""

from consent.models.consent_record import ConsentRecord
from consent.models.notice import Notice
from consent.models.notice_record import NoticeRecord

__all__ = ["ConsentRecord", "Notice", "NoticeRecord"]
