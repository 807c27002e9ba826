"""Which numbers are answered for which practice, and whose telephone is which."""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from calls.errors import LineTaken
from calls.models import AgentPhone, Line
from core import clock
from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from practices.constraints import refused_as
from practices.permissions import Permission, check_may, check_may_on_platform
from practices.texts import checked_name
from telephony_adapters.numbers import UnreadableNumber, read_number

MAX_GREETING = 300


@transaction.atomic
def add_line(*, actor: Actor, practice_id: UUID, account: str, number: str, name: str, greeting: str = "") -> Line:
    """`number` is answered for this practice from now on. Raises NotFound, Forbidden, InvalidInput, LineTaken."""
    check_may(actor, Permission.LINE_EDIT, practice_id)
    try:
        e164 = read_number(number)
    except UnreadableNumber:
        raise InvalidInput.at("number", "invalid-phone", "Ce numéro de téléphone n'est pas valide.") from None
    line = Line(
        practice_id=practice_id,
        account=checked_name(account, "account", 31),
        e164=e164,
        name=checked_name(name),
        greeting=checked_name(greeting, "greeting", MAX_GREETING) if greeting else "",
        created_at=clock.now(),
    )
    with refused_as({"line_answered_for_one_practice": LineTaken}):
        line.save(force_insert=True)
    audit.record(actor=actor, action=Action.LINE_ADDED, practice_id=practice_id, entity=("calls.line", line.id))
    return line


@transaction.atomic
def withdraw_line(*, actor: Actor, practice_id: UUID, line_id: UUID) -> None:
    """Calls to it are nobody's from now on; those that were stay. Raises NotFound, Forbidden."""
    check_may(actor, Permission.LINE_EDIT, practice_id)
    changed = Line.objects.filter(practice_id=practice_id, id=line_id, withdrawn_at__isnull=True).update(
        withdrawn_at=clock.now()
    )
    if not changed:
        raise NotFound()
    audit.record(actor=actor, action=Action.LINE_WITHDRAWN, practice_id=practice_id, entity=("calls.line", line_id))


@transaction.atomic
def assign_phone(*, actor: Actor, account: str, agent: str, user_id: UUID) -> AgentPhone:
    """That extension is this person's telephone, and no longer anybody else's. Raises Forbidden, InvalidInput."""
    check_may_on_platform(actor, Permission.PERSON_MANAGE)
    account, agent = checked_name(account, "account", 31), checked_name(agent, "agent", 64)
    _end_phone(account, agent)
    phone = AgentPhone.objects.create(account=account, agent=agent, user_id=user_id, started_at=clock.now())
    audit.record(actor=actor, action=Action.PHONE_ASSIGNED, practice_id=None, entity=("calls.agent_phone", phone.id))
    return phone


@transaction.atomic
def release_phone(*, actor: Actor, account: str, agent: str) -> None:
    """Nobody's telephone any more. Raises Forbidden, NotFound."""
    check_may_on_platform(actor, Permission.PERSON_MANAGE)
    phone_id = _end_phone(account, agent)
    if phone_id is None:
        raise NotFound()
    audit.record(actor=actor, action=Action.PHONE_RELEASED, practice_id=None, entity=("calls.agent_phone", phone_id))


def _end_phone(account: str, agent: str) -> UUID | None:
    held = AgentPhone.objects.select_for_update().filter(account=account, agent=agent, ended_at__isnull=True).first()
    if held is None:
        return None
    held.ended_at = clock.now()
    held.save(update_fields=["ended_at"])
    return held.id
