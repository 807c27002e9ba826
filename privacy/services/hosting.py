"""Hosts of health data and their certificates: recorded, ended when replaced, never deleted."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from core import clock
from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from practices.constraints import refused_as
from privacy.errors import CertificateKnown
from privacy.models import HostingProvider
from privacy.operator.hosting import Activity
from privacy.operator_acts import EEA, after, check_edits, country_code, journal, line


@transaction.atomic
def record_host(
    *,
    actor: Actor,
    name: str,
    siren: str,
    certificate_number: str,
    activities: Iterable[str],
    country: str,
    issued_on: date,
    expires_on: date,
) -> HostingProvider:
    """A certificate in force for a host. Raises Forbidden, InvalidInput naming the field, CertificateKnown."""
    check_edits(actor)
    host = HostingProvider(
        name=line(name, "name", 120),
        siren=_siren(siren),
        certificate_number=line(certificate_number, "certificate_number", 60),
        activities=_activities(activities),
        country=_in_the_eea(country),
        issued_on=issued_on,
        expires_on=after(expires_on, issued_on, "expires_on"),
        recorded_at=clock.now(),
    )
    with refused_as({"hostingprovider_certificate_once": CertificateKnown}):
        host.save(force_insert=True)
    journal(actor, Action.HOST_RECORDED, "host", host.id)
    return host


@transaction.atomic
def end_host(*, actor: Actor, host_id: UUID) -> None:
    """The certificate was replaced, or the host left. Raises Forbidden, NotFound."""
    check_edits(actor)
    if not HostingProvider.objects.filter(id=host_id, ended_at__isnull=True).update(ended_at=clock.now()):
        raise NotFound()
    journal(actor, Action.HOST_ENDED, "host", host_id)


def _siren(value: str) -> str:
    digits = value.replace(" ", "")
    if not (len(digits) == 9 and digits.isascii() and digits.isdigit()):
        raise InvalidInput.at("siren", "not-a-siren", "Un SIREN a neuf chiffres.")
    return digits


def _activities(values: Iterable[str]) -> list[str]:
    chosen = sorted(set(values))
    known = {activity.value for activity in Activity}
    if not chosen or not set(chosen) <= known:
        raise InvalidInput.at("activities", "unknown-value", "Choisissez au moins une activité de la liste.")
    return chosen


def _in_the_eea(value: str) -> str:
    code = country_code(value)
    if code not in EEA:
        raise InvalidInput.at(
            "country", "outside-eea", "Les données de santé restent dans l'Espace économique européen."
        )
    return code
