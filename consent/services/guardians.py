"""Writing what guardians answer: an agreement or a refusal, its withdrawal, how a person settled it (ST-44, ST-45)."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from audit.details import Scalar
from consent.attestation import LONGEST_NAME, Attestation, GuardianAnswer, GuardianScope
from consent.errors import GuardianConsentWithdrawn, GuardianTextOutdated
from consent.guardian_text import CURRENT
from consent.models import GuardianConsent, GuardianLink
from core import clock
from core.errors import InvalidInput, NotFound
from core.plain_text import clean_reason, has_words, visible
from core.scoping import Actor
from crypto.keyring import holding_keys
from practices.permissions import Permission, check_may

_ACTIONS = {GuardianAnswer.AGREED: Action.GUARDIAN_AGREED, GuardianAnswer.REFUSED: Action.GUARDIAN_REFUSED}


@transaction.atomic
def record_guardian_answer(
    *,
    actor: Actor,
    practice_id: UUID,
    subject_id: UUID,
    appointment_id: UUID,
    said: Attestation,
    joint: bool = False,
    call_id: UUID | None = None,
    link_id: UUID | None = None,
) -> GuardianConsent:
    """Note what a holder of parental authority answered. `joint`: an agreement is refused without the child's own.

    Raises NotFound, Forbidden, InvalidInput, GuardianTextOutdated.
    """
    check_may(actor, Permission.GUARDIAN_RECORD, practice_id)
    name = clean_guardian_name(said.name)
    if said.text_version != CURRENT.version:
        raise GuardianTextOutdated(current_version=CURRENT.version)
    if joint and said.answer is GuardianAnswer.AGREED and not said.child_joined:
        raise InvalidInput.at(
            "child_joined", "required", "L'enfant doit être d'accord aussi, s'il est en âge de le dire."
        )
    row = GuardianConsent(
        practice_id=practice_id,
        subject_id=subject_id,
        appointment_id=appointment_id,
        guardian_name=name,
        related_person_id=said.related_person_id,
        relation=said.relation.value,
        scope=said.scope.value,
        answer=said.answer.value,
        child_joined=said.child_joined,
        text_version=CURRENT.version,
        text_sha256=CURRENT.sha256,
        channel=actor.channel.value,
        recorded_by_id=actor.user_id,
        call_id=call_id or actor.calls.get(practice_id),
        link_id=link_id,
        at=clock.now(),
    )
    row.save(force_insert=True)
    _journal(actor, _ACTIONS[said.answer], row, version=row.text_version, scope=row.scope, relation=row.relation)
    return row


@transaction.atomic
def withdraw_guardian_consent(
    *, actor: Actor, practice_id: UUID, subject_id: UUID, consent_id: UUID
) -> GuardianConsent:
    """Take an agreement back; what it covered is the caller's to look at again.

    Raises NotFound, Forbidden, GuardianConsentWithdrawn.
    """
    check_may(actor, Permission.GUARDIAN_RECORD, practice_id)
    row = _locked(practice_id, subject_id, consent_id)
    if row.withdrawn_at is not None or row.answer != GuardianAnswer.AGREED.value:
        raise GuardianConsentWithdrawn()
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    _journal(actor, Action.GUARDIAN_WITHDRAWN, row, channel=actor.channel.value)
    return row


@transaction.atomic
def settle_refusals(
    *, actor: Actor, practice_id: UUID, subject_id: UUID, appointments: frozenset[UUID], reason: str
) -> int:
    """A person of the practice decides despite the refusals about these visits; the reason is sealed with each.

    Returns how many there were. Raises NotFound, Forbidden, InvalidInput naming `reason`.
    """
    check_may(actor, Permission.GUARDIAN_SETTLE, practice_id)
    reason = clean_reason(reason, "reason")
    rows = GuardianConsent.objects.select_for_update().filter(
        practice_id=practice_id,
        subject_id=subject_id,
        appointment_id__in=appointments,
        answer=GuardianAnswer.REFUSED.value,
        settled_at__isnull=True,
    )
    settled = list(rows.order_by("id"))
    for row in settled:
        row.settled_at, row.settled_by_id, row.settlement = clock.now(), actor.user_id, reason
        row.save(update_fields=["settled_at", "settled_by", "settlement"])
        _journal(actor, Action.GUARDIAN_SETTLED, row)
    return len(settled)


def clean_guardian_name(text: str) -> str:
    """One line, as said. Raises InvalidInput naming `guardian_name`."""
    name = " ".join(visible(text, "guardian_name", LONGEST_NAME).split())
    if not name:
        raise InvalidInput.at("guardian_name", "blank", "Écrivez le nom de la personne qui répond.")
    if len(name) > LONGEST_NAME:
        raise InvalidInput.at("guardian_name", "too-long", f"Ce champ a au plus {LONGEST_NAME} caractères.")
    if not has_words(name):
        raise InvalidInput.at("guardian_name", "no-letter", "Ce nom ne contient aucune lettre.")
    return name


def _locked(practice_id: UUID, subject_id: UUID, consent_id: UUID) -> GuardianConsent:
    rows = GuardianConsent.objects.select_for_update().filter(practice_id=practice_id, subject_id=subject_id)
    row = rows.filter(id=consent_id).first()
    if row is None:
        raise NotFound()
    return row


def _journal(actor: Actor, action: Action, row: GuardianConsent, **details: Scalar) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=row.practice_id,
        entity=("consent.guardian", row.id),
        patient_id=row.subject_id,
        details={"appointment": row.appointment_id, **details},
    )


def count_guardian_rows(practice_id: UUID, subject_id: UUID) -> tuple[int, int]:
    """How many answers were given for this child, and how many links were issued."""
    return (
        GuardianConsent.objects.filter(practice_id=practice_id, subject_id=subject_id).count(),
        GuardianLink.objects.filter(practice_id=practice_id, subject_id=subject_id).count(),
    )


@transaction.atomic
def hand_over_guardian_answers(
    *, actor: Actor, practice_id: UUID, source: UUID, target: UUID, only: Sequence[UUID] | None = None
) -> list[UUID]:
    """Two records of one child become one: each answer is opened under one key and sealed under the other's.

    Every row, or those of `only` that still are the source's; returns their ids. The caller journals the merge.
    Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.GUARDIAN_RECORD, practice_id)
    rows = GuardianConsent.objects.filter(practice_id=practice_id, subject_id=source)
    if only is not None:
        rows = rows.filter(id__in=list(only))
    moving = list(rows.order_by("id"))
    with holding_keys([source, target] if moving else []):
        for row in moving:
            name, settlement = row.guardian_name.open(), row.settlement and row.settlement.open()
            row.subject_id, row.guardian_name, row.settlement = target, name, settlement
            row.save(update_fields=["subject_id", "guardian_name", "settlement"])
    return [row.id for row in moving]


