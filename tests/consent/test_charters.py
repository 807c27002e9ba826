"""The charter and the secrecy contract: versions that stay, acceptances that say how, and who may publish."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Session
from consent import charter_queries, charter_texts
from consent.charter_queries import in_force, owed
from consent.charter_services import accept_charter, publish_charter
from consent.charters import Organisation
from consent.demonstration import accept_everything
from consent.errors import CharterNotRead
from consent.models import Charter, CharterAcceptance
from core import clock
from core.errors import Forbidden, InvalidInput, NotFound, Unauthenticated
from core.scoping import Actor, acting_as, system_actor
from practices import queries, services
from tests.factories.accounts import invited, person, session_of, signed_in
from tests.factories.practices import (
    World,
    actor_of,
    join_as_practice_secretary,
    make_person,
    make_practice,
    make_secretariat,
    make_world,
)
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, INES, NADIA

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: Any) -> Iterator[World]:
    world = make_world()
    # Everybody's acceptances are what these tests are about: none is left for later.
    world.people.values()
    yield world


def ours(world: World) -> Organisation:
    return Organisation(secretariat_id=world.ours.secretariat.id)


def publish(organisation: Organisation, kind: str = "charter", text: str = "Une autre charte.", **more: Any) -> Charter:
    system = system_actor(*filter(None, [organisation.practice_id]))
    with acting_as(system):
        return publish_charter(actor=system, organisation=organisation, kind=kind, text=text, **more)


def in_session(world: World, name: str) -> tuple[Actor, Client]:
    """The persona in a session opened with both factors."""
    client = signed_in(Client(), world.people[name])
    return queries.actor_for(world.people[name].id, session_id=session_of(client).id), client


# CH-01 … CH-21: what each promise of the charter reads like in the product's own text.
SAYS = {
    "CH-01": ("la messagerie, des plateformes, des espaces partagés et des logiciels", "sécurité", "RGPD"),
    "CH-02": ("ne servent qu'aux activités menées avec l'organisation ou pour elle",),
    "CH-03": ("aucun tiers non autorisé", "les droits des personnes"),
    "CH-04": ("canaux que l'organisation a validés",),
    "CH-05": ("à moi seul", "ne les partage"),
    "CH-06": ("mot de passe robuste", "secret"),
    "CH-07": ("perte, de vol, de compromission ou de soupçon", "aussitôt"),
    "CH-08": ("n'installe rien", "ne modifie pas"),
    "CH-09": ("strictement nécessaires",),
    "CH-10": ("ne transfère, ne copie et n'exporte",),
    "CH-11": ("durées de conservation",),
    "CH-12": ("supprime ou j'archive", "comme elle le demande"),
    "CH-13": ("sans détournement, sans usage personnel ni commercial",),
    "CH-14": ("ne supprime, ne change et n'altère",),
    "CH-15": ("aucun contenu illicite",),
    "CH-16": ("personnelle, professionnelle ou relative à l'organisation", "demeure après mon départ"),
    "CH-17": ("suspension temporaire",),
    "CH-18": ("retrait définitif",),
    "CH-19": ("gravité", "ordre professionnel"),
    "CH-20": ("avoir lu cette charte en entier", "m'engage à la respecter"),
    "CH-21": ("condition indispensable",),
}


@pytest.mark.requirement("CH-01")
@pytest.mark.requirement("CH-02")
@pytest.mark.requirement("CH-16")
@pytest.mark.parametrize("promise", sorted(SAYS))
def test_the_product_s_own_charter_says_each_promise(promise: str) -> None:
    for words in SAYS[promise]:
        assert words in charter_texts.CHARTER.replace("\u00a0", " "), words


@pytest.mark.requirement("CH-16")
@pytest.mark.requirement("ST-19")
def test_the_secrecy_contract_has_no_end() -> None:
    assert "Cet engagement n'a pas de fin" in charter_texts.SECRECY
    assert "mon compte n'ouvre rien" in charter_texts.SECRECY


@pytest.mark.requirement("CH-01")
def test_whoever_opens_an_organisation_gives_it_both_texts(db: Any) -> None:
    practice, secretariat = make_practice("Neuf"), make_secretariat("Neuf")
    with acting_as(system_actor(practice.id)):
        for organisation in (Organisation(practice_id=practice.id), Organisation(secretariat_id=secretariat.id)):
            found = [(one.kind, one.version, one.published_by_id) for one in in_force(organisation)]
            assert found == [("charter", 1, None), ("secrecy", 1, None)]


def test_a_text_belongs_to_exactly_one_organisation(world: World) -> None:
    for ids in ((None, None), (world.ours.practice.id, world.ours.secretariat.id)):
        with pytest.raises(InvalidInput):
            Organisation(*ids)
    practice_id = world.ours.practice.id
    with acting_as(system_actor(practice_id)), pytest.raises(IntegrityError), transaction.atomic():
        Charter.objects.create(
            practice_id=practice_id, secretariat_id=world.ours.secretariat.id, kind="charter", version=9, text="x",
            sha256="2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
            effective_at=clock.now(), published_at=clock.now(),
        )  # fmt: skip


@pytest.mark.requirement("CH-01")
def test_versions_are_added_and_neither_changed_nor_removed(world: World) -> None:
    first, second = in_force(ours(world))[0], publish(ours(world))
    assert (first.version, second.version) == (1, 2)
    for change in (
        lambda: Charter.objects.filter(id=first.id).update(text="Autre"),
        lambda: Charter.objects.filter(id=second.id).delete(),
        lambda: CharterAcceptance.objects.update(version=7),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()


def test_the_database_checks_the_digest(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Charter.objects.create(
            secretariat_id=world.ours.secretariat.id, kind="charter", version=9, text="x", sha256="0" * 64,
            effective_at=clock.now(), published_at=clock.now(),
        )  # fmt: skip


@pytest.mark.requirement("CH-20")
def test_an_acceptance_says_which_version_which_text_when_and_how(world: World) -> None:
    camille, client = in_session(world, CAMILLE)
    text = publish(ours(world))
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        row = accept_charter(actor=camille, charter_id=text.id, sha256=text.sha256)
        assert row.at == clock.now()
    assert (row.version, row.sha256, row.method) == (2, text.sha256, "password-totp")
    assert (row.user_id, row.session_id) == (camille.user_id, session_of(client).id)
    assert accept_charter(actor=camille, charter_id=text.id, sha256=text.sha256).id == row.id, "twice is once"


@pytest.mark.requirement("CH-20")
def test_a_recovery_code_is_told_apart_and_without_both_factors_nothing_is_accepted(world: World) -> None:
    camille, _ = in_session(world, CAMILLE)
    text = publish(ours(world))
    Session.objects.filter(id=camille.session_id).update(second_factor="recovery-code")
    assert accept_charter(actor=camille, charter_id=text.id, sha256=text.sha256).method == "password-recovery-code"
    nadia = world.actor(NADIA)
    with pytest.raises(Unauthenticated):
        accept_charter(actor=nadia, charter_id=text.id, sha256=text.sha256)
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(id=camille.session_id).update(second_factor="password")


def test_another_text_than_the_one_shown_is_not_accepted(world: World) -> None:
    camille, _ = in_session(world, CAMILLE)
    text = publish(ours(world))
    with pytest.raises(CharterNotRead):
        accept_charter(actor=camille, charter_id=text.id, sha256="0" * 64)
    charlie, _ = in_session(world, CHARLIE)
    with pytest.raises(NotFound):
        accept_charter(actor=charlie, charter_id=text.id, sha256=text.sha256)


@pytest.mark.requirement("CH-21")
def test_everybody_of_an_organisation_owes_its_texts_and_nobody_else(world: World) -> None:
    publish(ours(world))
    owing = {name: world.actor(name).owing for name in (CAMILLE, NADIA, INES, DR_MARTIN, CHARLIE)}
    assert owing == {CAMILLE: True, NADIA: True, INES: True, DR_MARTIN: False, CHARLIE: False}
    publish(Organisation(practice_id=world.ours.practice.id), "secrecy", "Un engagement.")
    assert world.actor(DR_MARTIN).owing
    with acting_as(world.actor(DR_MARTIN)):
        assert [(one.kind, one.version) for one in owed(world.actor(DR_MARTIN))] == [("secrecy", 2)]


@pytest.mark.requirement("ST-19")
@pytest.mark.requirement("CH-21")
def test_a_newcomer_owes_both_texts_before_anything_opens(world: World) -> None:
    newcomer = person("lucie")
    services.join_secretariat(
        actor=system_actor(), secretariat_id=world.ours.secretariat.id, user_id=newcomer.id, role="secretary"
    )
    actor = actor_of(newcomer)
    assert actor.owing
    assert [one.kind for one in owed(actor)] == ["charter", "secrecy"]
    assert accept_everything(newcomer.id) == 2
    assert not actor_of(newcomer).owing


def newcomer(world: World) -> tuple[Any, Client]:
    """Lucie, signed in with both factors, then taken on: she has accepted nothing."""
    lucie = person("lucie")
    client = signed_in(Client(), lucie)
    services.join_secretariat(
        actor=system_actor(), secretariat_id=world.ours.secretariat.id, user_id=lucie.id, role="secretary"
    )
    return lucie, client


def accept(client: Client, text: dict[str, Any]) -> Any:
    body = {"charter": text["id"], "sha256": text["sha256"]}
    return client.post("/api/v1/charters/acceptances", body, content_type="application/json")


@pytest.mark.requirement("ST-19")
def test_the_charter_without_the_secrecy_contract_still_opens_nothing(world: World) -> None:
    """A secretary who accepted the charter but not the contract is inactive; with it, at work."""
    _, client = newcomer(world)
    charter, contract = client.get("/api/v1/charters/owed").json()["results"]
    assert accept(client, charter).status_code == 200
    refused = client.get("/api/v1/practices")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/charter-required")
    assert accept(client, contract).status_code == 200
    assert [one["id"] for one in client.get("/api/v1/practices").json()["results"]] == [str(world.ours.practice.id)]
    assert [one["method"] for one in client.get("/api/v1/charters/acceptances").json()["results"]] == [
        "password-totp", "password-totp",
    ]  # fmt: skip


@pytest.mark.requirement("CH-21")
def test_a_later_version_is_asked_from_its_hour_and_not_an_instant_before(world: World) -> None:
    hour = clock.now() + timedelta(days=2)
    publish(ours(world), effective_at=hour)
    just = timedelta(microseconds=1)
    for at, owing in ((hour - just, False), (hour, True)):
        with time_machine.travel(at, tick=False):
            assert world.actor(CAMILLE).owing is owing, at


def test_a_version_is_never_in_force_before_it_was_published(world: World) -> None:
    text = publish(ours(world), effective_at=clock.now() - timedelta(days=1))
    assert text.effective_at == text.published_at


def test_who_left_owes_nothing(world: World) -> None:
    lucie = make_person("lucie")
    membership = services.join_secretariat(
        actor=system_actor(), secretariat_id=world.ours.secretariat.id, user_id=lucie.id, role="secretary"
    )
    services.leave_secretariat(actor=system_actor(), membership_id=membership.id)
    assert not actor_of(lucie).owing


@pytest.mark.requirement("CH-21")
def test_what_is_owed_costs_no_statement_of_its_own(world: World) -> None:
    publish(ours(world))
    with CaptureQueriesContext(connection) as statements:
        assert world.actor(CAMILLE).owing
    assert len(statements) == 1


def test_the_manager_publishes_for_the_secretariat_and_the_practitioner_for_the_practice(world: World) -> None:
    practice = Organisation(practice_id=world.ours.practice.id)
    for name, organisation in ((NADIA, ours(world)), (DR_MARTIN, practice)):
        actor = world.actor(name)
        with acting_as(actor):
            text = publish_charter(actor=actor, organisation=organisation, kind="secrecy", text="  Le nôtre. ")
            assert (text.text, text.version, text.published_by_id) == ("Le nôtre.", 2, actor.user_id)
            assert [one.version for one in charter_queries.versions(actor, organisation)] == [1, 2, 1]
            assert organisation in [one.organisation for one in charter_queries.publishers(actor)]
    elsewhere = Organisation(secretariat_id=world.theirs.secretariat.id)
    for name, organisation, error in (
        (CAMILLE, ours(world), Forbidden), (CAMILLE, practice, Forbidden), (NADIA, practice, Forbidden),
        (NADIA, elsewhere, NotFound), (CHARLIE, practice, NotFound), (DR_MARTIN, ours(world), NotFound),
    ):  # fmt: skip
        actor = world.actor(name)
        with acting_as(actor), pytest.raises(error):
            publish_charter(actor=actor, organisation=organisation, kind="charter", text="Intrus.")


@pytest.mark.parametrize(("kind", "text"), [("poem", "x"), ("charter", "  "), ("charter", "x" * 20_001)])
def test_a_strange_text_is_refused(world: World, kind: str, text: str) -> None:
    with pytest.raises(InvalidInput):
        publish(ours(world), kind, text)


def test_a_practice_s_texts_are_seen_by_nobody_else(world: World) -> None:
    """Row-level security: charlie's context holds none of them; dr_martin's does."""
    for name, seen in ((CHARLIE, False), (DR_MARTIN, True)):
        with acting_as(world.actor(name)), transaction.atomic():
            assert Charter.objects.filter(practice_id=world.ours.practice.id).exists() is seen
            assert CharterAcceptance.objects.filter(practice_id=world.ours.practice.id).exists() is seen


@pytest.mark.requirement("CH-20")
def test_an_acceptance_is_kept_five_years_and_can_go_afterwards(world: World) -> None:
    assert CharterAcceptance.objects.filter(practice_id=None).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        CharterAcceptance.objects.filter(practice_id=None).delete()
    lucie, text, ago = make_person("lucie"), in_force(ours(world))[0], timedelta(days=5 * 365)
    for days, kept in ((3, False), (-1, True)):
        CharterAcceptance.objects.create(
            charter=text, user=lucie, version=1, sha256=text.sha256, method="demonstration",
            at=clock.now() - ago - timedelta(days=days),
        )  # fmt: skip
        if kept:
            with pytest.raises(IntegrityError), transaction.atomic():
                CharterAcceptance.objects.filter(user=lucie).delete()
        else:
            CharterAcceptance.objects.filter(user=lucie).delete()
        assert CharterAcceptance.objects.filter(user=lucie).exists() is kept


def test_the_demonstration_s_acceptance_is_refused_elsewhere(world: World, settings: Any) -> None:
    from django.core.exceptions import ImproperlyConfigured

    settings.DEMONSTRATION = False
    with pytest.raises(ImproperlyConfigured):
        accept_everything(world.people[CAMILLE].id)


def test_somebody_of_a_practice_owes_its_texts_too(world: World) -> None:
    lea = person("lea")
    with acting_as(system_actor(world.ours.practice.id)):
        services.join_practice(
            actor=system_actor(world.ours.practice.id), practice_id=world.ours.practice.id, user_id=lea.id,
            role="practice_secretary",
        )  # fmt: skip
    actor = actor_of(lea)
    assert actor.owing
    with acting_as(actor), transaction.atomic():
        assert {one.practice_id for one in owed(actor)} == {world.ours.practice.id}


def test_each_organisation_asks_for_its_own(world: World) -> None:
    join_as_practice_secretary(world.ours.practice, world.people[CAMILLE])
    assert not world.actor(CAMILLE).owing
    publish(Organisation(practice_id=world.ours.practice.id))
    assert world.actor(CAMILLE).owing


# The pages.


@pytest.mark.requirement("CH-20")
@pytest.mark.requirement("CH-21")
def test_the_page_shows_each_text_and_takes_an_explicit_tick_for_each(world: World) -> None:
    lucie, client = newcomer(world)
    assert client.get("/bureau/")["Location"] == "/charte/?suite=%2Fbureau%2F"
    page = client.get("/charte/?suite=/bureau/").content.decode()
    charter, contract = owed(actor_of(lucie))
    assert "Charte d&#x27;usage des outils informatiques" in page and "version 1" in page
    assert page.count('type="checkbox"') == 2 and " checked" not in page
    nothing = client.post("/charte/", {"suite": "/bureau/"})
    assert nothing.status_code == 400 and "Cochez la case" in nothing.content.decode()
    one = client.post("/charte/", {"suite": "/bureau/", f"lu-{charter.id}": charter.sha256})
    assert one.status_code == 400 and one.content.decode().count('type="checkbox"') == 1
    stale = client.post("/charte/", {f"lu-{contract.id}": charter.sha256})
    assert stale.status_code == 422 and "relisez-le" in stale.content.decode()
    done = client.post("/charte/", {"suite": "/bureau/", f"lu-{contract.id}": contract.sha256})
    assert (done.status_code, done["Location"]) == (302, "/bureau/")
    assert client.get("/bureau/").status_code == 200


def test_signing_out_needs_no_charter(world: World) -> None:
    _, client = newcomer(world)
    assert client.post("/deconnexion/")["Location"].startswith("/connexion/")


def test_a_manager_publishes_from_the_page_and_meets_the_text_first(world: World) -> None:
    _, client = in_session(world, NADIA)
    address = f"/charte/publier/{world.ours.secretariat.id}/charter/"
    assert "Charte d&#x27;usage" in client.get(address).content.decode()
    refused = client.post(address, {"text": "  "})
    assert refused.status_code == 400 and "obligatoire" in refused.content.decode()
    assert client.post(address, {"text": "Notre charte."})["Location"] == "/charte/textes/"
    assert client.get("/bureau/")["Location"].startswith("/charte/")
    assert client.get(address.replace("charter/", "poem/")).status_code == 302
    accept_everything(world.people[NADIA].id)
    assert client.get(address.replace("charter/", "poem/")).status_code == 404
    assert "version 2" in client.get("/charte/textes/").content.decode()


def test_somebody_invited_owes_on_arrival(world: World) -> None:
    user = invited("lucie")
    services.join_secretariat(
        actor=system_actor(), secretariat_id=world.ours.secretariat.id, user_id=user.id, role="secretary"
    )
    assert actor_of(user).owing
