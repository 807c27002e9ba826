"""Publishing a charter or a secrecy contract, and accepting it. Versions and acceptances are added, never changed."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.enums import SignInMethod
from accounts.queries import second_factor_of
from audit import services as audit
from audit.actions import Action
from consent import charter_texts
from consent.charter_queries import check_may_publish, last_version, owed
from consent.charters import Organisation
from consent.errors import CharterNotRead
from consent.models import AcceptanceMethod, Charter, CharterAcceptance, CharterKind
from consent.models.charter import MAX_CHARTER
from core import clock
from core.errors import Conflict, InvalidInput, NotFound, Unauthenticated
from core.plain_text import clean_lines
from core.scoping import Actor
from practices.constraints import refused_as
from practices.texts import one_of

METHODS = {
    SignInMethod.TOTP: AcceptanceMethod.TOTP,
    SignInMethod.RECOVERY_CODE: AcceptanceMethod.RECOVERY_CODE,
}


@transaction.atomic
def publish_charter(
    *, actor: Actor, organisation: Organisation, kind: str, text: str, effective_at: datetime | None = None
) -> Charter:
    """The next version, in force from `effective_at` (aware; now by default, never before); then it is asked again.

    Raises NotFound, Forbidden, InvalidInput, Conflict (two publications at once).
    """
    check_may_publish(actor, organisation)
    chosen = CharterKind(one_of(CharterKind, "kind", kind))
    words = clean_lines(text, "text", MAX_CHARTER)
    if not words:
        raise InvalidInput.at("text", "blank", "Ce champ est obligatoire.")
    return _publish(actor, organisation, chosen, words, effective_at, published_by_id=actor.user_id)


@transaction.atomic
def give_default_texts(*, actor: Actor, practice_id: UUID | None = None, secretariat_id: UUID | None = None) -> None:
    """The product's own two texts, on the day an organisation is opened: a newcomer always has them to accept."""
    organisation = Organisation(practice_id, secretariat_id)
    for kind, text in ((CharterKind.CHARTER, charter_texts.CHARTER), (CharterKind.SECRECY, charter_texts.SECRECY)):
        _publish(actor, organisation, kind, text, None, published_by_id=None)


@transaction.atomic
def accept_charter(*, actor: Actor, charter_id: UUID, sha256: str) -> CharterAcceptance:
    """Record that the actor accepts this version, whose digest they were shown. Twice is once.

    Raises Unauthenticated (no session with both factors), NotFound (not owed), CharterNotRead (another text).
    """
    method = METHODS.get(SignInMethod(second_factor_of(actor) or SignInMethod.PASSWORD))
    if actor.user_id is None or method is None:
        raise Unauthenticated
    already = CharterAcceptance.objects.filter(user_id=actor.user_id, charter_id=charter_id).first()
    if already is not None:
        return already
    charter = next((one for one in owed(actor) if one.id == charter_id), None)
    if charter is None:
        raise NotFound
    if charter.sha256 != sha256:
        raise CharterNotRead
    return write_acceptance(actor, actor.user_id, charter, method)


def write_acceptance(actor: Actor, user_id: UUID, charter: Charter, method: AcceptanceMethod) -> CharterAcceptance:
    """The row and its event. The caller has checked that the text is owed and was read."""
    with refused_as({"charteracceptance_once": Conflict}):
        acceptance = CharterAcceptance.objects.create(
            practice_id=charter.practice_id,
            charter=charter,
            user_id=user_id,
            version=charter.version,
            sha256=charter.sha256,
            at=clock.now(),
            method=method,
            session_id=actor.session_id,
        )
    audit.record(
        actor=actor,
        action=Action.CHARTER_ACCEPTED,
        practice_id=charter.practice_id,
        entity=("consent.charter_acceptance", acceptance.id),
        details={
            "kind": charter.kind, "version": charter.version, "sha256": charter.sha256, "method": method.value,
        },
    )  # fmt: skip
    return acceptance


def _publish(
    actor: Actor,
    organisation: Organisation,
    kind: CharterKind,
    text: str,
    effective_at: datetime | None,
    *,
    published_by_id: UUID | None,
) -> Charter:
    now = clock.now()
    # Two publications at once would take the same number: the database lets one through.
    with refused_as({"charter_practice_version_once": Conflict, "charter_secretariat_version_once": Conflict}):
        charter = Charter.objects.create(
            practice_id=organisation.practice_id,
            secretariat_id=organisation.secretariat_id,
            kind=kind,
            version=last_version(organisation, kind) + 1,
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            effective_at=max(effective_at or now, now),
            published_at=now,
            published_by_id=published_by_id,
        )
    audit.record(
        actor=actor,
        action=Action.CHARTER_PUBLISHED,
        practice_id=organisation.practice_id,
        entity=("consent.charter", charter.id),
        details={"kind": kind.value, "version": charter.version, "sha256": charter.sha256},
    )
    return charter
