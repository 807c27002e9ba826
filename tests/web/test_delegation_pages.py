"""Who may act for the practice, said in words, and taken back at once."""

from collections.abc import Callable

import pytest
from django.test import Client

from practices.permissions import DELEGABLE, Permission
from tests.factories.accounts import signed_in
from tests.factories.practices import House, World, narrow
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, NADIA
from web.planning.words import WORDS

pytestmark = pytest.mark.django_db
HERE = "/planning/delegations/"


def test_a_mandate_says_who_may_do_what_until_when(browser: Callable[[str], Client], ours: House) -> None:
    page = browser(DR_MARTIN).get(HERE).content.decode()
    assert ours.secretariat.name in page and "En cours" in page
    assert "du 13/01/2041 au 14/01/2042" in page
    assert "Prendre des rendez-vous" in page and "Révoquer maintenant" in page


def test_revoked_it_gives_no_right_to_the_next_request(
    browser: Callable[[str], Client], world: World, ours: House
) -> None:
    doctor, camille = browser(DR_MARTIN), browser(CAMILLE)
    day = f"/planning/jour/?cabinet={ours.practice.id}"
    assert camille.get(day).status_code == 200
    revoke = doctor.get(HERE).content.decode().split('action="/planning/delegations/')[1].split('"')[0]
    assert browser(NADIA).post(f"{HERE}{revoke}").status_code == 403
    answer = doctor.post(f"{HERE}{revoke}", follow=True).content.decode()
    assert "Délégation révoquée" in answer and "Révoquée le 14/01/2041 par Dr_Martin" in answer
    assert "Révoquer maintenant" not in answer
    assert "Ce qu'elle permettait" in answer and "<h3>Peut</h3>" not in answer, "what is over stays folded"
    assert camille.get(day).status_code == 404


def test_what_an_older_mandate_lacks_is_said_and_added_with_a_code(
    browser: Callable[[str], Client], world: World, ours: House
) -> None:
    older = [one for one in ours.delegation.permissions if one != Permission.MESSAGE_SEND.value]
    narrowed = narrow(ours.delegation, older)
    doctor = browser(DR_MARTIN)
    page = doctor.get(HERE).content.decode()
    assert "Manque à ce mandat" in page and "Compléter le mandat" in page
    assert "Compléter le mandat" not in browser(NADIA).get(HERE).content.decode()
    assert "/compte/confirmation/" in doctor.post(f"{HERE}{narrowed.id}/completer/")["Location"]
    doctor = signed_in(Client(), world.people[DR_MARTIN], step_up=True)
    done = doctor.post(f"{HERE}{narrowed.id}/completer/", follow=True).content.decode()
    assert "Délégation complétée" in done and "Manque à ce mandat" not in done


@pytest.mark.requirement("SAS-05")
def test_a_mandate_is_given_and_changed_with_a_code(
    browser: Callable[[str], Client], world: World, ours: House
) -> None:
    doctor = signed_in(Client(), world.people[DR_MARTIN], step_up=True)
    other = world.theirs.secretariat
    number = {words: str(place) for place, (words, _) in enumerate(WORDS)}
    wanted = [number["Lire l'agenda et les rendez-vous"], number["Prendre des rendez-vous"]]
    typed = {"secretariat_id": str(other.id), "first_day": "2041-01-14", "last_day": "2041-02-14", "may": wanted}
    asked = browser(DR_MARTIN).post(f"{HERE}donner/", {**typed, "code": "000000"})
    assert asked.status_code == 401 and "Code refusé" in asked.content.decode()
    assert doctor.post(f"{HERE}donner/", {**typed, "may": []}).status_code == 400
    page = doctor.post(f"{HERE}donner/", typed, follow=True).content.decode()
    assert "Délégation donnée" in page
    assert "du 14/01/2041 au 14/02/2041" in page
    charlie, day = browser(CHARLIE), f"/planning/jour/?cabinet={ours.practice.id}"
    assert charlie.get(day).status_code == 200
    change = next(part.split('"')[0] for part in page.split('href="') if part.split('"')[0].endswith("/changer/"))
    kept = {"last_day": "2041-03-01", "may": [number["Répondre à vos appels"]]}
    assert browser(NADIA).get(change).status_code == 403
    page = doctor.post(change, kept, follow=True).content.decode()
    assert "Délégation changée" in page and "Révoquée le 14/01/2041 par Dr_Martin" in page
    assert charlie.get(day).status_code == 403


def test_what_is_said_of_a_mandate_may_be_delegated() -> None:
    assert all(needed <= DELEGABLE for _, needed in WORDS)
