"""A consigne is written, proposed, approved by the practitioner concerned, withdrawn. What it says never changes."""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import Actor
from instructions.enums import Authority, State
from instructions.errors import AbsenceUndecided
from instructions.lifecycle import OPEN, check_step
from instructions.models import Consigne, ConsigneVersion
from instructions.queries import is_concerned
from instructions.terms import Terms, checked
from practices.models import PractitionerRole, VisitReason
from practices.permissions import Permission, answers, check_may
from practices.queries import lock_practice


@transaction.atomic
def write_consigne(*, actor: Actor, practice_id: UUID, terms: Terms, absence_id: UUID | None = None) -> ConsigneVersion:
    """The first version of a new consigne, as a draft: nothing changes for anybody until it is approved.

    `absence_id`: the absence it tells, made by the caller in the same transaction. Raises NotFound, Forbidden,
    UnfitConsigne.
    """
    check_may(actor, Permission.CONSIGNE_WRITE, practice_id)
    lock_practice(practice_id)
    consigne = Consigne.objects.create(
        practice_id=practice_id, absence_id=absence_id, created_by_id=actor.user_id, created_at=clock.now()
    )
    return _write(actor, consigne, 1, terms)


@transaction.atomic
def change_consigne(*, actor: Actor, consigne_id: UUID, terms: Terms) -> ConsigneVersion:
    """The next version, as a draft; what is in force stays until it is approved. A draft on its way is withdrawn.

    Raises NotFound, Forbidden, UnfitConsigne.
    """
    consigne = _reach(actor, consigne_id, Permission.CONSIGNE_WRITE)
    versions = ConsigneVersion.objects.filter(practice_id=consigne.practice_id, consigne=consigne)
    for prepared in versions.filter(state__in=[state.value for state in OPEN]):
        _withdraw(actor, prepared)
    last = versions.order_by("-number").values_list("number", flat=True).first() or 0
    return _write(actor, consigne, last + 1, terms)


@transaction.atomic
def propose_consigne(*, actor: Actor, version_id: UUID) -> ConsigneVersion:
    """Put a draft before the practitioner concerned. Raises NotFound, Forbidden, ForbiddenStep."""
    version = _version(actor, version_id, Permission.CONSIGNE_WRITE)
    check_step(version.state, State.PROPOSED)
    version.state, version.proposed_at = State.PROPOSED.value, clock.now()
    version.save(update_fields=["state", "proposed_at"])
    _journal(actor, Action.CONSIGNE_PROPOSED, version)
    return version


@transaction.atomic
def approve_consigne(*, actor: Actor, version_id: UUID) -> ConsigneVersion:
    """In force from now on, within its dates; the version it follows is withdrawn at the same instant.

    By the practitioner concerned, or by whom the practice gave that right. Raises NotFound, Forbidden, ForbiddenStep.
    """
    version = _version(actor, version_id, Permission.CONSIGNE_APPROVE)
    check_may_approve(actor, version)
    check_step(version.state, State.APPROVED)
    former = ConsigneVersion.objects.filter(
        practice_id=version.practice_id, consigne=version.consigne_id, state=State.APPROVED.value
    )
    for one in former:
        _withdraw(actor, one)
    own = is_concerned(actor, version)
    version.state, version.approved_at = State.APPROVED.value, clock.now()
    version.approved_by_id = actor.user_id
    version.approved_as = (Authority.PRACTITIONER if own else Authority.DELEGATE).value
    version.save(update_fields=["state", "approved_at", "approved_by_id", "approved_as"])
    _journal(actor, Action.CONSIGNE_APPROVED, version)
    return version


@transaction.atomic
def withdraw_consigne(*, actor: Actor, version_id: UUID, absence_decided: bool = False) -> ConsigneVersion:
    """This version ends now. One in force needs whoever may approve it.

    `absence_decided`: the caller settles in the same transaction what becomes of the absence it tells. Raises NotFound,
    Forbidden, ForbiddenStep, AbsenceUndecided.
    """
    version = _version(actor, version_id, Permission.CONSIGNE_WRITE)
    if version.consigne.absence_id is not None and not absence_decided and version.state != State.WITHDRAWN:
        raise AbsenceUndecided(absence=str(version.consigne.absence_id))
    if version.state == State.APPROVED:
        check_may_approve(actor, version)
    check_step(version.state, State.WITHDRAWN)
    return _withdraw(actor, version)


