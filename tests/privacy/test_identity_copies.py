"""The copy of an identity document: two kinds, sealed, opened with a code, never older than thirty days."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from core.errors import InvalidInput, NotFound, StepUpRequired
from core.scoping import Actor
from patients.models import Patient
from privacy.models import IdentityCopy
from privacy.services.decide import decide_request
from privacy.services.identity import LARGEST_COPY, add_copy, destroy_old_copies, open_copy, prove_identity
from tests.factories.booking import NOW
from tests.factories.practices import House
from tests.privacy.requests import JPEG, ask


@pytest.mark.requirement("ST-33")
def test_a_copy_is_sealed_opened_with_a_code_and_destroyed_once_looked_at(
    ines: Actor, ours: House, patient: Patient
) -> None:
    request = ask(ines, ours.practice, patient)
    copy = add_copy(actor=ines, request_id=request.id, document="passport", content=JPEG)
    with connection.cursor() as raw:
        raw.execute("SELECT content FROM privacy_identitycopy WHERE id = %s", [copy.id])
        assert JPEG[:8] not in bytes(raw.fetchone()[0])
    with pytest.raises(StepUpRequired):
        open_copy(actor=replace(ines, step_up_until=None), request_id=request.id, copy_id=copy.id)
    assert open_copy(actor=ines, request_id=request.id, copy_id=copy.id)[1] == JPEG
    with pytest.raises(InvalidInput):
        prove_identity(actor=ines, request_id=request.id, proof="identity_card")
    proven = prove_identity(actor=ines, request_id=request.id, proof="passport")
    assert (proven.state, proven.identity_proof) == ("in-progress", "passport")
    copy.refresh_from_db()
    assert copy.content is None and copy.destroyed_at == NOW, "the fact that it was seen stays"
    with pytest.raises(NotFound):
        open_copy(actor=ines, request_id=request.id, copy_id=copy.id)


@pytest.mark.requirement("ST-33")
@pytest.mark.parametrize(
    ("document", "content"),
    [
        ("residence_permit", JPEG),
        ("passport", b"GIF89a" + bytes(20)),
        ("passport", b""),
        ("identity_card", b"%PDF-1.7" + bytes(LARGEST_COPY)),
    ],
)
def test_two_documents_only_of_three_formats_and_two_megabytes(
    ines: Actor, ours: House, document: str, content: bytes
) -> None:
    request = ask(ines, ours.practice)
    with pytest.raises(InvalidInput):
        add_copy(actor=ines, request_id=request.id, document=document, content=content)
    largest = b"%PDF-" + bytes(LARGEST_COPY - 5)
    assert add_copy(actor=ines, request_id=request.id, document="identity_card", content=largest).size == LARGEST_COPY


@pytest.mark.requirement("ST-33")
def test_no_copy_outlives_thirty_days(ines: Actor, ours: House, travel: time_machine.Traveller) -> None:
    request = ask(ines, ours.practice)
    add_copy(actor=ines, request_id=request.id, document="passport", content=JPEG)
    travel.move_to(NOW + timedelta(days=30, seconds=-1))
    assert destroy_old_copies(actor=ines, practice_id=ours.practice.id) == 0
    travel.move_to(NOW + timedelta(days=30))
    assert destroy_old_copies(actor=ines, practice_id=ours.practice.id) == 1
    assert IdentityCopy.objects.get().content is None


@pytest.mark.requirement("ST-33")
def test_a_refusal_destroys_the_copies_too(ines: Actor, ours: House) -> None:
    request = ask(ines, ours.practice)
    add_copy(actor=ines, request_id=request.id, document="passport", content=JPEG)
    decide_request(actor=ines, request_id=request.id, outcome="refuse", grounds=["identity-unproven"])
    assert IdentityCopy.objects.get().content is None
