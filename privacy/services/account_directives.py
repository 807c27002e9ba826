"""What people with an account want after their death: said and revoked by themselves, carried out by the officer."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from accounts import services as accounts
from accounts.enums import AccountStatus
from accounts.models import User
from accounts.permissions import check_fresh_step_up
from accounts.services.retention import forget_person
from audit.actions import Action
from core import clock
from core.errors import Forbidden, NotFound
from core.plain_text import clean_lines
from core.scoping import Actor
from practices.permissions import Permission
from practices.texts import one_of
from privacy.errors import AlreadyAnswered
from privacy.models import AccountDirective
from privacy.operator_acts import check_edits, journal

LONGEST_TEXT, LONGEST_EXECUTOR = 2000, 300


@transaction.atomic
def give_account_directive(*, actor: Actor, wish: str, text: str = "", executor: str = "") -> AccountDirective:
    """One's own last word about one's own account; the former one is revoked. Raises Forbidden, InvalidInput."""
    user_id = _oneself(actor)
    directive = AccountDirective(
        user_id=user_id,
        wish=one_of(AccountDirective.Wish, "wish", wish),
        text=clean_lines(text, "text", LONGEST_TEXT) or None,
        executor=clean_lines(executor, "executor", LONGEST_EXECUTOR) or None,
        given_at=clock.now(),
    )
    revoke_account_directive(actor=actor)
    directive.save(force_insert=True)
    journal(actor, Action.ACCOUNT_DIRECTIVE_GIVEN, "account_directive", directive.id)
    return directive


@transaction.atomic
def revoke_account_directive(*, actor: Actor) -> None:
    """No reason asked; without one nothing changes. Raises Forbidden."""
    former = AccountDirective.objects.select_for_update().filter(
        user_id=_oneself(actor), revoked_at__isnull=True, carried_out_at__isnull=True
    )
    for directive in former:
        directive.revoked_at = clock.now()
        directive.save(update_fields=["revoked_at"])
        journal(actor, Action.ACCOUNT_DIRECTIVE_REVOKED, "account_directive", directive.id)


def own_directive(actor: Actor) -> AccountDirective | None:
    """The one in force. Raises Forbidden."""
    return AccountDirective.objects.filter(user_id=_oneself(actor), revoked_at__isnull=True).first()


def account_directives(actor: Actor) -> list[AccountDirective]:
    """Those in force, for the officer; sealed. Raises Forbidden."""
    check_edits(actor)
    return list(AccountDirective.objects.filter(revoked_at__isnull=True).select_related("user").order_by("given_at"))


@transaction.atomic
def open_account_directive(*, actor: Actor, directive_id: UUID) -> tuple[str, str]:
    """Its words and whom it charges, in clear; journalled. Raises Forbidden, NotFound."""
    directive = _in_force(actor, directive_id)
    journal(actor, Action.ACCOUNT_DIRECTIVE_OPENED, "account_directive", directive.id)
    texts = (directive.text, directive.executor)
    said, charged = ("" if text is None else text.open() for text in texts)
    return said, charged


@transaction.atomic
def carry_out_account_directive(*, actor: Actor, directive_id: UUID) -> AccountDirective:
    """The death is established: the account closes, and what names the person goes at once where they wanted it.

    Otherwise it goes with the usual term (R-05). Raises Forbidden, NotFound, StepUpRequired, AlreadyAnswered,
    NotYourself.
    """
    directive = _in_force(actor, directive_id)
    check_fresh_step_up(actor)
    if directive.carried_out_at is not None:
        raise AlreadyAnswered()
    if User.objects.get(id=directive.user_id).status != AccountStatus.CLOSED:
        entrusted = replace(actor, platform=actor.platform | {Permission.PERSON_MANAGE})
        accounts.close_account(actor=entrusted, user_id=directive.user_id)
    directive.carried_out_at, directive.carried_out_by_id = clock.now(), actor.user_id
    directive.save(update_fields=["carried_out_at", "carried_out_by"])
    journal(actor, Action.ACCOUNT_DIRECTIVE_CARRIED_OUT, "account_directive", directive.id)
    if directive.wish == AccountDirective.Wish.ERASE:
        forget_person(actor=actor, user_id=directive.user_id)
        forget_directives([directive.user_id])
    return directive


def forget_directives(user_ids: Collection[UUID]) -> None:
    """With the account itself (R-05, R-09). The caller journals that the person was forgotten."""
    AccountDirective.objects.filter(user_id__in=user_ids).delete()


def _oneself(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise Forbidden()
    return actor.user_id


def _in_force(actor: Actor, directive_id: UUID) -> AccountDirective:
    check_edits(actor)
    found = AccountDirective.objects.select_for_update().filter(id=directive_id, revoked_at__isnull=True).first()
    if found is None:
        raise NotFound()
    return found
