"""The sheets of the operator's file: what each shows, which form adds a line, which acts a line allows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from core.scoping import Actor
from practices.models import Practice
from practices.permissions import Permission
from practices.zones import day_at
from privacy import operator_queries as queries
from privacy.operator.hosting import ACTIVITY_TEXT, Activity
from privacy.services import (
    account_directives,
    authorities,
    channels,
    evidence,
    hosting,
    instructions,
    pending_acts,
    processors,
    tickets,
)
from web.office.operator.forms import (
    AuthorityAnswerForm,
    AuthorityForm,
    ChannelForm,
    EvidenceForm,
    HostForm,
    InstructionForm,
    NothingForm,
    ProcessorForm,
    ProofForm,
    ReviewForm,
    TicketAnswerForm,
    TicketForm,
)

Service = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do with a line: `of` names the service's argument that holds the line's id."""

    label: str
    form: type[forms.Form]
    service: Service
    of: str
    # Asked with a code given a moment ago.
    delicate: bool = False
    # Of an answered line nothing more is asked.
    when: Callable[[Any], bool] = lambda line: True


@dataclass(frozen=True, slots=True)
class Where:
    """What of a sheet is read: of which practice, older than which line."""

    practice: Practice | None = None
    before: UUID | None = None

    @property
    def practice_id(self) -> UUID:
        assert self.practice is not None
        return self.practice.id


@dataclass(frozen=True, slots=True)
class Sheet:
    """`reads` and `edits`: who sees the lines, who adds and acts. `per_practice`: they belong to one practice, which
    the page asks for. `pages`: the lines grow with the years and are read a page at a time.
    """

    title: str
    says: str
    columns: tuple[str, ...]
    lines: Callable[[Actor, Where], Sequence[Any]]
    cells: Callable[[Any], tuple[Any, ...]]
    # Neither where the lines come from elsewhere.
    form: type[forms.Form] | None = None
    add: Service | None = None
    acts: Mapping[str, Act] = field(default_factory=dict)
    reveal: Service | None = None
    reveal_of: str = ""
    per_practice: bool = False
    pages: bool = False
    added: str = "Inscrit."
    reads: Permission = Permission.OPERATOR_FILE_READ
    edits: Permission = Permission.OPERATOR_FILE_EDIT


def _day(value: date | None) -> str:
    """An instant is of the day it was on the clocks of the page."""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return f"{value:%d/%m/%Y}" if value else "—"


