"""What a person decides about a purpose: one act to say yes, one act to say no, in force at once (ST-26, ST-28)."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from consent.decisions import NO, YES, Decision, Reach
from consent.errors import NoNoticeInForce, NotByConsent, NotObjectable
from consent.models import ConsentRecord, Notice
from consent.purposes import LegalBasis, Purpose, basis_of
from consent.queries import current_notice, last_decision
from consent.services.notices import notice_read
from core import clock
from core.errors import InvalidInput
from core.scoping import Actor, Channel
from practices.permissions import Permission, check_may

_ACTIONS = {
    Decision.GIVEN: Action.CONSENT_GIVEN,
    Decision.WITHDRAWN: Action.CONSENT_WITHDRAWN,
    Decision.ACCEPTED: Action.OBJECTION_LIFTED,
    Decision.OBJECTED: Action.OBJECTION_MADE,
}


@transaction.atomic
def give_consent(
    *,
    actor: Actor,
    practice_id: UUID,
    subject_id: UUID,
    purpose: Purpose,
    notice_version: int | None,
    channel: str,
    call_id: UUID | None = None,
) -> ConsentRecord:
    """The person was told the text of this purpose in force, and says yes.

    Raises NotFound, Forbidden, NotByConsent, ConsentRequired, NoticeOutdated, NoNoticeInForce, InvalidInput.
    """
    check_may(actor, Permission.CONSENT_RECORD, practice_id)
    _check_basis(purpose, LegalBasis.CONSENT)
    notice = notice_read(practice_id, notice_version, purpose)
    return _keep(actor, practice_id, subject_id, purpose, Decision.GIVEN, notice, channel, call_id)


@transaction.atomic
def withdraw_consent(
    *,
    actor: Actor,
    practice_id: UUID,
    subject_id: UUID,
    purpose: Purpose,
    channel: str,
    call_id: UUID | None = None,
) -> ConsentRecord:
    """The person takes the consent back; no text to read, no reason to give (GDPR art. 7(3)).

    Raises NotFound, Forbidden, NotByConsent, InvalidInput.
    """
    check_may(actor, Permission.CONSENT_RECORD, practice_id)
    _check_basis(purpose, LegalBasis.CONSENT)
    notice = _in_force(practice_id, purpose)
    return _keep(actor, practice_id, subject_id, purpose, Decision.WITHDRAWN, notice, channel, call_id)


@transaction.atomic
def object_to_purpose(
    *,
    actor: Actor,
    practice_id: UUID,
    subject_id: UUID,
    purpose: Purpose,
    channel: str,
    call_id: UUID | None = None,
) -> ConsentRecord:
    """The person objects to what rests on a legitimate interest (GDPR art. 21).

    Raises NotFound, Forbidden, NotObjectable, InvalidInput.
    """
    check_may(actor, Permission.CONSENT_RECORD, practice_id)
    _check_basis(purpose, LegalBasis.LEGITIMATE_INTEREST)
    notice = _in_force(practice_id, purpose)
    return _keep(actor, practice_id, subject_id, purpose, Decision.OBJECTED, notice, channel, call_id)


@transaction.atomic
def accept_purpose(
    *,
    actor: Actor,
    practice_id: UUID,
    subject_id: UUID,
    purpose: Purpose,
    channel: str,
    reach: Reach | None = None,
    call_id: UUID | None = None,
) -> ConsentRecord:
    """The person has nothing against it: an objection is lifted, and `reach` says how they want to be reached.

    Raises NotFound, Forbidden, NotObjectable, InvalidInput.
    """
    check_may(actor, Permission.CONSENT_RECORD, practice_id)
    _check_basis(purpose, LegalBasis.LEGITIMATE_INTEREST)
    notice = _in_force(practice_id, purpose)
    return _keep(actor, practice_id, subject_id, purpose, Decision.ACCEPTED, notice, channel, call_id, reach)


@transaction.atomic
def stop_purpose(
    *,
    actor: Actor,
    practice_id: UUID,
    subject_id: UUID,
    purpose: Purpose,
    channel: str,
    call_id: UUID | None = None,
) -> ConsentRecord:
    """« Stop this »: a withdrawal or an objection, whichever the basis of the purpose calls for; stopped at once.

    Raises NotFound, Forbidden, NotObjectable for what the person asks for themselves, InvalidInput.
    """
    act = withdraw_consent if basis_of(purpose) is LegalBasis.CONSENT else object_to_purpose
    return act(
        actor=actor,
        practice_id=practice_id,
        subject_id=subject_id,
        purpose=purpose,
        channel=channel,
        call_id=call_id,
    )


def _check_basis(purpose: Purpose, basis: LegalBasis) -> None:
    """K10: each act belongs to one basis, and a purpose has only one."""
    held = basis_of(purpose)
    if held is not basis:
        refusal = NotByConsent if basis is LegalBasis.CONSENT else NotObjectable
        raise refusal(legal_basis=held.value)


def _in_force(practice_id: UUID, purpose: Purpose) -> Notice | None:
    """A no, and a yes that is no consent, need no text of their own."""
    try:
        return current_notice(practice_id, purpose=purpose)
    except NoNoticeInForce:
        return None


def _keep(
    actor: Actor,
    practice_id: UUID,
    subject_id: UUID,
    purpose: Purpose,
    decision: Decision,
    notice: Notice | None,
    channel: str,
    call_id: UUID | None,
    reach: Reach | None = None,
) -> ConsentRecord:
    assert decision in (YES.get(basis_of(purpose)), NO.get(basis_of(purpose)))
    if channel not in set(Channel):
        raise InvalidInput.at("channel", "unknown-value", "Cette valeur n'est pas dans la liste.")
    now, last = clock.now(), last_decision(practice_id, subject_id, purpose)
    record = ConsentRecord.objects.create(
        practice_id=practice_id,
        subject_id=subject_id,
        purpose=purpose.value,
        decision=decision.value,
        reach=reach.value if reach else "",
        notice=notice,
        channel=channel,
        recorded_by_id=actor.user_id,
        # The last one decides: two decisions never share an instant.
        at=now if last is None else max(now, last.at + timedelta(microseconds=1)),
        call_id=call_id or actor.calls.get(practice_id),
    )
    audit.record(
        actor=actor,
        action=_ACTIONS[decision],
        practice_id=practice_id,
        entity=("consent.consent_record", record.id),
        patient_id=subject_id,
        details={"purpose": purpose.value, "version": notice.version if notice else None, "call": call_id},
    )
    return record
