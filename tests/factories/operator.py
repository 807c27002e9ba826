"""One line of each sheet of the operator's file, as the operator itself would write it."""

from datetime import timedelta
from uuid import UUID

from core import clock
from core.scoping import system_actor
from privacy.models import AccountDirective
from privacy.services.authorities import record_authority_request
from privacy.services.evidence import record_evidence
from privacy.services.hosting import record_host
from privacy.services.processors import record_processor
from privacy.services.tickets import open_ticket
from tests.factories.practices import make_person

YEAR = timedelta(days=365)


def operator_lines() -> dict[str, UUID]:
    """The ids of one line of each sheet, all written down today."""
    system, today = system_actor(), clock.now().date()
    host = record_host(
        actor=system, name="Hébergeur Premier", siren="552100554", certificate_number="HDS-40", activities=["sites"],
        country="FR", issued_on=today - YEAR, expires_on=today + YEAR,
    )  # fmt: skip
    processor = record_processor(
        actor=system, name="Archiviste", service="Coffre des sauvegardes", country="FR", contract="DPA-1",
        signed_on=today - YEAR, review_on=today + YEAR,
    )  # fmt: skip
    evidence = record_evidence(
        actor=system, kind="fire", place="Salle serveurs", what="Détecteur de fumée", seen_on=today,
        review_on=today + YEAR,
    )  # fmt: skip
    authority = record_authority_request(
        actor=system, authority="CNIL", ground="LIL art. 19", asked="Le registre", received_on=today
    )
    ticket = open_ticket(
        actor=system, kind="question", channel="phone", contact="01 99 00 12 12", text="Combien de temps ?"
    )
    directive = AccountDirective.objects.create(user=make_person(), wish="usual", given_at=clock.now())
    return {
        "host_id": host.id,
        "processor_id": processor.id,
        "evidence_id": evidence.id,
        "authority_id": authority.id,
        "ticket_id": ticket.id,
        "account_directive_id": directive.id,
    }