def check_may_approve(actor: Actor, version: ConsigneVersion) -> None:
    """Raises NotFound, Forbidden: a practitioner decides for the own agenda, never for a colleague who signs in."""
    check_may(actor, Permission.CONSIGNE_APPROVE, version.practice_id)
    if actor.user_id is None or not version.practitioner_ids or is_concerned(actor, version):
        return
    if actor.may(Permission.URGENCY_SIGN, version.practice_id) and _all_sign_in(version):
        raise Forbidden()


may_approve = answers(check_may_approve)


def _all_sign_in(version: ConsigneVersion) -> bool:
    roles = PractitionerRole.objects.filter(
        practice_id=version.practice_id, practitioner__in=version.practitioner_ids, practitioner__user__isnull=True
    )
    return not roles.exists()


def _write(actor: Actor, consigne: Consigne, number: int, terms: Terms) -> ConsigneVersion:
    terms = checked(terms)
    _check_ids(consigne.practice_id, terms)
    version = ConsigneVersion.objects.create(
        practice_id=consigne.practice_id,
        consigne=consigne,
        number=number,
        kind=terms.kind,
        effect=terms.effect,
        sentence=terms.sentence,
        question=terms.question,
        choices=[{"code": c.code, "label": c.label, "blocks": c.blocks} for c in terms.choices],
        requirement=terms.requirement,
        practitioner_ids=list(terms.practitioners),
        visit_reason_ids=list(terms.visit_reasons),
        doors=list(terms.doors),
        from_date=terms.from_date,
        until_date=terms.until_date,
        weekdays=list(terms.weekdays),
        opens=terms.opens,
        closes=terms.closes,
        age_from=terms.age_from,
        age_until=terms.age_until,
        familiarity=terms.familiarity,
        written_by_id=actor.user_id,
        written_at=clock.now(),
    )
    _journal(actor, Action.CONSIGNE_WRITTEN, version)
    return version


def _check_ids(practice_id: UUID, terms: Terms) -> None:
    """Raises InvalidInput for a practitioner or a reason of another practice."""
    people = PractitionerRole.objects.filter(practice_id=practice_id, practitioner__in=terms.practitioners)
    if set(people.values_list("practitioner_id", flat=True)) != set(terms.practitioners):
        raise InvalidInput.at("practitioners", "unknown-value", "Ce praticien n'est pas du cabinet.")
    reasons = VisitReason.objects.filter(practice_id=practice_id, id__in=terms.visit_reasons)
    if reasons.count() != len(terms.visit_reasons):
        raise InvalidInput.at("visit_reasons", "unknown-value", "Ce motif n'est pas du cabinet.")


def _reach(actor: Actor, consigne_id: UUID, permission: Permission) -> Consigne:
    """The consigne, its practice locked so that its versions follow each other."""
    consigne = Consigne.objects.filter(pk=consigne_id, practice_id__in=actor.practice_ids).first()
    if consigne is None:
        raise NotFound()
    check_may(actor, permission, consigne.practice_id)
    lock_practice(consigne.practice_id)
    return consigne


def _version(actor: Actor, version_id: UUID, permission: Permission) -> ConsigneVersion:
    rows = ConsigneVersion.objects.filter(pk=version_id, practice_id__in=actor.practice_ids)
    seen = rows.only("practice_id").first()
    if seen is None:
        raise NotFound()
    check_may(actor, permission, seen.practice_id)
    lock_practice(seen.practice_id)
    return rows.select_related("consigne").get()


def _withdraw(actor: Actor, version: ConsigneVersion) -> ConsigneVersion:
    version.state, version.withdrawn_at = State.WITHDRAWN.value, clock.now()
    version.withdrawn_by_id = actor.user_id
    version.save(update_fields=["state", "withdrawn_at", "withdrawn_by_id"])
    _journal(actor, Action.CONSIGNE_WITHDRAWN, version)
    return version


def _journal(actor: Actor, action: Action, version: ConsigneVersion) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=version.practice_id,
        entity=("instructions.consigne_version", version.id),
        details={"consigne": version.consigne_id, "number": version.number, "effect": version.effect},
    )
