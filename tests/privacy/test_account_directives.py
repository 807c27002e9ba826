"""What people with an account want after their death: their own word, sealed, carried out once by the officer."""

import pytest
from django.db import connection
from django.test import Client

from accounts.enums import AccountStatus
from accounts.models import User
from core.errors import Forbidden, InvalidInput, NotFound, StepUpRequired
from core.scoping import Actor
from privacy.errors import AlreadyAnswered
from privacy.models import AccountDirective
from privacy.services.account_directives import (
    account_directives,
    carry_out_account_directive,
    forget_directives,
    give_account_directive,
    open_account_directive,
    revoke_account_directive,
)
from tests.factories.accounts import signed_in
from tests.factories.practices import World
from tests.personas import CAMILLE, DR_MARTIN, INES, NADIA

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("SAS-25")]


def account(world: World, name: str = CAMILLE) -> User:
    return User.objects.get(id=world.people[name].id)


def test_the_last_word_counts_is_sealed_and_is_opened_by_the_officer_alone(
    world: World, camille: Actor, ines: Actor
) -> None:
    give_account_directive(actor=camille, wish="usual")
    last = give_account_directive(actor=camille, wish="erase", text="Prévenir Ouranos", executor="Léo Là")
    assert [one.id for one in account_directives(ines)] == [last.id]
    assert open_account_directive(actor=ines, directive_id=last.id) == ("Prévenir Ouranos", "Léo Là")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM privacy_accountdirective t WHERE t::text LIKE '%%Ouranos%%'")
        assert cursor.fetchone() == (0,)
    for name in (CAMILLE, DR_MARTIN, NADIA):
        with pytest.raises(Forbidden):
            open_account_directive(actor=world.actor(name), directive_id=last.id)
        with pytest.raises(Forbidden):
            account_directives(world.actor(name))
    with pytest.raises(InvalidInput):
        give_account_directive(actor=camille, wish="sell")
    revoke_account_directive(actor=camille)
    assert account_directives(ines) == []
    with pytest.raises(NotFound):
        carry_out_account_directive(actor=ines, directive_id=last.id)


def test_once_the_death_is_established_the_account_goes_as_its_person_wanted(
    world: World, camille: Actor, ines: Actor
) -> None:
    directive = give_account_directive(actor=camille, wish="erase")
    with pytest.raises(StepUpRequired):
        carry_out_account_directive(actor=world.actor(INES), directive_id=directive.id)
    assert account(world).status == AccountStatus.ACTIVE
    carry_out_account_directive(actor=ines, directive_id=directive.id)
    gone = account(world)
    assert gone.status == AccountStatus.CLOSED and gone.forgotten_at is not None
    assert world.people[CAMILLE].display_name not in gone.display_name
    assert not AccountDirective.objects.exists()


def test_without_that_wish_the_account_closes_and_its_data_keep_their_term(
    world: World, camille: Actor, ines: Actor
) -> None:
    directive = give_account_directive(actor=camille, wish="usual")
    carry_out_account_directive(actor=ines, directive_id=directive.id)
    closed = account(world)
    assert closed.status == AccountStatus.CLOSED and closed.forgotten_at is None
    with pytest.raises(AlreadyAnswered):
        carry_out_account_directive(actor=ines, directive_id=directive.id)
    forget_directives([closed.id])
    assert not AccountDirective.objects.exists()


def test_one_says_it_in_one_s_account_and_the_officer_carries_it_out(world: World) -> None:
    camille = signed_in(Client(), world.people[CAMILLE])
    page = "/compte/directives/"
    assert f'href="{page}"' in camille.get("/compte/").content.decode()
    assert camille.post(page, {"wish": ""}).status_code == 400
    assert camille.post(page, {"wish": "erase", "text": "Tout"}).status_code == 302
    assert "Effacer dès que le décès est établi</strong>" in camille.get(page).content.decode()
    directive = AccountDirective.objects.get()
    sheet = "/registre/exploitant/directives/"
    assert signed_in(Client(), world.people[NADIA]).get(sheet).status_code == 403
    officer = signed_in(Client(), world.people[INES])
    listed = officer.get(sheet).content.decode()
    assert world.people[CAMILLE].display_name in listed
    assert f'action="{sheet}{directive.id}/ouvrir/"' in listed, "sealed words are opened from their line"
    assert "Tout" in officer.post(f"{sheet}{directive.id}/ouvrir/").content.decode()
    assert "/compte/confirmation/" in officer.post(f"{sheet}{directive.id}/executer/")["Location"]
    officer = signed_in(Client(), world.people[INES], step_up=True)
    assert officer.post(f"{sheet}{directive.id}/executer/").status_code == 302
    assert account(world).forgotten_at is not None
    camille = signed_in(Client(), world.people[DR_MARTIN])
    camille.post(page, {"wish": "usual"})
    assert camille.post(f"{page}revoquer/").status_code == 302
    assert "Vous n" in camille.get(page).content.decode()


def test_a_program_says_and_revokes_its_person_s_word_and_the_officer_s_carries_it_out(world: World) -> None:
    camille, path = signed_in(Client(), world.people[CAMILLE]), "/api/v1/session/directive"
    assert camille.get(path).json() == {"directive": None}
    told = {"wish": "erase", "text": "Prévenir Ouranos"}
    said = camille.put(path, told, content_type="application/json").json()
    assert said["person"] == str(world.people[CAMILLE].id) and camille.get(path).json() == {"directive": said}
    assert camille.put(path, {"wish": "sell"}, content_type="application/json").status_code == 400
    assert camille.delete(path).status_code == 204
    assert camille.get(path).json() == {"directive": None}
    last = camille.put(path, told, content_type="application/json").json()
    officer, sheet = signed_in(Client(), world.people[INES], step_up=True), "/api/v1/operator/account-directives"
    listed = officer.get(sheet)
    assert listed.json() == {"results": [last], "next": None} and "Ouranos" not in listed.content.decode()
    opened = officer.post(f"{sheet}/{last['id']}/disclosure", {}, content_type="application/json").json()
    assert opened == {"text": "Prévenir Ouranos", "executor": ""}
    assert officer.post(f"{sheet}/{last['id']}/execution", {}, content_type="application/json").status_code == 204
    assert account(world).forgotten_at is not None and officer.get(sheet).json()["results"] == []
