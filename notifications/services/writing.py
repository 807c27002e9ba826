"""Every change of a delivery's state passes here: the table of states is asked, what is left to do is opened."""

from datetime import datetime
from uuid import UUID

from consent.services.guardian_links import visit_of_link, was_told_aloud
from core import clock
from notifications.judging import Leaves
from notifications.kinds import ENDS_BY_ITSELF, Kind, Medium
from notifications.models import Cause, Delivery, FollowUp, SettledAs
from notifications.numbers import number_key
from notifications.services.claims import LEASE
from notifications.states import State, check_next
from notifications.wording import TEMPLATE_VERSION
from outbox import services as outbox

_OPENS = {State.FAILED: Cause.FAILED, State.EXPIRED: Cause.FAILED, State.UNKNOWN: Cause.UNKNOWN}
# Why a patient who must know could not be told.
_UNREACHED = frozenset(
    {"cannot-be-reached", "no-sms-channel", "no-email-channel", "number-stopped", "too-long", "one-sms-a-day"}
)


def to_state(row: Delivery, state: State, reason: str = "", **values: object) -> None:
    """Raises WrongTransition. Whatever is not under way any more has no lease. `values` are other columns."""
    check_next(State(row.state), state)
    row.state, row.reason, row.state_at = state.value, reason[:64], clock.now()
    if state is not State.SENDING:
        row.claim_id, row.leased_until = None, None
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    if state in _OPENS:
        _ask_somebody(row, _OPENS[state])
    elif state in (State.ACCEPTED, State.DELIVERED):
        _settle_by_itself(row)


def make_void(row: Delivery, reason: str, *, must_know: bool = False) -> None:
    """It is not said (a code). `must_know`: the visit changed without the patient, so somebody tells them."""
    to_state(row, State.VOID, reason)
    if must_know and reason in _UNREACHED:
        open_follow_up(row, Cause.NOT_TOLD)


def wait(row: Delivery, until: datetime, reason: str = "") -> None:
    """Due again then; the worker's turn ends."""
    row.due_at, row.reason, row.claim_id, row.leased_until = until, reason, None, None
    row.save(update_fields=["due_at", "reason", "claim_id", "leased_until"])


def mark_sending(row: Delivery, lead: Delivery, way: Leaves) -> None:
    """Under the reference of `lead`, and a lease that begins now: the vendor may take as long as it is allowed to."""
    now = clock.now()
    row.claim_id, row.leased_until = lead.claim_id, now + LEASE
    to_state(
        row,
        State.SENDING,
        reference=lead.id,
        sending_at=now,
        template_version=TEMPLATE_VERSION,
        account=way.line.account.name if way.line else "",
        sender=way.line.sender[:16] if way.line else "",
        number_key=number_key(row.practice_id, way.to) if way.medium is Medium.SMS else None,
    )


def _ask_somebody(row: Delivery, cause: Cause) -> None:
    """Nothing that failed is lost: about a guardian's link somebody asks the guardian, about the rest reads why."""
    kind = Kind(row.kind)
    if kind is Kind.GUARDIAN:
        asked = outbox.recall(row.practice_id, row.id)
        visit = visit_of_link(row.practice_id, asked.entity_id) if asked else None
        if visit is not None and asked is not None:
            guardian_to_reach(row.practice_id, visit, asked.entity_id)
    elif kind not in ENDS_BY_ITSELF:
        open_follow_up(row, cause)


def open_follow_up(row: Delivery, cause: Cause) -> None:
    """One open line a message, whatever happens to it next."""
    FollowUp.objects.bulk_create(
        [FollowUp(practice_id=row.practice_id, cause=cause.value, delivery=row, opened_at=clock.now())],
        ignore_conflicts=True,
    )


def guardian_to_reach(practice_id: UUID, appointment_id: UUID, link_id: UUID) -> None:
    """One open line a visit: somebody asks or tells its guardian, whom no message reaches.

    None for whoever agreed by voice: what is kept and how to object was read to them (ST-45).
    """
    if was_told_aloud(practice_id, link_id):
        return
    FollowUp.objects.bulk_create(
        [
            FollowUp(
                practice_id=practice_id,
                cause=Cause.GUARDIAN.value,
                appointment_id=appointment_id,
                opened_at=clock.now(),
            )
        ],
        ignore_conflicts=True,
    )


def guardian_heard(practice_id: UUID, appointment_id: UUID) -> None:
    """Their answer came, or the visit awaits nobody any more: nothing is left to do about reaching them."""
    left = FollowUp.objects.filter(practice_id=practice_id, appointment=appointment_id, settled_at__isnull=True)
    left.filter(cause=Cause.GUARDIAN.value).update(settled_as=SettledAs.DONE.value, settled_at=clock.now())


def rung_no_more(practice_id: UUID, appointment_id: UUID) -> None:
    """It has an hour again, or is cancelled: should it lose one more, that is another matter, and another line."""
    left = FollowUp.objects.filter(practice_id=practice_id, appointment=appointment_id, settled_at__isnull=True)
    left.filter(cause=Cause.DISPLACED.value).update(settled_as=SettledAs.DONE.value, settled_at=clock.now())


def must_know(kind: Kind, *, by_practice: bool) -> bool:
    """Whether the patient cannot know it otherwise."""
    return kind is Kind.CANCELLED and by_practice


def _settle_by_itself(row: Delivery) -> None:
    """What was said to have failed arrived after all: nothing is left to do."""
    left = FollowUp.objects.filter(practice_id=row.practice_id, delivery=row, settled_at__isnull=True)
    left.update(settled_as=SettledAs.DONE.value, settled_at=clock.now())
