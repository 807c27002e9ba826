"""What guardians answered for a child, and where they stand. The caller checked the scope."""

from uuid import UUID

from consent.attestation import GuardianAnswer, GuardianScope
from consent.models import GuardianConsent
from consent.standing import Answer, Standing, standing


def guardian_answers(practice_id: UUID, subject_id: UUID) -> list[GuardianConsent]:
    """Every answer given for this child, oldest first; names stay sealed."""
    rows = GuardianConsent.objects.filter(practice_id=practice_id, subject_id=subject_id)
    return list(rows.select_related("recorded_by").order_by("at", "id"))


def answer_of(row: GuardianConsent) -> Answer:
    return Answer(
        GuardianAnswer(row.answer),
        GuardianScope(row.scope),
        row.appointment_id,
        child_joined=row.child_joined,
        is_withdrawn=row.withdrawn_at is not None,
        is_settled=row.settled_at is not None,
    )


def standing_about(
    practice_id: UUID, subject_id: UUID, appointments: frozenset[UUID] = frozenset(), *, joint: bool = False
) -> Standing:
    """One statement: where the guardians stand about these visits, or about one to be booked."""
    rows = guardian_answers(practice_id, subject_id)
    return standing([answer_of(row) for row in rows], appointments, joint=joint)


def unsettled_subjects(practice_id: UUID) -> set[UUID]:
    """The children of a practice for whom an agreement was withdrawn or a refusal waits for a person."""
    rows = GuardianConsent.objects.filter(practice_id=practice_id)
    waiting = rows.filter(answer=GuardianAnswer.REFUSED.value, settled_at__isnull=True)
    withdrawn = rows.filter(withdrawn_at__isnull=False)
    return set(waiting.values_list("subject_id", flat=True)) | set(withdrawn.values_list("subject_id", flat=True))
