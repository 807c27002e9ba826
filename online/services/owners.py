"""Two proofs before a record is opened to whoever it is about: the link of one of its visits, then a code.

The code goes to the contact that the practice wrote down, never to one that is typed here. Asking does the same work
and gives the same answer whether the record has such a contact or not.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.scoping import Actor
from online.allowances import place_of
from online.errors import ProofGone
from online.models import OwnerProof
from online.services.codes import CHANNEL, Verdict, judge_code, renew_code
from online.services.drafts import digest_of
from online.services.links import open_link
from outbox.services import enqueue

TOPIC = "online.owner-code"
_OTHERWISE = "Vous pouvez aussi demander vos données au cabinet, sur place ou par courrier."
# As long as somebody reads their file, exports it and writes a request.
LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, repr=False)
class BegunProof:
    """`token` is for the browser alone: the row keeps its digest."""

    token: str
    proof: OwnerProof


@transaction.atomic
def ask_proof(*, actor: Actor, practice_id: UUID, link_id: UUID) -> BegunProof:
    """The first proof is held: send the code of the second. Raises LinkInvalid, TooManyOnline."""
    visit, now = open_link(practice_id, link_id).visit, clock.now()
    token = secrets.token_urlsafe(32)
    proof = OwnerProof(
        practice_id=practice_id,
        token_digest=digest_of(token),
        appointment_id=visit.id,
        created_at=now,
        expires_at=now + LASTS,
    )
    proof.save(force_insert=True)
    send_owner_code(actor=actor, proof=proof)
    return BegunProof(token, proof)


@transaction.atomic
def send_owner_code(*, actor: Actor, proof: OwnerProof) -> None:
    """Another code; the former one ends. Raises TooManyOnline."""
    renew_code(proof, _place(proof), instead=_OTHERWISE)
    enqueue(topic=TOPIC, practice_id=proof.practice_id, entity_id=proof.id, channel=CHANNEL, version=proof.code_number)
    _trace(actor, Action.CODE_ASKED, proof)


@transaction.atomic
def prove_owner(*, actor: Actor, proof: OwnerProof, typed: str) -> Verdict:
    """Whether both proofs are held now."""
    verdict = judge_code(proof, typed)
    if verdict is Verdict.RIGHT:
        _trace(actor, Action.CONTACT_PROVEN, proof)
    return verdict


def open_proof(practice_id: UUID, token: str) -> OwnerProof:
    """The proof of this browser, whole or not yet, locked until the end of the transaction. Raises ProofGone."""
    rows = OwnerProof.objects.select_for_update().filter(practice_id=practice_id, expires_at__gt=clock.now())
    proof = rows.filter(token_digest=digest_of(token)).first() if token else None
    if proof is None:
        raise ProofGone()
    return proof


@transaction.atomic
def close_proof(*, proof: OwnerProof) -> None:
    """The person has finished: what was open is closed at once."""
    proof.delete()


def _place(proof: OwnerProof) -> str:
    """Counted by visit: the contact is not even read while a code is asked for."""
    return place_of(f"visit:{proof.appointment_id}")


def _trace(actor: Actor, action: Action, proof: OwnerProof) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=proof.practice_id,
        entity=("online.owner_proof", proof.id),
        details={"number": proof.code_number, "appointment": proof.appointment_id},
    )
