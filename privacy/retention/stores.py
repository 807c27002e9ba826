"""Which rule ends each table: one line a table, no table without one. Pure: no Django.

A rule that no table names has no store yet, and the report says so. A new table is one line here; with the first one
of a rule comes its keeper in `privacy.retention.keepers`: a test refuses one without the other.
"""

from collections.abc import Mapping
from types import MappingProxyType

# Ended by no date: what a practice or the platform is made of, and keys that go with what they seal.
WHILE_IN_USE = "while-in-use"
# Counts that name nobody: without end.
ANONYMOUS = "anonymous"
# Gone within a day by sweeps of their own (config/sweeps.py).
SWEPT = "swept"

STORES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "accounts.AccessSanction": ("R-23",),
        "accounts.Enrolment": ("R-04",),
        "accounts.OrderReport": ("R-23",),
        "accounts.RecoveryCode": ("R-05", "R-09"),
        "accounts.Session": (SWEPT,),
        "accounts.SignIn": ("R-04",),
        "accounts.TotpDevice": ("R-05", "R-09"),
        "accounts.User": ("R-05", "R-09"),
        "audit.AuditEvent": ("R-04",),
        "audit.ChainHead": (WHILE_IN_USE,),
        "booking.Absence": (WHILE_IN_USE,),
        "booking.Appointment": ("R-10", "R-12", "R-14"),
        "booking.Closure": (WHILE_IN_USE,),
        "booking.HeldVisit": (SWEPT,),
        "booking.Occupancy": ("R-10",),
        "booking.OpeningException": (WHILE_IN_USE,),
        "booking.OpeningRule": (WHILE_IN_USE,),
        "booking.Override": ("R-10",),
        "booking.Substitution": (WHILE_IN_USE,),
        "calls.AgentPhone": (WHILE_IN_USE,),
        "calls.CallFact": ("R-04",),
        "calls.CallSession": ("R-04",),
        "calls.InboxMessage": ("R-04",),
        "calls.Line": (WHILE_IN_USE,),
        "consent.Charter": (WHILE_IN_USE,),
        "consent.CharterAcceptance": ("R-15",),
        "consent.ConsentRecord": ("R-10",),
        "consent.GuardianConsent": ("R-10",),
        "consent.GuardianLink": ("R-10",),
        "consent.LinkAttempt": (SWEPT,),
        "consent.Notice": (WHILE_IN_USE,),
        "consent.NoticeRecord": ("R-10",),
        "crypto.PatientKey": ("R-10",),
        "crypto.PlatformKey": (WHILE_IN_USE,),
        "crypto.PracticeKey": (WHILE_IN_USE,),
        "crypto.SearchKey": (WHILE_IN_USE,),
        "crypto.TopKey": (WHILE_IN_USE,),
        "idempotency.KeptAnswer": (SWEPT,),
        "outbox.OutboxRow": ("R-04",),
        "patients.Disclosure": ("R-04",),
        "patients.IdentityChange": ("R-10",),
        "patients.NirLookup": (SWEPT,),
        "patients.NotDuplicate": ("R-10",),
        "patients.Patient": ("R-10",),
        "patients.PatientMerge": ("R-10",),
        "patients.PatientPhone": ("R-10",),
        "patients.RelatedPerson": ("R-10",),
        "patients.SearchToken": ("R-10",),
        "patients.SharedItem": ("R-10",),
        "practices.Delegation": ("R-15",),
        "practices.InstructionSet": (WHILE_IN_USE,),
        "practices.Location": (WHILE_IN_USE,),
        "practices.Practice": (WHILE_IN_USE,),
        "practices.PracticeMembership": ("R-15",),
        "practices.Practitioner": (WHILE_IN_USE,),
        "practices.PractitionerRole": (WHILE_IN_USE,),
        "practices.Secretariat": (WHILE_IN_USE,),
        "practices.SecretariatMembership": ("R-15",),
        "practices.VisitReason": (WHILE_IN_USE,),
        "practices.VisitReasonRole": (WHILE_IN_USE,),
        "privacy.AudienceCount": (ANONYMOUS,),
        "privacy.AuthorityRequest": ("R-15",),
        "privacy.ContactTicket": ("R-16",),
        "privacy.DeathReport": ("R-20",),
        "privacy.DeletionInstruction": ("R-15",),
        "privacy.DeletionReport": (WHILE_IN_USE,),
        "privacy.ErasureEntry": ("R-24",),
        "privacy.ExchangeChannel": (WHILE_IN_USE,),
        "privacy.HostingProvider": (WHILE_IN_USE,),
        "privacy.IdentityCopy": ("R-17",),
        "privacy.Incident": ("R-22",),
        "privacy.LegalHold": ("R-10", "R-21"),
        "privacy.PhysicalEvidence": (WHILE_IN_USE,),
        "privacy.PostMortemDirective": ("R-10",),
        "privacy.Processor": (WHILE_IN_USE,),
        "privacy.Propagation": ("R-16",),
        "privacy.RetentionChoice": (WHILE_IN_USE,),
        "privacy.RightsLetter": ("R-16",),
        "privacy.RightsRequest": ("R-16",),
    }
)


def rules_with_a_store() -> frozenset[str]:
    """The ids of the rules that end at least one table."""
    return frozenset(rule for rules in STORES.values() for rule in rules) - {ANONYMOUS, SWEPT, WHILE_IN_USE}
