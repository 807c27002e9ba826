"""The letters of requests leave by the outbox: each once, as written, and not when the request is gone."""

from uuid import UUID

import pytest
from django.db import connection

from core.scoping import Actor
from notifications.sender import send_due
from outbox.models import OutboxRow
from privacy.models import RightsLetter, RightsRequest
from privacy.rights_erasable import forget
from tests.factories.practices import House
from tests.privacy.requests import ask


class Box:
    """A sender that remembers what it carried."""

    def __init__(self) -> None:
        self.carried: list[UUID] = []

    def send_letter(self, key: UUID, letter_id: UUID) -> None:
        self.carried.append(letter_id)


@pytest.mark.requirement("SAS-26")
def test_a_letter_by_mail_is_carried_once(ines: Actor, ours: House) -> None:
    request = ask(ines, ours.practice, intake="email")
    connection.check_constraints()
    box = Box()
    send_due(box)  # type: ignore[arg-type]
    send_due(box)  # type: ignore[arg-type]
    assert sorted(box.carried) == sorted(RightsLetter.objects.filter(request=request).values_list("id", flat=True))
    assert {row.last_outcome for row in OutboxRow.objects.filter(topic="rights.letter")} == {"sent"}


def test_the_letter_of_a_forgotten_request_is_not_carried(ines: Actor, ours: House) -> None:
    request = ask(ines, ours.practice, intake="email")
    forget(RightsRequest.objects.filter(id=request.id))
    box = Box()
    send_due(box)  # type: ignore[arg-type]
    assert box.carried == []
    assert {row.last_outcome for row in OutboxRow.objects.filter(topic="rights.letter")} == {"no-such-letter"}
