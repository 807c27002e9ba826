"""The tables of this room, one idea a file."""

from privacy.models.account_directive import AccountDirective
from privacy.models.audience_count import AudienceCount, Equipment
from privacy.models.authority_request import AuthorityRequest
from privacy.models.contact_ticket import ContactTicket
from privacy.models.death_report import DeathReport, DeathSource, DeathState
from privacy.models.deletion_instruction import DeletionInstruction
from privacy.models.deletion_report import DeletionReport
from privacy.models.erasure_entry import ErasureCause, ErasureEntry
from privacy.models.exchange_channel import ExchangeChannel
from privacy.models.hosting_provider import HostingProvider
from privacy.models.identity_copy import IdentityCopy
from privacy.models.incident import DataCategory, Incident, IncidentOrigin, Nature, Risk
from privacy.models.legal_hold import HoldGround, LegalHold
from privacy.models.pending_act import PendingAct
from privacy.models.physical_evidence import PhysicalEvidence
from privacy.models.post_mortem_directive import DirectiveKind, PostMortemDirective
from privacy.models.processor import Processor
from privacy.models.propagation import Propagation, Told
from privacy.models.retention_choice import RetentionChoice
from privacy.models.rights_letter import RightsLetter, Way
from privacy.models.rights_request import RightsRequest

__all__ = [
    "AccountDirective",
    "AudienceCount",
    "AuthorityRequest",
    "ContactTicket",
    "DataCategory",
    "DeathReport",
    "DeathSource",
    "DeathState",
    "DeletionInstruction",
    "DeletionReport",
    "DirectiveKind",
    "Equipment",
    "ErasureCause",
    "ErasureEntry",
    "ExchangeChannel",
    "HoldGround",
    "HostingProvider",
    "IdentityCopy",
    "Incident",
    "IncidentOrigin",
    "LegalHold",
    "Nature",
    "PendingAct",
    "PhysicalEvidence",
    "PostMortemDirective",
    "Processor",
    "Propagation",
    "RetentionChoice",
    "RightsLetter",
    "RightsRequest",
    "Risk",
    "Told",
    "Way",
]
