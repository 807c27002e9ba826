"""Sanctions on screen: a manager suspends, withdraws for good, writes down who tells the Order; nobody else may."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.enums import AccountStatus
from accounts.models import AccessSanction, OrderReport, User
from core import clock
from privacy.models import PendingAct
from tests.factories.accounts import signed_in
from tests.factories.practices import World
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, INES, NADIA

BASE, PENDING = "/registre/sanctions/", "/registre/a-confirmer/"
WHY = "Dossiers ouverts sans motif"
As = Callable[[str], Client]


@pytest.fixture
def nadia(world: World) -> Client:
    return signed_in(Client(), world.people[NADIA])


@pytest.fixture
def camille_user(world: World) -> User:
    return world.people[CAMILLE]


def page_of(person: User) -> str:
    return f"{BASE}personnes/{person.id}/"


def standing(person: User) -> AccountStatus:
    return User.objects.get(id=person.id).status_at(clock.now())


@pytest.mark.requirement("CH-17")
def test_a_suspension_with_an_end_is_written_with_its_reason_and_ends_by_itself(
    nadia: Client, camille_user: User, travel: time_machine.Traveller
) -> None:
    told = {"reason": WHY, "severity": "serious", "ends_at": "2041-01-16T08:00"}
    assert nadia.post(page_of(camille_user) + "suspendre/", told).status_code == 302
    page = nadia.get(page_of(camille_user)).content.decode()
    assert "jusqu'au 16/01/2041 à 08:00" in page and WHY not in page
    sanction = AccessSanction.objects.get()
    assert WHY in nadia.post(f"{BASE}{sanction.id}/motif/").content.decode()
    assert standing(camille_user) == AccountStatus.SUSPENDED
    travel.shift(timedelta(days=3))
    assert standing(camille_user) == AccountStatus.ACTIVE


@pytest.mark.requirement("CH-17")
def test_a_suspension_is_lifted_before_its_end(nadia: Client, camille_user: User) -> None:
    nadia.post(page_of(camille_user) + "suspendre/", {"reason": WHY, "severity": "minor"})
    assert standing(camille_user) == AccountStatus.SUSPENDED
    assert nadia.post(page_of(camille_user) + "lever/").status_code == 302
    assert standing(camille_user) != AccountStatus.SUSPENDED
    assert AccessSanction.objects.get().lifted_at == clock.now()


@pytest.mark.requirement("CH-18", "CH-08")
def test_an_access_is_withdrawn_for_good_once_the_box_is_ticked_and_somebody_else_confirms(
    nadia: Client, camille_user: User, world: World
) -> None:
    told = {"reason": WHY, "severity": "grave"}
    refused = nadia.post(page_of(camille_user) + "retirer/", told)
    assert refused.status_code == 400 and WHY in refused.content.decode()
    assert nadia.post(page_of(camille_user) + "retirer/", {**told, "agree": "on"}).status_code == 302
    assert standing(camille_user) == AccountStatus.ACTIVE
    act = PendingAct.objects.get()
    mine = nadia.get(PENDING).content.decode()
    assert camille_user.display_name in mine and f"{act.id}/confirmer/" not in mine
    fresh = signed_in(Client(), world.people[NADIA], step_up=True)
    assert fresh.post(f"{PENDING}{act.id}/confirmer/").status_code == 409
    assert standing(camille_user) == AccountStatus.ACTIVE
    officer = signed_in(Client(), world.people[INES])
    assert "/compte/confirmation/" in officer.post(f"{PENDING}{act.id}/confirmer/")["Location"]
    officer = signed_in(Client(), world.people[INES], step_up=True)
    page = officer.get(PENDING).content.decode()
    assert WHY in page and f"{act.id}/confirmer/" in page
    assert officer.post(f"{PENDING}{act.id}/confirmer/").status_code == 302
    assert standing(camille_user) == AccountStatus.CLOSED
    assert "Suspendre l'accès" not in nadia.get(page_of(camille_user)).content.decode()
    assert "Rien n'attend." in officer.get(PENDING).content.decode().replace("&#x27;", "'")


@pytest.mark.requirement("CH-19")
def test_telling_the_order_is_written_down_as_somebody_s_decision(
    nadia: Client, camille_user: User, world: World
) -> None:
    nadia.post(page_of(camille_user) + "suspendre/", {"reason": WHY, "severity": "grave"})
    address = f"{BASE}{AccessSanction.objects.get().id}/signaler/"
    empty = nadia.post(address, {"recipient": "order", "reason": "..."})
    assert (empty.status_code, OrderReport.objects.count()) == (400, 0)
    assert "avec des mots" in empty.content.decode()
    assert nadia.post(address, {"recipient": "order", "reason": "Secret médical rompu"}).status_code == 302
    report = OrderReport.objects.get()
    assert (report.recipient, report.decided_by_id) == ("order", world.people[NADIA].id)
    assert "Ordre professionnel à informer" in nadia.get(page_of(camille_user)).content.decode()


@pytest.mark.parametrize(
    ("told", "said"),
    [({"ends_at": "2041-01-13T08:00"}, "Donnez une date à venir."), ({"reason": "!!"}, "avec des mots")],
)
def test_what_is_wrong_is_said_beside_its_field(
    nadia: Client, camille_user: User, told: dict[str, str], said: str
) -> None:
    page = nadia.post(page_of(camille_user) + "suspendre/", {"reason": WHY, "severity": "minor", **told})
    assert page.status_code == 400 and said in page.content.decode()
    assert not AccessSanction.objects.exists()


def test_a_manager_finds_the_page_in_the_bar_and_only_their_own_people_on_it(world: World, nadia: Client) -> None:
    assert f'href="{BASE}"' in nadia.get("/gestion/").content.decode()
    page = nadia.get(BASE).content.decode()
    assert world.people[CAMILLE].display_name in page and world.people[CHARLIE].display_name not in page
    assert nadia.get(page_of(world.people[CHARLIE])).status_code == 404
    for name in (CAMILLE, DR_MARTIN, INES):
        other = signed_in(Client(), world.people[name])
        assert f'href="{BASE}"' not in other.get("/", follow=True).content.decode()
        assert other.get(BASE).status_code == 403