SHEETS: dict[str, Sheet] = {
    "hebergeurs": Sheet(
        title="Hébergeurs de données de santé",
        says="Deux hébergeurs certifiés, de deux entités distinctes, sont nécessaires avant la mise en production.",
        columns=("Hébergeur", "Certificat", "Activités", "Pays", "Jusqu'au"),
        lines=lambda actor, _: queries.hosts(actor),
        cells=lambda line: (
            f"{line.name} ({line.siren})",
            line.certificate_number,
            ", ".join(ACTIVITY_TEXT[Activity(each)] for each in line.activities),
            line.country,
            _day(line.expires_on),
        ),
        form=HostForm,
        add=hosting.record_host,
        acts={"terminer": Act("Terminer", NothingForm, hosting.end_host, "host_id")},
    ),
    "prestataires": Sheet(
        title="Prestataires",
        says="Qui traite des données pour notre compte, sous quel contrat, et quand ses garanties sont revues.",
        columns=("Prestataire", "Service", "Pays", "Contrat", "À revoir le"),
        lines=lambda actor, _: queries.processors(actor),
        cells=lambda line: (
            line.name,
            line.service,
            line.country,
            f"{line.contract}, {_day(line.signed_on)}",
            _day(line.review_on),
        ),
        form=ProcessorForm,
        add=processors.record_processor,
        acts={
            "revoir": Act("Revu", ReviewForm, processors.review_processor, "processor_id"),
            "terminer": Act("Terminer", NothingForm, processors.end_processor, "processor_id"),
        },
    ),
    "locaux": Sheet(
        title="Protection des locaux",
        says="Codes, caméras, registres : ce qui a été vu, où, et quand on le revoit.",
        columns=("Protection", "Lieu", "Constat", "Vu le", "À revoir le"),
        lines=lambda actor, _: queries.evidence(actor),
        cells=lambda line: (
            line.get_kind_display(),
            line.place,
            line.what,
            _day(line.seen_on),
            _day(line.review_on),
        ),
        form=EvidenceForm,
        add=evidence.record_evidence,
        acts={"terminer": Act("Terminer", NothingForm, evidence.end_evidence, "evidence_id")},
    ),
    "autorites": Sheet(
        title="Demandes d'autorités",
        says="Rien n'est remis avant d'être inscrit ici, avec son fondement légal.",
        columns=("Autorité", "Fondement", "Référence", "Reçue le", "Répondu le"),
        lines=lambda actor, where: queries.authority_requests(actor, where.before),
        pages=True,
        cells=lambda line: (
            line.authority,
            line.ground,
            line.reference or "—",
            _day(line.received_on),
            _day(line.answered_on),
        ),
        form=AuthorityForm,
        add=authorities.record_authority_request,
        acts={
            "repondre": Act(
                "Répondre",
                AuthorityAnswerForm,
                authorities.answer_authority,
                "request_id",
                when=lambda line: line.answered_on is None,
            )
        },
        reveal=authorities.open_authority_request,
        reveal_of="request_id",
    ),
    "instructions": Sheet(
        title="Instructions des cabinets",
        says="Ce qu'un cabinet demande de supprimer, d'archiver ou de restituer, et la preuve que c'est fait.",
        columns=("Instruction", "Donnée le", "Avant le", "Faite le"),
        lines=lambda actor, where: queries.instructions_of(actor, where.practice_id),
        reads=Permission.REQUEST_HANDLE,
        edits=Permission.REQUEST_HANDLE,
        cells=lambda line: (
            line.get_kind_display(),
            _day(line.given_on),
            _day(line.due_on) + (" — en retard" if _late(line) else ""),
            _day(line.done_at),
        ),
        form=InstructionForm,
        add=instructions.record_instruction,
        acts={
            "prouver": Act(
                "C'est fait",
                ProofForm,
                instructions.carry_out_instruction,
                "instruction_id",
                when=lambda line: line.done_at is None,
            )
        },
        reveal=instructions.open_instruction,
        reveal_of="instruction_id",
        per_practice=True,
    ),
    "messages": Sheet(
        title="Questions et réclamations",
        says="Ce qu'on écrit au délégué à la protection des données : accusé de réception, puis réponse.",
        columns=("Nature", "Par", "Reçue le", "Accusée le", "Répondu le"),
        lines=lambda actor, where: queries.tickets(actor, where.before),
        pages=True,
        cells=lambda line: (
            line.get_kind_display(),
            line.get_channel_display(),
            _day(line.received_at),
            _day(line.acknowledged_at),
            _day(line.answered_at),
        ),
        form=TicketForm,
        add=tickets.open_ticket,
        acts={
            "accuser": Act(
                "Accuser réception",
                NothingForm,
                tickets.acknowledge_ticket,
                "ticket_id",
                when=lambda line: line.acknowledged_at is None,
            ),
            "repondre": Act(
                "Répondre",
                TicketAnswerForm,
                tickets.answer_ticket,
                "ticket_id",
                when=lambda line: line.answered_at is None,
            ),
        },
        reveal=tickets.read_ticket,
        reveal_of="ticket_id",
    ),
    "directives": Sheet(
        title="Directives des utilisateurs",
        says="Ce que les personnes qui ont un compte veulent qu'on fasse de ses données après leur mort.",
        columns=("Personne", "Volonté", "Donnée le", "Décès établi le"),
        lines=lambda actor, _: account_directives.account_directives(actor),
        reads=Permission.OPERATOR_FILE_EDIT,
        cells=lambda line: (
            line.user.display_name,
            line.get_wish_display(),
            _day(line.given_at),
            _day(line.carried_out_at),
        ),
        acts={
            "executer": Act(
                "Décès établi : exécuter",
                NothingForm,
                account_directives.carry_out_account_directive,
                "directive_id",
                delicate=True,
                when=lambda line: line.carried_out_at is None,
            )
        },
        reveal=account_directives.open_account_directive,
        reveal_of="directive_id",
    ),
    "canaux": Sheet(
        title="Canaux d'échange validés",
        says="Des données personnelles ne partent que par ces canaux ; tout autre est refusé.",
        columns=("Canal", "Limité à", "Validé le"),
        lines=lambda actor, where: queries.channels_of(actor, where.practice_id),
        reads=Permission.CHANNEL_VALIDATE,
        edits=Permission.CHANNEL_VALIDATE,
        cells=lambda line: (line.get_kind_display(), line.target or "toutes les adresses", _day(line.validated_at)),
        form=ChannelForm,
        add=pending_acts.ask_channel,
        added="Demandé : une autre personne doit le confirmer dans les sept jours.",
        acts={"retirer": Act("Retirer", NothingForm, channels.withdraw_channel, "channel_id")},
        per_practice=True,
    ),
}


def _late(line: Any) -> bool:
    return line.done_at is None and line.due_on < day_at(line.practice_id)
