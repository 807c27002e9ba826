"""Whether health data may be hosted where they are: two certified hosts, every activity covered, nothing about to end.

Hosting health data for others needs a certificate of conformity (L1111-8 of the public health code; H-01, H-02, K4);
two hosts of distinct legal entities keep them independently (ST-03, ST-42). Pure: no Django.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

NEEDED_HOSTS = 2
# H-02: the alarm rings this long before a certificate ends.
ALARM = timedelta(days=60)


class Activity(StrEnum):
    """The six activities of the certification referential."""

    SITES = "sites"
    HARDWARE = "hardware"
    VIRTUAL = "virtual-infrastructure"
    PLATFORM = "platform"
    OPERATION = "administration-operation"
    BACKUP = "backup"


ACTIVITY_TEXT = {
    Activity.SITES: "Sites physiques",
    Activity.HARDWARE: "Infrastructure matérielle",
    Activity.VIRTUAL: "Infrastructure virtuelle",
    Activity.PLATFORM: "Plateforme d'hébergement d'applications",
    Activity.OPERATION: "Administration et exploitation",
    Activity.BACKUP: "Sauvegarde",
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one host holds. `entity` is its SIREN: two names of one company are one host. Both days included."""

    entity: str
    number: str
    activities: frozenset[Activity]
    issued_on: date
    expires_on: date

    def valid(self, on: date) -> bool:
        return self.issued_on <= on <= self.expires_on


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. `blocking`: production is not ready while it stands."""

    code: str
    says: str
    blocking: bool


def findings(certificates: Iterable[Certificate], today: date) -> list[Finding]:
    """What is missing or about to end on that day; empty when all is well."""
    valid = [certificate for certificate in certificates if certificate.valid(today)]
    found = []
    if len({certificate.entity for certificate in valid}) < NEEDED_HOSTS:
        found.append(
            Finding("two-hosts", "Il faut deux hébergeurs certifiés, de deux entités juridiques distinctes.", True)
        )
    covered = frozenset[Activity]().union(*(certificate.activities for certificate in valid))
    for activity in Activity:
        if activity not in covered:
            says = f"Aucun certificat valide ne couvre l'activité « {ACTIVITY_TEXT[activity]} »."
            found.append(Finding(f"uncovered-{activity.value}", says, True))
    for certificate in valid:
        if certificate.expires_on - today <= ALARM:
            says = f"Le certificat {certificate.number} prend fin le {certificate.expires_on:%d/%m/%Y}."
            found.append(Finding("certificate-ending", says, False))
    return found


def is_ready(certificates: Iterable[Certificate], today: date) -> bool:
    """Whether production may be declared ready, as far as hosting goes."""
    return not any(finding.blocking for finding in findings(certificates, today))
