"""Which processing each table is part of: one line a table, no table without one. Pure: no Django.

A new table is one line in `OWN`; a new column is classified in its model's `Privacy` and belongs where its
table does. `FOREIGN` are the tables of libraries, which carry no `Privacy`: each column is classified here.
The data map (`privacy.data_map`) joins all of it.
"""

from collections.abc import Mapping
from types import MappingProxyType

OWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "accounts.AccessSanction": ("T-11",),
        "accounts.Enrolment": ("T-09",),
        "accounts.OrderReport": ("T-11",),
        "accounts.RecoveryCode": ("T-09",),
        "accounts.Session": ("T-09",),
        "accounts.SignIn": ("T-09",),
        "accounts.TotpDevice": ("T-09",),
        "accounts.User": ("T-09",),
        "audit.AuditEvent": ("T-08",),
        "audit.ChainHead": ("T-08",),
        "booking.Absence": ("T-01",),
        "booking.Appointment": ("T-01",),
        "booking.Closure": ("T-01",),
        "booking.HeldVisit": ("T-01",),
        "booking.Occupancy": ("T-01",),
        "booking.OpeningException": ("T-01",),
        "booking.OpeningRule": ("T-01",),
        "booking.Override": ("T-01",),
        "booking.Substitution": ("T-01",),
        "calls.AgentPhone": ("T-09",),
        "calls.CallFact": ("T-15",),
        "calls.CallSession": ("T-15",),
        "calls.InboxMessage": ("T-15",),
        "calls.Line": ("T-10",),
        "consent.Charter": ("T-11",),
        "consent.CharterAcceptance": ("T-11",),
        "consent.ConsentRecord": ("T-05",),
        "consent.GuardianConsent": ("T-05",),
        "consent.GuardianLink": ("T-05",),
        "consent.LinkAttempt": ("T-05",),
        "consent.Notice": ("T-05",),
        "consent.NoticeRecord": ("T-05",),
        "crypto.PatientKey": ("T-02", "T-12"),
        "crypto.PlatformKey": ("T-12",),
        "crypto.PracticeKey": ("T-12",),
        "crypto.SearchKey": ("T-12",),
        "crypto.TopKey": ("T-12",),
        "idempotency.KeptAnswer": ("T-12",),
        "outbox.OutboxRow": ("T-03", "T-12"),
        "patients.Disclosure": ("T-08",),
        "patients.IdentityChange": ("T-02",),
        "patients.NirLookup": ("T-08",),
        "patients.NotDuplicate": ("T-02",),
        "patients.Patient": ("T-02",),
        "patients.PatientMerge": ("T-02",),
        "patients.PatientPhone": ("T-02", "T-03"),
        "patients.RelatedPerson": ("T-02", "T-05"),
        "patients.SearchToken": ("T-02",),
        "patients.SharedItem": ("T-04",),
        "practices.Delegation": ("T-10",),
        "practices.InstructionSet": ("T-02",),
        "practices.Location": ("T-10",),
        "practices.Practice": ("T-10",),
        "practices.PracticeMembership": ("T-10",),
        "practices.Practitioner": ("T-10",),
        "practices.PractitionerRole": ("T-10", "T-01"),
        "practices.Secretariat": ("T-10",),
        "practices.SecretariatMembership": ("T-10",),
        "practices.VisitReason": ("T-01",),
        "practices.VisitReasonRole": ("T-01",),
        "privacy.AudienceCount": ("T-14",),
        "privacy.AuthorityRequest": ("T-13",),
        "privacy.ContactTicket": ("T-13",),
        "privacy.DeathReport": ("T-07",),
        "privacy.DeletionInstruction": ("T-13",),
        "privacy.DeletionReport": ("T-08",),
        "privacy.ErasureEntry": ("T-07",),
        "privacy.ExchangeChannel": ("T-13",),
        "privacy.HostingProvider": ("T-13",),
        "privacy.IdentityCopy": ("T-06",),
        "privacy.Incident": ("T-11",),
        "privacy.LegalHold": ("T-07",),
        "privacy.PhysicalEvidence": ("T-13",),
        "privacy.PostMortemDirective": ("T-07",),
        "privacy.Processor": ("T-13",),
        "privacy.Propagation": ("T-06",),
        "privacy.RetentionChoice": ("T-10",),
        "privacy.RightsLetter": ("T-06",),
        "privacy.RightsRequest": ("T-06",),
    }
)

_GUESSES = MappingProxyType(
    {
        "id": "technical",
        "username": "personal",  # a keyed digest of what was typed
        "ip_address": "personal",
        "user_agent": "personal",
        "attempt_time": "personal",
        "http_accept": "technical",
        "path_info": "technical",
    }
)
FOREIGN: Mapping[str, tuple[tuple[str, ...], Mapping[str, str]]] = MappingProxyType(
    {
        # Django's own, empty here: rights are the house's, sessions too.
        "auth.Group": (("T-12",), {"id": "technical", "name": "technical"}),
        "auth.Group_permissions": (("T-12",), {"id": "technical", "group": "technical", "permission": "technical"}),
        "auth.Permission": (
            ("T-12",),
            {"id": "technical", "name": "technical", "content_type": "technical", "codename": "technical"},
        ),
        "axes.AccessAttempt": (
            ("T-09",),
            {
                **_GUESSES,
                "get_data": "technical",
                "post_data": "technical",
                "failures_since_start": "technical",
            },
        ),
        "axes.AccessAttemptExpiration": (("T-09",), {"access_attempt": "technical", "expires_at": "technical"}),
        "axes.AccessFailureLog": (("T-09",), {**_GUESSES, "locked_out": "technical"}),
        "axes.AccessLog": (("T-09",), {**_GUESSES, "logout_time": "personal", "session_hash": "personal"}),
        "contenttypes.ContentType": (("T-12",), {"id": "technical", "app_label": "technical", "model": "technical"}),
        "sessions.Session": (
            ("T-12",),
            {"session_key": "technical", "session_data": "technical", "expire_date": "technical"},
        ),
    }
)
