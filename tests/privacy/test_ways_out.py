"""Nothing of a person leaves by a way that the practice has not validated (CH-04)."""

import json
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from core.scoping import Actor
from notifications.letters import LetterMessage
from notifications.sender import send_due
from outbox.models import OutboxRow
from patients.models import Patient
from privacy.errors import ChannelNotValidated
from privacy.models import RightsLetter
from privacy.services.channels import validate_channel
from privacy.services.export import export_request
from privacy.services.letters import answer_request
from tests.factories.accounts import signed_in
from tests.factories.channels import close_ways
from tests.factories.practices import House, World
from tests.personas import INES
from tests.privacy.requests import ask, granted, rectified

pytestmark = pytest.mark.requirement("CH-04")
WHY = "Remise à la personne"


def refused_at(act: Callable[[], object]) -> tuple[str, str]:
    """The field named, and the sentence."""
    with pytest.raises(ChannelNotValidated) as refusal:
        act()
    (error,) = refusal.value.errors
    return error.field, error.detail


@pytest.mark.parametrize(("way", "kind", "label"), [("outbox", "email", "Courriel"), ("print", "post", "Courrier")])
def test_an_answer_leaves_by_a_validated_way_alone(
    ines: Actor, ours: House, patient: Patient, way: str, kind: str, label: str
) -> None:
    request = rectified(ines, ours.practice, patient)
    close_ways(ines, ours.practice)
    field, sentence = refused_at(lambda: answer_request(actor=ines, request_id=request.id, way=way))
    assert field == "way" and f"« {label} »" in sentence
    request.refresh_from_db()
    assert request.answered_at is None and not RightsLetter.objects.filter(letter="granted").exists()
    validate_channel(actor=ines, practice_id=ours.practice.id, kind=kind)
    assert answer_request(actor=ines, request_id=request.id, way=way).way == way


def test_the_answer_by_mail_goes_to_a_validated_domain(ines: Actor, ours: House, patient: Patient) -> None:
    request = rectified(ines, ours.practice, patient, requester_contact="Me Roy <roy@avocats.example>")
    close_ways(ines, ours.practice)
    validate_channel(actor=ines, practice_id=ours.practice.id, kind="email", target="ailleurs.example")
    refused_at(lambda: answer_request(actor=ines, request_id=request.id, way="outbox"))
    validate_channel(actor=ines, practice_id=ours.practice.id, kind="email", target="avocats.example")
    answer_request(actor=ines, request_id=request.id, way="outbox")


def test_an_export_is_made_for_a_validated_way_alone_and_the_way_is_kept(
    ines: Actor, ours: House, patient: Patient
) -> None:
    request = granted(ines, ours.practice, patient, kind="access")

    def export(way: str, to: str = "") -> bytes:
        return export_request(actor=ines, request_id=request.id, shape="json", reason=WHY, way=way, to=to).content

    field, sentence = refused_at(lambda: export("secure-mail", "roy@mss.example"))
    assert field == "way" and "Messagerie sécurisée" in sentence and "roy@" not in sentence
    request.refresh_from_db()
    assert request.executed == []
    validate_channel(actor=ines, practice_id=ours.practice.id, kind="secure-mail", target="mss.example")
    assert json.loads(export("secure-mail", "roy@mss.example"))["identity"]["family_name"] == patient.used_name
    request.refresh_from_db()
    assert request.decision_note is not None
    assert "(Messagerie sécurisée de santé, roy@mss.example)" in request.decision_note.open()


def test_the_refusal_is_said_at_the_api_and_on_the_page(
    world: World, ines: Actor, ours: House, patient: Patient
) -> None:
    request = rectified(ines, ours.practice, patient)
    close_ways(ines, ours.practice, "email")
    officer = signed_in(Client(), world.people[INES], step_up=True)
    said = officer.post(
        f"/api/v1/rights-requests/{request.id}/answer", {"way": "outbox"}, content_type="application/json"
    )
    assert said.status_code == 422 and said.json()["type"].endswith("channel-not-validated")
    assert said.json()["errors"][0]["field"] == "way"
    page = officer.post(f"/registre/demandes/{request.id}/repondre/", {"way": "outbox"})
    assert page.status_code == 422 and "« Courriel » n&#x27;est pas validé" in page.content.decode()


def test_whoever_wrote_by_mail_is_answered_on_paper_where_mail_is_not_validated(ines: Actor, ours: House) -> None:
    assert ways_of(ask(ines, ours.practice, intake="email").id) == {"outbox"}
    close_ways(ines, ours.practice, "email")
    assert ways_of(ask(ines, ours.practice, intake="email").id) == {"print"}


def test_a_letter_written_before_its_way_was_withdrawn_is_not_carried(ines: Actor, ours: House) -> None:
    class Box:
        def send_letter(self, letter: LetterMessage) -> None:
            raise AssertionError("carried by a way that nobody validates any more")

    ask(ines, ours.practice, intake="email")
    connection.check_constraints()
    close_ways(ines, ours.practice, "email")
    send_due(Box())  # type: ignore[arg-type]
    outcomes = set(OutboxRow.objects.filter(topic="rights.letter").values_list("last_outcome", flat=True))
    assert outcomes == {"channel-not-validated"}


def ways_of(request_id: UUID) -> set[str]:
    return set(RightsLetter.objects.filter(request=request_id).values_list("way", flat=True))
