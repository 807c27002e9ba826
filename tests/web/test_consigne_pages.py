"""The pages of consignes: written, previewed, approved, withdrawn; the urgency protocol as lines of text."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from booking.models import Absence
from core.scoping import acting_as, system_actor
from instructions.errors import ProtocolUnfit
from instructions.models import Consigne, ConsigneVersion, UrgencyProtocol
from instructions.services import propose_consigne
from instructions.urgency import steps_of
from tests.factories.consignes import SENTENCE, STEPS, make_consigne, make_protocol
from tests.factories.practices import House
from tests.personas import CAMILLE, DR_MARTIN, NADIA
from web.desk.forms_consignes import choices_of
from web.desk.protocol_text import steps_of_text, text_of

Browser = Callable[[str], Client]


@pytest.fixture(autouse=True)
def of_the_practice(ours: House) -> Iterator[None]:
    """What the tests look up themselves is read for the practice."""
    with acting_as(system_actor(ours.practice.id)):
        yield


def shown(response: Any) -> str:
    return " ".join(response.content.decode().split()).replace("&#x27;", "'")


def listed(client: Client, house: House) -> str:
    return shown(client.get("/bureau/consignes/", {"cabinet": house.practice.id}))


def test_a_secretary_writes_and_proposes_and_the_practitioner_approves(browser: Browser, ours: House) -> None:
    camille, martin = browser(CAMILLE), browser(DR_MARTIN)
    form = {
        "sentence": "Pas de vaccin sans le carnet.",
        "kind": "important",
        "effect": "ask",
        "question": "A-t-il son carnet ?",
        "answers": "Oui\nNon !",
        "practitioners": [str(ours.role.practitioner_id)],
        "visit_reasons": [str(ours.visit_reason.id)],
        "weekdays": ["0", "2"],
        "from_date": "2041-01-14",
        "age_until": "18",
    }
    written = camille.post(f"/bureau/consignes/nouvelle/?cabinet={ours.practice.id}", form)
    assert written.status_code == 302, shown(written)
    page = shown(camille.get(written["Location"]))
    for said in ("moins de 18 ans", "lundi, mercredi", "à partir du 14/01/2041", "Non (empêche)", "Brouillon"):
        assert said in page
    version = ConsigneVersion.objects.get()
    camille.post(f"/bureau/consignes/versions/{version.id}/proposer/")
    assert "À proposer ou à approuver" in listed(martin, ours)
    martin.post(f"/bureau/consignes/versions/{version.id}/approuver/")
    version.refresh_from_db()
    assert (version.state, version.approved_as) == ("approved", "practitioner")
    assert "En vigueur" in listed(camille, ours)


def test_what_is_refused_is_said_at_its_field(browser: Browser, ours: House) -> None:
    told = {"sentence": "Appelez le 06 39 98 00 01", "kind": "info", "effect": "block"}
    refused = browser(CAMILLE).post(f"/bureau/consignes/nouvelle/?cabinet={ours.practice.id}", told)
    assert refused.status_code == 400
    page = shown(refused)
    assert "Un numéro de téléphone n'a pas sa place" in page
    assert "Une information se lit seulement" in page
    assert not Consigne.objects.exists()


def test_the_history_shows_every_version_and_what_the_newest_touches(browser: Browser, ours: House) -> None:
    first = make_consigne(ours.practice)
    nadia = browser(NADIA)
    changed = nadia.post(
        f"/bureau/consignes/{first.consigne_id}/", {"sentence": "Autre.", "kind": "rule", "effect": "warn"}
    )
    assert changed.status_code == 302
    page = shown(browser(CAMILLE).get(f"/bureau/consignes/{first.consigne_id}/"))
    assert "rendez-vous à venir" in page
    assert "libres des sept jours" in page
    assert page.index("version 2") < page.index("version 1")
    assert "Approuver" not in shown(nadia.get(f"/bureau/consignes/{first.consigne_id}/"))


def test_an_absence_is_told_and_its_end_is_asked(browser: Browser, ours: House) -> None:
    camille = browser(CAMILLE)
    told = {
        "practitioner": str(ours.role.practitioner_id),
        "first_day": "2041-01-16",
        "last_day": "2041-01-17",
        "reason_code": "leave",
        "sentence": "Le médecin est absent mercredi et jeudi.",
    }
    written = camille.post(f"/bureau/consignes/absence/?cabinet={ours.practice.id}", told)
    assert written.status_code == 302, shown(written)
    version, away = ConsigneVersion.objects.get(), Absence.objects.get()
    assert (str(version.from_date), str(version.until_date)) == ("2041-01-16", "2041-01-17")
    assert (away.ends_at - away.starts_at).days == 2
    assert "Et l'absence dans l'agenda ?" in shown(camille.get(written["Location"]))
    assert camille.post(f"/bureau/consignes/versions/{version.id}/retirer/").status_code == 422
    done = camille.post(f"/bureau/consignes/versions/{version.id}/retirer/", {"absence": "removed"})
    assert (done.status_code, Absence.objects.count()) == (302, 0)


def test_answers_are_written_one_a_line() -> None:
    assert [(one.label, one.blocks) for one in choices_of("Oui\n\n Non, jamais !\n")] == [
        ("Oui", False),
        ("Non, jamais", True),
    ]


def test_a_protocol_is_written_as_lines_and_read_back() -> None:
    text = text_of(STEPS)
    assert text.splitlines()[1] == "- Oui > 15 | Je vous passe le 15."
    assert text_of(steps_of_text(text)) == text
    for unread in ("Sans marque", "- Oui > 15", "? Quoi ?\n- Oui"):
        with pytest.raises(ProtocolUnfit):
            steps_of_text(unread)


def test_only_a_practitioner_is_offered_the_signature(browser: Browser, ours: House) -> None:
    camille, martin = browser(CAMILLE), browser(DR_MARTIN)
    address = f"/bureau/urgences/?cabinet={ours.practice.id}"
    refused = camille.post(address, {"text": "? Quoi ?\n- Oui > 15\n- Non > 7"})
    assert (refused.status_code, "Cette question n'existe pas" in shown(refused)) == (400, True)
    assert camille.post(address, {"text": text_of(STEPS)}).status_code == 302
    protocol = UrgencyProtocol.objects.get()
    assert [step.text for step in steps_of(protocol.steps)] == [step.text for step in STEPS]
    assert "Signer la version 1" not in shown(camille.get(address))
    assert "Signer la version 1" in shown(martin.get(address))
    martin.post(f"/bureau/urgences/{protocol.id}/signer/")
    assert "en vigueur, signée le" in shown(camille.get(address))


def test_a_newer_draft_leaves_the_signed_one_in_force(browser: Browser, ours: House) -> None:
    make_protocol(ours.practice)
    make_protocol(ours.practice, signed=False)
    page = shown(browser(CAMILLE).get(f"/bureau/urgences/?cabinet={ours.practice.id}"))
    assert page.index("Version 2 · à signer") < page.index("Version 1 · en vigueur")


def test_what_waits_is_apart_from_what_acts(browser: Browser, ours: House) -> None:
    make_consigne(ours.practice)
    waiting = make_consigne(ours.practice, sentence="En attente.", approved=False)
    system = system_actor(ours.practice.id)
    with acting_as(system):
        propose_consigne(actor=system, version_id=waiting.id)
    page = listed(browser(CAMILLE), ours)
    assert page.index("En attente.") < page.index("Consignes du cabinet") < page.index(SENTENCE)
