"""What somebody wants done with their data after death: given, changed, revoked at any time (LIL, art. 85)."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import InvalidInput, NotFound
from core.plain_text import clean_lines, clean_reason
from core.scoping import Actor, Channel
from patients.erasable import Part
from patients.models import Patient
from patients.queries import check_is_current
from practices.permissions import Permission, check_may
from privacy.models import DirectiveKind, PostMortemDirective

MAX_TEXT = 2000
MAX_EXECUTOR = 300


@transaction.atomic
def give_directive(
    *,
    actor: Actor,
    practice_id: UUID,
    patient_id: UUID,
    kind: str,
    text: str,
    keep: Iterable[str] = (),
    executor: str = "",
    channel: str = Channel.PHONE,
) -> PostMortemDirective:
    """Record what the person wants; the former directive, if any, is revoked: the last word counts.

    Raises NotFound, Forbidden, PatientMerged, InvalidInput naming `kind`, `text`, `keep`, `executor` or `channel`.
    """
    patient = _lock_patient(actor, practice_id, patient_id)
    directive = PostMortemDirective(
        practice_id=practice_id,
        patient=patient,
        kind=_checked(kind, DirectiveKind.values, "kind"),
        keep=_checked_parts(kind, keep),
        text=clean_reason(text, "text", MAX_TEXT),
        executor=clean_lines(executor, "executor", MAX_EXECUTOR) or None,
        channel=_checked(channel, [door.value for door in Channel], "channel"),
        given_at=clock.now(),
        recorded_by_id=actor.user_id,
    )
    former = in_force(practice_id, patient_id)
    if former is not None:
        _revoke(actor, former)
    directive.save(force_insert=True)
    _record(actor, Action.DIRECTIVE_GIVEN, directive)
    return directive


@transaction.atomic
def revoke_directive(*, actor: Actor, directive_id: UUID) -> PostMortemDirective:
    """The person changed their mind: no reason asked. Revoking twice changes nothing. Raises NotFound, Forbidden."""
    directive = PostMortemDirective.objects.filter(practice_id__in=actor.practice_ids, id=directive_id).first()
    if directive is None:
        raise NotFound()
    _lock_patient(actor, directive.practice_id, directive.patient_id)
    directive.refresh_from_db(fields=["revoked_at"])
    if directive.revoked_at is None:
        _revoke(actor, directive)
    return directive


@transaction.atomic
def open_directive(*, actor: Actor, directive_id: UUID) -> tuple[str, str]:
    """Its words and its executor in clear; journalled. Raises NotFound, Forbidden."""
    directive = PostMortemDirective.objects.filter(practice_id__in=actor.practice_ids, id=directive_id).first()
    if directive is None:
        raise NotFound()
    check_may(actor, Permission.DIRECTIVE_EDIT, directive.practice_id)
    _record(actor, Action.DIRECTIVE_OPENED, directive)
    return directive.text.open(), "" if directive.executor is None else directive.executor.open()


def in_force(practice_id: UUID, patient_id: UUID) -> PostMortemDirective | None:
    """The directive that counts today. The caller checked the scope."""
    rows = PostMortemDirective.objects.filter(practice_id=practice_id, patient=patient_id, revoked_at__isnull=True)
    return rows.first()


def check_directive_of(actor: Actor, patient_id: UUID, directive_id: UUID) -> None:
    """An address names one person and one of their directives. Raises NotFound, Forbidden."""
    rows = PostMortemDirective.objects.filter(practice_id__in=actor.practice_ids, patient=patient_id, id=directive_id)
    directive = rows.first()
    if directive is None:
        raise NotFound()
    check_may(actor, Permission.DIRECTIVE_EDIT, directive.practice_id)


def directives_of(actor: Actor, practice_id: UUID, patient_id: UUID) -> list[PostMortemDirective]:
    """Every directive of one person, the one in force first; sealed, and journalled. Raises NotFound, Forbidden."""
    _check_may_direct(actor, practice_id, patient_id)
    rows = PostMortemDirective.objects.filter(practice_id=practice_id, patient=patient_id)
    found = list(rows.order_by("-given_at", "-id"))
    audit.record(
        actor=actor,
        action=Action.DIRECTIVE_OPENED,
        practice_id=practice_id,
        patient_id=patient_id,
        details={"listed": len(found)},
    )
    return found


def _lock_patient(actor: Actor, practice_id: UUID, patient_id: UUID) -> Patient:
    _check_may_direct(actor, practice_id, patient_id)
    patient = Patient.objects.filter(practice_id=practice_id, id=patient_id).select_for_update(no_key=True).first()
    if patient is None:
        raise NotFound()
    check_is_current(patient)
    return patient


def _check_may_direct(actor: Actor, practice_id: UUID, patient_id: UUID) -> None:
    """Somebody whom the actor cannot know is unknown, whatever the actor may do. Raises NotFound, Forbidden."""
    if not Patient.objects.filter(practice_id=practice_id, id=patient_id).exists():
        raise NotFound()
    check_may(actor, Permission.DIRECTIVE_EDIT, practice_id)


def _revoke(actor: Actor, directive: PostMortemDirective) -> None:
    directive.revoked_at, directive.revoked_by_id = clock.now(), actor.user_id
    directive.save(update_fields=["revoked_at", "revoked_by"])
    _record(actor, Action.DIRECTIVE_REVOKED, directive)


def _checked(value: str, known: Iterable[str], field: str) -> str:
    if value not in set(known):
        raise InvalidInput.at(field, "unknown-value", "Cette valeur n'est pas dans la liste.")
    return str(value)


def _checked_parts(kind: str, keep: Iterable[str]) -> list[str]:
    wanted = set(keep)
    if not wanted <= {part.value for part in Part}:
        raise InvalidInput.at("keep", "unknown-value", "Cette valeur n'est pas dans la liste.")
    if wanted and kind == DirectiveKind.GENERAL:
        raise InvalidInput.at("keep", "said-elsewhere", "Le tiers de confiance dit ce que conservent ces directives.")
    return sorted(wanted | {Part.RECORD.value}) if wanted else []


def _record(actor: Actor, action: Action, directive: PostMortemDirective) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=directive.practice_id,
        entity=("privacy.directive", directive.id),
        patient_id=directive.patient_id,
        details={"kind": directive.kind, "kept": len(directive.keep)},
    )
