"""The sheets of the operator's file: what each shows, which form adds a line, which acts a line allows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms

from core import clock
from core.scoping import Actor
from practices.models import Practice
from privacy import operator_queries as queries
from privacy.operator.hosting import ACTIVITY_TEXT, Activity
from privacy.services import authorities, channels, evidence, hosting, instructions, processors, tickets
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
    # Of an answered line nothing more is asked.
    when: Callable[[Any], bool] = lambda line: True


@dataclass(frozen=True, slots=True)
class Sheet:
    """`per_practice`: the lines belong to one practice, which the page asks for."""

    title: str
    says: str
    columns: tuple[str, ...]
    lines: Callable[[Actor, Practice | None], Iterable[Any]]
    cells: Callable[[Any], tuple[Any, ...]]
    form: type[forms.Form]
    add: Service
    acts: Mapping[str, Act] = field(default_factory=dict)
    reveal: Service | None = None
    reveal_of: str = ""
    per_practice: bool = False


def _day(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if value else "—"


def _practice_id(practice: Practice | None) -> UUID:
    assert practice is not None
    return practice.id


SHEETS: dict[str, Sheet] = {
    "hebergeurs": Sheet(
        title="Hébergeurs de données de santé",
        says="Deux hébergeurs certifiés, de deux entités distinctes, sont nécessaires avant la mise en production.",
        columns=("Hébergeur", "Certificat", "Activités", "Pays", "Jusqu'au"),
        lines=lambda actor, _: queries.operator_file(actor).hosts,
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
        lines=lambda actor, _: queries.operator_file(actor).processors,
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
        lines=lambda actor, _: queries.operator_file(actor).evidence,
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
        lines=lambda actor, _: queries.operator_file(actor).authority_requests,
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
        lines=lambda actor, practice: queries.instructions_of(actor, _practice_id(practice)),
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
        lines=lambda actor, _: queries.operator_file(actor).tickets,
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
    "canaux": Sheet(
        title="Canaux d'échange validés",
        says="Des données personnelles ne partent que par ces canaux ; tout autre est refusé.",
        columns=("Canal", "Limité à", "Validé le"),
        lines=lambda actor, practice: queries.channels_of(actor, _practice_id(practice)),
        cells=lambda line: (line.get_kind_display(), line.target or "toutes les adresses", _day(line.validated_at)),
        form=ChannelForm,
        add=channels.validate_channel,
        acts={"retirer": Act("Retirer", NothingForm, channels.withdraw_channel, "channel_id")},
        per_practice=True,
    ),
}


def _late(line: Any) -> bool:
    return line.done_at is None and line.due_on < clock.now().date()
