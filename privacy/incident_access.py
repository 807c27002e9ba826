"""Whose incidents somebody handles: the practices' own, and those of the secretariats they answer for."""

from uuid import UUID

from core.errors import NotFound
from core.scoping import Actor
from practices.enums import SecretariatRole
from practices.permissions import Permission, check_may
from practices.territory import secretariats_where
from privacy.models.incident import Incident

IN_CHARGE = (SecretariatRole.MANAGER, SecretariatRole.DATA_PROTECTION_OFFICER)


def handled_secretariats(actor: Actor) -> frozenset[UUID]:
    """The secretariats whose manager or data-protection officer the actor is."""
    return secretariats_where(actor, IN_CHARGE)


def check_handles(actor: Actor, incident: Incident) -> None:
    """Raise NotFound for another organisation's incident, Forbidden inside the own practice."""
    if incident.practice_id is not None:
        check_may(actor, Permission.INCIDENT_HANDLE, incident.practice_id)
    elif incident.secretariat_id not in handled_secretariats(actor):
        raise NotFound
