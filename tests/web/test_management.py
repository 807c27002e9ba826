"""The manager's pages: whole or not at all, of one organisation alone, and a door that suits each person."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.totp import code_at
from core import clock
from core.scoping import acting_as, system_actor
from practices.enums import SecretariatRole
from practices.models import Location, Practice, SecretariatMembership
from practices.permissions import Permission
from practices.services import join_secretariat
from tests.factories.accounts import signed_in
from tests.factories.booking import open_every_week
from tests.factories.charters import accepted
from tests.factories.online import open_online
from tests.factories.practices import House, World, join_as_practitioner, make_person, narrow
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, INES, NADIA

pytestmark = pytest.mark.django_db
HERE = "/gestion/"
TYPED = {
    "name": "Cabinet des Tilleuls",
    "kind": "general",
    "phone": "01 99 00 44 10",
    "place": "Les Tilleuls",
    "city": "Saint-Denis",
    "holiday_territory": "974",
    "family_name": "Laurent",
    "given_names": "Paul",
    "username": "paul.laurent",
    "mandate_until": "2042-01-14",
    "lends_hours": "on",
    "attested": "on",
}


@pytest.fixture
def manager(world: World) -> Client:
    """nadia, who gave a code a moment ago: she gives rights."""
    return signed_in(Client(), world.people[NADIA], step_up=True)


def opened(manager: Client, house: House, **changes: str) -> Any:
    return manager.post(f"{HERE}ouvrir/", {**TYPED, "secretariat_id": str(house.secretariat.id), **changes})


def test_a_practice_is_opened_whole_and_set_up_until_a_time_is_offered(
    browser: Callable[[str], Client], manager: Client, world: World, ours: House
) -> None:
    nadia = manager
    stale = opened(browser(NADIA), ours, code="000000")
    assert stale.status_code in (400, 401, 422) and "one-time-code" in stale.content.decode()
    before = Practice.objects.count()
    refused = opened(nadia, ours, username=CAMILLE)
    assert refused.status_code == 409 and "déjà pris" in refused.content.decode()
    assert opened(nadia, ours, attested="").status_code == 400
    assert opened(nadia, ours, mandate_until="2041-01-01").status_code == 400
    assert not [one for one in nadia.get(HERE).context["lines"] if one.managed.practice.name == TYPED["name"]]
    known = world.theirs.role.practitioner.rpps or ""  # registered elsewhere, without an account until now
    assert opened(nadia, ours, name="Cabinet voisin", username="anne.martin", rpps=known).status_code == 302
    made = opened(nadia, ours)
    assert made.status_code == 302 and Practice.objects.count() == before
    practice = made["Location"].removesuffix("etapes/motifs/")
    assert "Rien ne peut encore" in nadia.get(practice).content.decode()
    said = nadia.post(f"{practice}etapes/motifs/", {"name_0": "Consultation", "minutes_0": "20", "name_1": "Bilan"})
    assert said.status_code == 400 and "Combien de minutes" in said.content.decode()
    said = nadia.post(f"{practice}etapes/motifs/", {"name_0": "Consultation", "minutes_0": "20"})
    assert said["Location"] == f"{practice}etapes/plages/"
    wrong = nadia.post(said["Location"], {"mo0": "09:00", "mc0": "12:00", "ao1": "18:00", "ac1": "14:00"})
    assert wrong.status_code == 400 and "Rien ne peut encore" in nadia.get(practice).content.decode()
    said = nadia.post(said["Location"], {"mo1": "09:00", "mc1": "12:00"}, follow=True).content.decode()
    assert "Mardi 15 janvier à 09:00 · Paul Laurent · Consultation, 20 min" in said
    line = {
        "number": "01 99 00 44 11",
        "name": "Accueil",
        "greeting": "Cabinet des Tilleuls, bonjour.",
        "account": "exchange",
    }
    said = nadia.post(f"{practice}etapes/ligne/", line, follow=True).content.decode()
    assert "01 99 00 44 11" in said
    more = {"family_name": "Roy", "given_names": "Zoé", "location_id": _first(nadia, f"{practice}etapes/praticien/")}
    assert nadia.post(f"{practice}etapes/praticien/", more)["Location"] == f"{practice}etapes/plages/"
    assert nadia.get(f"{practice}etapes/plages/").content.decode().count('id="t-connues"') <= 1
    page = nadia.get(practice).content.decode()
    assert "Première disponibilité" in page and "Un agenda n'a pas encore de plages" in page
    code = nadia.post(re.findall(r'action="([^"]+/inviter/[^"]+)"', page)[0]).content.decode()
    assert "Code d&#x27;invitation de Paul Laurent" in code or "Code d'invitation de Paul Laurent" in code
    assert_comes_in(re.findall(r'class="code">([^<]+)<', code)[0], "La-Neige-Tombe-Sur-4-Toits")


def _first(client: Client, path: str) -> str:
    return re.findall(r'<option value="([0-9a-f-]{36})"', client.get(path).content.decode())[0]


def assert_comes_in(token: str, password: str) -> None:
    """With the code: a password, an application, and then the front door asks for the charter before anything."""
    stranger = Client()
    page = stranger.post("/connexion/inscription/", {"token": token})
    seed = page.context["draft"].seed
    done = stranger.post(
        "/connexion/inscription/",
        {"token": token, "password": password, "repeated": password, "code": code_at(seed, clock.now().timestamp())},
    )
    assert "codes de secours" in done.content.decode().lower()


@pytest.mark.requirement("SAS-03")
@pytest.mark.requirement("SAS-07")
def test_another_secretariat_s_manager_sees_nothing_of_it(
    browser: Callable[[str], Client], world: World, ours: House
) -> None:
    stranger = make_person("fanny")
    _join(world.theirs, stranger, SecretariatRole.MANAGER)
    fanny = signed_in(Client(), accepted(stranger) or stranger)
    practice, theirs = f"{HERE}cabinets/{ours.practice.id}/", f"{HERE}cabinets/{world.theirs.practice.id}/"
    ours_only = SecretariatMembership.objects.get(user=world.people[CAMILLE])
    for path in (practice, f"{practice}etapes/motifs/", f"{HERE}equipe/{ours_only.id}/"):
        assert fanny.get(path).status_code == 404
        assert browser(NADIA).get(path).status_code == 200
    assert fanny.post(f"{practice}mandat/suspendre/").status_code == 404
    assert fanny.post(f"{HERE}equipe/{ours_only.id}/inviter/").status_code == 404
    assert opened(fanny, ours).status_code == 400  # ours is not among the secretariats she may choose
    assert fanny.get(theirs).status_code == 200
    seen = fanny.get(HERE).content.decode() + fanny.get(f"{HERE}equipe/").content.decode()
    assert ours.practice.name not in seen and "Camille" not in seen


def test_a_practice_that_is_open_is_corrected_where_it_is_read(browser: Callable[[str], Client], ours: House) -> None:
    open_online(ours)
    nadia, here = browser(NADIA), f"{HERE}cabinets/{ours.practice.id}/"
    told = {"name": "Cabinet du Parc", "kind": "general", "phone": "01 99 00 44 20", "greeting": "Bonjour."}
    wrong = nadia.post(f"{here}corriger/", {**told, "phone": "12"})
    assert wrong.status_code == 400 and "pas valide" in wrong.content.decode()
    said = nadia.post(
        f"{here}corriger/", {**told, "public_text": "Au fond de la cour.\r\n\r\nDeuxième étage."}, follow=True
    )
    assert "Cabinet du Parc" in said.content.decode()
    public = Client().get(f"/rdv/{ours.practice.id}/").content.decode()
    assert "01 99 00 44 20" in public and "Au fond de la cour.\n\nDeuxième étage." in public
    assert "Deuxième étage" in nadia.get(f"{here}corriger/").content.decode()
    place = f"{here}lieux/{ours.location.id}/"
    nadia.post(place, {"place": "Siège", "address_line": "4 rue des Ponts", "postal_code": "54000", "city": "Nancy"})
    assert "4 rue des Ponts" in Client().get(f"/rdv/{ours.practice.id}/").content.decode()
    assert nadia.post(f"{here}lieux/", {"place": "Annexe", "holiday_territory": "974"}).status_code == 302
    twice = nadia.post(place, {"place": "Annexe"})
    assert twice.status_code == 409 and "déjà utilisé" in twice.content.decode()
    with acting_as(system_actor(ours.practice.id)):
        places = dict(Location.objects.filter(practice=ours.practice).values_list("name", "timezone"))
    assert places == {"Siège": "Europe/Paris", "Annexe": "Indian/Reunion"}
    closed = nadia.post(f"{here}agendas/{ours.role.id}/fermer/", follow=True).content.decode()
    assert "ne propose plus rien" in closed
    assert Client().get(f"/rdv/{ours.practice.id}/").status_code == 404, "nobody is left to book with"


def test_hours_that_are_open_are_changed_from_the_step_and_from_the_practice(
    browser: Callable[[str], Client], ours: House
) -> None:
    nadia, here = browser(NADIA), f"{HERE}cabinets/{ours.practice.id}/"
    open_every_week(ours.role)
    link = f"/planning/horaires/?cabinet={ours.practice.id}&amp;agenda={ours.role.id}"
    for page in (here, f"{here}etapes/plages/"):
        assert f'href="{link}"' in nadia.get(page).content.decode(), page
    change = nadia.get(link.replace("&amp;", "&")).content.decode()
    assert f"/planning/horaires/{ours.role.id}/plage/" in change, "and there she changes them"


def test_somebody_leaves_the_team_and_never_oneself(
    browser: Callable[[str], Client], world: World, ours: House
) -> None:
    nadia, camille = browser(NADIA), browser(CAMILLE)
    of = {one.user_id: one.id for one in SecretariatMembership.objects.filter(secretariat=ours.secretariat)}
    day = f"/planning/jour/?cabinet={ours.practice.id}"
    assert camille.get(day).status_code == 200
    assert nadia.post(f"{HERE}equipe/{of[world.people[NADIA].id]}/quitter/").status_code == 404
    left = nadia.post(f"{HERE}equipe/{of[world.people[CAMILLE].id]}/quitter/", follow=True).content.decode()
    assert "ne fait plus partie de l" in left
    assert camille.get(day).status_code != 200
    assert nadia.get(HERE).status_code == 200


def test_a_narrow_mandate_leaves_the_rest_to_the_practice_and_the_list_costs_the_same(
    browser: Callable[[str], Client], ours: House, django_assert_max_num_queries: Any
) -> None:
    narrow(ours.delegation, [Permission.PRACTICE_READ, Permission.PRACTICE_CONFIGURE])
    nadia = browser(NADIA)
    with django_assert_max_num_queries(30):
        assert "À terminer" in nadia.get(HERE).content.decode()
    page = nadia.get(f"{HERE}cabinets/{ours.practice.id}/").content.decode()
    assert page.count("Au praticien") == 3 and "Aucune ligne" in page


def test_work_for_a_practice_is_set_aside_and_taken_up_again(
    browser: Callable[[str], Client], world: World, ours: House
) -> None:
    nadia, camille, doctor = browser(NADIA), browser(CAMILLE), browser(DR_MARTIN)
    day, act = f"/planning/jour/?cabinet={ours.practice.id}", f"{HERE}cabinets/{ours.practice.id}/mandat/"
    said = nadia.post(f"{act}suspendre/", follow=True).content.decode()
    assert "Suspendu depuis le" in said
    assert camille.get(day).status_code == 404 and doctor.get(day).status_code == 200
    assert "Suspendue par le secrétariat" in doctor.get("/planning/delegations/").content.decode()
    assert "Suspendu" in nadia.get(HERE).content.decode()
    nadia.post(f"{act}reprendre/")
    assert camille.get(day).status_code == 200


def test_a_role_changes_for_somebody_else_and_their_screens_close(
    browser: Callable[[str], Client], manager: Client, world: World, ours: House
) -> None:
    nadia, camille = manager, browser(CAMILLE)
    of = {one.user_id: one.id for one in SecretariatMembership.objects.filter(secretariat=ours.secretariat)}
    assert camille.get("/bureau/").status_code == 200
    mine, hers = (f"{HERE}equipe/{of[world.people[name].id]}/" for name in (NADIA, CAMILLE))
    assert nadia.post(mine, {"role": "secretary"}).status_code == 403
    changed = nadia.post(hers, {"role": "manager"}, follow=True).content.decode()
    assert "Responsable du télésecrétariat" in changed
    assert camille.get("/bureau/")["Location"].startswith("/connexion/")


def test_everybody_lands_where_they_work_with_links_to_the_rest(
    browser: Callable[[str], Client], world: World, ours: House
) -> None:
    doors = {CAMILLE: "/bureau/", DR_MARTIN: "/planning/", NADIA: HERE, INES: "/registre/", CHARLIE: "/bureau/"}
    assert {name: browser(name).get("/")["Location"] for name in doors} == doors
    both = world.people[NADIA]
    join_as_practitioner(ours.practice, both)
    accepted(both)
    nadia = signed_in(Client(), both)
    assert nadia.get("/")["Location"] == "/planning/"
    page = nadia.get("/planning/messages/").content.decode()
    for place in (HERE, "/bureau/", "/registre/"):
        assert f'href="{place}"' in page


def _join(house: House, user: Any, role: SecretariatRole) -> None:
    join_secretariat(actor=system_actor(), secretariat_id=house.secretariat.id, user_id=user.id, role=role)
