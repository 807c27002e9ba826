"""What this room keeps of somebody who died: the report loses its facts, the directives go with the record."""

from collections.abc import Iterable
from uuid import UUID

from patients.erasable import Counts, Erasure, Part, Person
from patients.own_erasable import destroy
from privacy.models import DeathReport, PostMortemDirective

DIRECTIVES = "privacy_postmortemdirective.patient"
FACTS = "privacy_deathreport.certificate"


class DeathErasable:
    """The report keeps ids, codes and the two persons who answered for it; the date and the references go."""

    columns = frozenset({DIRECTIVES, FACTS})

    def lock(self, person: Person) -> None:
        """Every writer of these rows locks the record first."""

    def row_ids(self, person: Person) -> Iterable[UUID]:
        rows = PostMortemDirective.objects.filter(practice_id=person.practice_id, patient__in=person.patient_ids)
        return rows.values_list("id", flat=True)

    def erase(self, erasure: Erasure) -> Counts:
        if not erasure.takes(Part.RECORD):
            return {}
        person = erasure.person
        reports = DeathReport.objects.filter(practice_id=person.practice_id, patient_id__in=person.patient_ids)
        for report in reports:
            report.died_on = report.certificate = report.stop_reason = None
            report.save(update_fields=["died_on", "certificate", "stop_reason"])
        directives = PostMortemDirective.objects.filter(practice_id=person.practice_id, patient__in=person.patient_ids)
        return {DIRECTIVES: destroy(directives), FACTS: len(reports)}
