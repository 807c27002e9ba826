"""The letters of requests leave by the outbox: each once, as written, and not when the request is gone."""

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from core import clock
from core.errors import NotFound
from core.scoping import Actor, acting_as
from notifications.letters import LetterMessage
from notifications.post import PostSender
from notifications.sender import send_due
from outbox.models import OutboxRow
from patients.models import Patient
from patients.services import PatientChanges
from privacy.models import Propagation, RightsLetter, RightsRequest
from privacy.rights_erasable import forget
from privacy.services.execute import rectify
from privacy.services.letters import answer_request
from privacy.services.posting import count_to_post, letters_to_post, post_letter
from tests.factories.accounts import signed_in
from tests.factories.channels import close_ways
from tests.factories.practices import House, World
from tests.personas import INES
from tests.privacy.requests import ask, granted, rectified


class Box:
    """A sender that remembers what it carried."""

    def __init__(self) -> None:
        self.carried: list[UUID] = []

    def send_letter(self, letter: LetterMessage) -> None:
        self.carried.append(letter.letter_id)


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


@pytest.mark.requirement("SAS-26")
def test_an_answer_is_mailed_word_for_word_to_whoever_asked(
    ines: Actor, ours: House, patient: Patient, mailoutbox: list[Any]
) -> None:
    request = rectified(ines, ours.practice, patient, intake="email", requester_contact="Me Roy <roy@avocats.example>")
    answer = answer_request(actor=ines, request_id=request.id, way="outbox")
    connection.check_constraints()
    send_due(PostSender())
    mails = {one.body.strip(): one for one in mailoutbox}
    mail = mails[answer.body.open().strip()]
    assert (mail.to, mail.subject) == (["roy@avocats.example"], "Un courrier vous est adressé")
    assert request.reference in mail.body
    rows = OutboxRow.objects.filter(topic="rights.letter")
    assert {(row.state, row.last_outcome) for row in rows} == {("done", "sent")}


def test_a_letter_that_no_mail_may_carry_waits_on_paper(ines: Actor, ours: House, mailoutbox: list[Any]) -> None:
    without = ask(ines, ours.practice, intake="email", requester_contact="06 39 98 00 01")
    assert set(RightsLetter.objects.filter(request=without).values_list("way", flat=True)) == {"print"}
    request = ask(ines, ours.practice, intake="email")
    connection.check_constraints()
    close_ways(ines, ours.practice, "email")
    send_due(PostSender())
    assert mailoutbox == []
    assert {row.last_outcome for row in OutboxRow.objects.filter(topic="rights.letter")} == {"channel-not-validated"}
    words: dict[str, list[str]] = {"outbox": [], "print": []}
    for letter in RightsLetter.objects.filter(request=request):
        words[letter.way].append(letter.body.open())
    assert sorted(words["print"]) == sorted(words["outbox"]) != []


@pytest.mark.requirement("ST-24")
def test_a_recipient_of_the_data_is_mailed_its_letter(
    ines: Actor, ours: House, patient: Patient, mailoutbox: list[Any]
) -> None:
    request = granted(ines, ours.practice, patient)
    told = "Mutuelle du Test <rectifications@mutuelle.example>"
    rectify(actor=ines, request_id=request.id, changes=PatientChanges(email="n@example.fr"), recipients=[told])
    connection.check_constraints()
    send_due(PostSender())
    (mail,) = [one for one in mailoutbox if one.to == ["rectifications@mutuelle.example"]]
    assert "article 19 du RGPD" in mail.body
    assert Propagation.objects.get(request=request).state == "sent"


@pytest.mark.requirement("SAS-26", "ST-31")
def test_whoever_posts_letters_has_one_list_of_them(
    ines: Actor, charlie: Actor, ours: House, patient: Patient, world: World
) -> None:
    asked = ask(ines, ours.practice, intake="post", requester_name="Zoé Postier", requester_contact="3 rue du Parc")
    told = rectified(ines, ours.practice, patient, intake="email")
    row = Propagation.objects.create(
        practice_id=ours.practice.id, request=told, recipient="Mutuelle du Test", listed_at=clock.now(),
        letter=RightsLetter.objects.create(
            practice_id=ours.practice.id, request=told, letter="recipient", way="print", body="Corrigez.",
            written_at=clock.now(),
        ),
    )  # fmt: skip
    waiting = letters_to_post(ines, ours.practice.id)
    envelopes = {(one.to, one.address) for one in waiting}
    assert envelopes == {("Zoé Postier", "3 rue du Parc"), ("Mutuelle du Test", "")}, "no mail is in it"
    with acting_as(charlie), pytest.raises(NotFound):
        post_letter(actor=charlie, letter_id=waiting[0].letter.id)
    officer = signed_in(Client(), world.people[INES])
    page = officer.get("/registre/courriers/").content.decode()
    assert asked.reference in page and "3 rue du Parc" in page
    assert f'Courriers <span class="tag alert">{len(waiting)}<span class="sr"> à poster</span></span>' in page
    assert (count_to_post(ines), count_to_post(charlie)) == (len(waiting), 0)
    for one in waiting:
        assert officer.post(f"/registre/courriers/{one.letter.id}/parti/").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.sent_at) == ("sent", clock.now()), "their acknowledgement is waited for"
    assert "Zoé Postier" not in officer.get("/registre/courriers/").content.decode()
    assert officer.get(f"/api/v1/rights-letters?practice={ours.practice.id}").json()["results"] == []
    with pytest.raises(IntegrityError, match="posted_on_paper"), transaction.atomic():
        RightsLetter.objects.filter(request=told, way="outbox").update(posted_at=clock.now(), posted_by=ines.user_id)


def test_a_letter_that_mail_could_not_carry_is_posted_to_its_recipient(
    ines: Actor, ours: House, patient: Patient
) -> None:
    request = granted(ines, ours.practice, patient)
    rectify(
        actor=ines, request_id=request.id, changes=PatientChanges(email="neuf@example.fr"),
        recipients=["Me Roy, roy@avocats.example"],
    )  # fmt: skip
    connection.check_constraints()
    close_ways(ines, ours.practice, "email")
    send_due(Box())  # type: ignore[arg-type]
    assert "Me Roy, roy@avocats.example" in {one.to for one in letters_to_post(ines, ours.practice.id)}
