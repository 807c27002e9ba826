"""A message with a number or words of health is set aside, examined, kept or destroyed."""

import pytest

from core.scoping import Actor
from patients.models import Patient
from patients.screening import WARNING
from privacy.errors import (
    RequestNotThere,
    RequestQuarantined,
)
from privacy.models import RightsLetter, RightsRequest
from privacy.rights.letters import Letter
from privacy.rights_queries import open_quarantined, open_request
from privacy.services.identity import prove_identity
from privacy.services.receive import (
    examine_quarantine,
    precise_request,
)
from tests.factories.patients import nir_for
from tests.factories.practices import House
from tests.privacy.requests import DATA, ask


def letters(request: RightsRequest) -> list[str]:
    """By instant; two of one instant in the order of the catalogue."""
    order = [letter.value for letter in Letter]
    rows = RightsLetter.objects.filter(request=request).values_list("written_at", "letter")
    return [letter for _, letter in sorted(rows, key=lambda row: (row[0], order.index(row[1])))]


@pytest.mark.requirement("SAS-27")
@pytest.mark.parametrize(("words", "found"), [("Je suis diabétique", ["health"]), (nir_for(order=3), ["nir"])])
def test_a_message_with_a_number_or_words_of_health_is_set_aside(
    ines: Actor, ours: House, patient: Patient, words: str, found: list[str]
) -> None:
    request = ask(ines, ours.practice, patient, intake="email", content=f"Bonjour, {words}, merci.")
    assert (request.quarantine, request.state, letters(request)) == (found, "received", ["quarantined"])
    (letter,) = RightsLetter.objects.filter(request=request)
    assert WARNING in letter.body.open() and words not in letter.body.open()
    assert open_request(ines, request.id).content == "", "closed until somebody examines it"
    assert words in open_quarantined(ines, request.id)
    with pytest.raises(RequestQuarantined):
        prove_identity(actor=ines, request_id=request.id, proof="on_the_spot")
    examined = examine_quarantine(actor=ines, request_id=request.id, keep_message=False)
    assert (examined.state, examined.quarantine, examined.content) == ("identity-pending", [], None)
    assert letters(request) == ["received", "quarantined", "identity"], "they know by when, and what is awaited"
    with pytest.raises(RequestNotThere):
        examine_quarantine(actor=ines, request_id=request.id, keep_message=False)


@pytest.mark.requirement("SAS-27")
def test_a_message_wrongly_set_aside_is_kept_whole(ines: Actor, ours: House) -> None:
    request = ask(ines, ours.practice, content="Le cabinet du docteur Cancer", data_concerned="")
    kept = examine_quarantine(actor=ines, request_id=request.id, keep_message=True)
    assert kept.state == "needs-precision"
    assert open_request(ines, request.id).content == "Le cabinet du docteur Cancer"


@pytest.mark.requirement("SAS-27")
def test_words_set_aside_in_the_data_named_are_destroyed_with_the_message(
    ines: Actor, ours: House, patient: Patient
) -> None:
    number = nir_for(order=33)
    request = ask(ines, ours.practice, patient, content="Bonjour", data_concerned=f"Corriger {number}")
    examined = examine_quarantine(actor=ines, request_id=request.id, keep_message=False)
    examined.refresh_from_db()
    assert (examined.state, examined.content, examined.data_concerned) == ("needs-precision", None, None)
    other = ask(ines, ours.practice, patient, content=f"Mon numéro : {number}")
    examine_quarantine(actor=ines, request_id=other.id, keep_message=False)
    assert open_request(ines, other.id).data_concerned == DATA, "what held nothing of the sort stays"


@pytest.mark.requirement("SAS-27", "ST-32")
@pytest.mark.parametrize("keep", [True, False])
def test_a_precision_is_screened_as_the_message_was(ines: Actor, ours: House, patient: Patient, keep: bool) -> None:
    request = ask(ines, ours.practice, patient, data_concerned="")
    said = precise_request(actor=ines, request_id=request.id, data_concerned="Mon cancer")
    assert (said.quarantine, said.state) == (["health"], "needs-precision") and "quarantined" in letters(request)
    assert open_request(ines, request.id).data_concerned == "", "closed until somebody examines it"
    examine_quarantine(actor=ines, request_id=request.id, keep_message=keep)
    sent = letters(request)
    assert sent.count("received") == 1 and sent.count("identity") == keep and sent.count("precision") == 2 - keep
    file = open_request(ines, request.id)
    wanted = ("Mon cancer", "identity-pending") if keep else ("", "needs-precision")
    assert (file.data_concerned, file.line.request.state) == wanted


@pytest.mark.requirement("ST-33", "SAS-28")
def test_whoever_made_their_request_precise_is_asked_who_they_are(ines: Actor, ours: House, patient: Patient) -> None:
    request = ask(ines, ours.practice, patient, data_concerned="")
    assert letters(request) == ["received", "precision"]
    precise_request(actor=ines, request_id=request.id, data_concerned=DATA)
    assert letters(request) == ["received", "precision", "identity"]


@pytest.mark.requirement("SAS-27")
@pytest.mark.parametrize("field", ["requester_name", "requester_contact"])
def test_a_number_beside_the_message_is_set_aside_too(ines: Actor, ours: House, patient: Patient, field: str) -> None:
    """A name that says an illness is a name."""
    assert ask(ines, ours.practice, patient, requester_name="Jean Cancer").quarantine == []
    number = nir_for(order=34)
    request = ask(ines, ours.practice, patient, **{field: f"Camille {number}"})
    assert (request.quarantine, getattr(open_request(ines, request.id), field)) == (["nir"], "")
    assert number in open_quarantined(ines, request.id)
    examine_quarantine(actor=ines, request_id=request.id, keep_message=False)
    shown = getattr(open_request(ines, request.id), field)
    assert shown == ("Nom effacé" if field == "requester_name" else "")
    request.refresh_from_db()
    assert open_request(ines, request.id).data_concerned == DATA