@transaction.atomic
def hand_over_guardian_links(
    *, actor: Actor, practice_id: UUID, source: UUID, target: UUID, only: Sequence[UUID] | None = None
) -> list[UUID]:
    """The same for the links: where each was sent is sealed again under the other's key."""
    check_may(actor, Permission.GUARDIAN_RECORD, practice_id)
    rows = GuardianLink.objects.filter(practice_id=practice_id, subject_id=source)
    if only is not None:
        rows = rows.filter(id__in=list(only))
    moving = list(rows.order_by("id"))
    with holding_keys([source, target] if moving else []):
        for row in moving:
            row.contact, row.subject_id = row.contact and row.contact.open(), target
            row.save(update_fields=["subject_id", "contact"])
    return [row.id for row in moving]


def destroy_answers_about(practice_id: UUID, subject_id: UUID, appointment_id: UUID) -> list[UUID]:
    """Destroy what was answered about one visit that goes, and its links; returns the links' ids.

    An answer about every booking of the child stays. The caller's journal says so in this transaction.
    """
    links = GuardianLink.objects.filter(practice_id=practice_id, subject_id=subject_id, appointment_id=appointment_id)
    ids = sorted(links.values_list("id", flat=True))
    links.delete()
    GuardianConsent.objects.filter(
        practice_id=practice_id,
        subject_id=subject_id,
        appointment_id=appointment_id,
        scope=GuardianScope.APPOINTMENT.value,
    ).delete()
    return ids
