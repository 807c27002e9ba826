"""What a practitioner's own pages offer, in the order of their bar."""

from calls.message_lists import count_unread
from core.scoping import Actor
from instructions.approval import count_to_approve
from practices.permissions import Permission, practices_where
from web.bar import Section


def reads_agendas(actor: Actor) -> bool:
    return bool(practices_where(actor, Permission.APPOINTMENT_READ))


def grants_delegations(actor: Actor) -> bool:
    """Whoever decides who acts for the practice."""
    return bool(practices_where(actor, Permission.DELEGATION_REVOKE))


def decides_of_people(actor: Actor) -> bool:
    """Whoever takes people into the practice and ends their access."""
    return bool(practices_where(actor, Permission.MEMBERSHIP_EDIT))


def anybody(actor: Actor) -> bool:
    """The page itself says who reads it."""
    return True


SECTIONS: tuple[Section, ...] = (
    Section("agenda", "Agenda", "planning:day", reads_agendas),
    Section("messages", "Messages", "planning:messages", anybody, count_unread, "à lire"),
    Section("openings", "Horaires", "planning:openings", reads_agendas),
    Section("to-follow", "À suivre", "planning:to-follow", reads_agendas),
    Section("delegations", "Délégations", "planning:delegations", grants_delegations),
    Section("consignes", "Consignes", "desk:consignes", reads_agendas, count_to_approve, "à approuver"),
    Section("people", "Équipe", "planning:people", decides_of_people),
    Section("feeds", "Flux iCal", "planning:feeds", grants_delegations),
    Section("activity", "Activité", "planning:activity", reads_agendas),
)
