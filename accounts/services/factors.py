"""Second factors: the telephone's application and the recovery codes."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from accounts.errors import InvalidCode
from accounts.models import RecoveryCode, TotpDevice, User
from accounts.permissions import check_fresh_step_up, check_may_manage_people
from accounts.second_factor import compact, digest_of, new_recovery_codes
from accounts.services.attempts import record_about
from accounts.services.sessions import end_all_sessions
from accounts.totp import new_seed
from audit.actions import Action
from audit.services import record
from core import clock
from core.errors import NotFound, Unauthenticated
from core.scoping import Actor


@transaction.atomic
def begin_totp_enrolment(*, user_id: UUID) -> str:
    """Prepare a new application for a person and answer its seed, to be shown once. The present one still works."""
    TotpDevice.objects.filter(user_id=user_id, confirmed=False).delete()
    seed = new_seed()
    TotpDevice(user_id=user_id, seed=seed, confirmed=False, created_at=clock.now()).save(force_insert=True)
    return seed


def enrol_totp(request: HttpRequest, *, actor: Actor, code: str) -> None:
    """Put the prepared application in the place of the present one, proven by its first code.

    Needs a fresh step-up; every other session ends. Raises StepUpRequired, InvalidCode, NotFound.
    """
    if not isinstance(request.user, User):
        raise Unauthenticated
    check_fresh_step_up(actor)
    if not confirm_device(request.user.id, code):
        raise InvalidCode
    with transaction.atomic():
        end_all_sessions(actor=actor, user_id=request.user.id, but=actor.session_id)
        record_about(request, request.user, Action.SECOND_FACTOR_ENROLLED)


@transaction.atomic
def confirm_device(user_id: UUID, code: str) -> bool:
    """Whether `code` comes from the application being prepared; if so it replaces the former one."""
    device = TotpDevice.objects.select_for_update().filter(user_id=user_id, confirmed=False).first()
    if device is None:
        raise NotFound
    if not device.verify_token(compact(code)):
        return False
    TotpDevice.objects.filter(user_id=user_id, confirmed=True).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return True


@transaction.atomic
def regenerate_recovery_codes(*, actor: Actor) -> list[str]:
    """Ten new recovery codes, shown once; the former ones are void. Needs a fresh step-up."""
    if actor.user_id is None:
        raise NotFound
    check_fresh_step_up(actor)
    codes = write_recovery_codes(actor.user_id)
    record(actor=actor, action=Action.RECOVERY_CODES_RENEWED, practice_id=None, entity=("user", actor.user_id))
    return codes


def write_recovery_codes(user_id: UUID) -> list[str]:
    """Replace a person's recovery codes; only their SHA-256 is kept."""
    RecoveryCode.objects.filter(user_id=user_id).delete()
    codes, at = new_recovery_codes(), clock.now()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user_id=user_id, digest=digest_of(code), created_at=at) for code in codes
    )
    return codes


@transaction.atomic
def reset_code_throttle(*, actor: Actor, user_id: UUID) -> None:
    """Let a person try codes again after too many wrong ones: the wait doubles without end otherwise."""
    check_may_manage_people(actor)
    device = TotpDevice.objects.select_for_update().filter(user_id=user_id, confirmed=True).first()
    if device is None:
        raise NotFound
    device.throttle_reset(commit=False)
    device.save(update_fields=["throttling_failure_timestamp", "throttling_failure_count"])
    record(actor=actor, action=Action.CODE_THROTTLE_RESET, practice_id=None, entity=("user", user_id))
