"""The optional account of a patient: two factors, records kept by proof and never by name, nobody told of."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.totp import code_at
from core import clock
from core.scoping import acting_as, system_actor
from notifications.codes import CodeMessage, tell_account_code, tell_idle_account
from online.allowances import LIMITS, Asked
from online.codes import code_of
from online.errors import TooManyCodes
from online.models import AccountSession, HeldRecord, PatientAccount
from online.services import accounts, idle_accounts
from online.services.drafts import digest_of
from outbox.services import claim
from patients.services.merge import merge_patients
from privacy.retention.engine import apply_all
from tests.factories.accounts import signed_in
from tests.factories.patients import make_patient
from tests.factories.practices import House, World
from tests.personas import CAMILLE
from tests.web.portal.test_own_data import MINE, THURSDAY, Reader, adult, text

pytestmark = pytest.mark.django_db
HERE, ENTRY = "/rdv/compte/", "/rdv/compte/entrer/"
PASSWORD = "Quatre-Violons-77-Lents"  # fictitious
MAIL = "ines@exemple.fr"


class Holder:
    """A browser of somebody who opens an account with a password and an application."""

    def __init__(self, contact: str = MAIL, client: Client | None = None) -> None:
        self.contact, self.client, self.seed = contact, client or Client(), ""

    def session(self) -> AccountSession:
        return AccountSession.objects.get(key_digest=digest_of(self.client.cookies["compte"].value))

    def prove(self) -> Any:
        self.client.post(f"{HERE}creer/", {"contact": self.contact})
        session = self.session()
        return self.client.post(f"{HERE}creer/code/", {"code": code_of(session.id, session.code_number)}, follow=True)

    def totp(self) -> str:
        return code_at(self.seed, clock.now().timestamp())

    def open(self) -> Any:
        shown = text(self.prove())
        found = re.search(r'class="seed">([A-Z2-7 ]+)<', shown)
        assert found, shown
        self.seed = found.group(1).replace(" ", "")
        told = {"password": PASSWORD, "code": self.totp()}
        return self.client.post(f"{HERE}creer/moyen/", told, follow=True)

    def enter(self, password: str = PASSWORD) -> Any:
        return self.client.post(f"{ENTRY}mot-de-passe/", {"contact": self.contact, "password": password})


def test_an_account_opens_with_two_factors_keeps_records_and_goes_at_a_word(
    world: World, ours: House, online: Any, travel: Any
) -> None:
    holder = Holder()
    assert text(holder.open()).count("Aucun pour l'instant") == 1
    mine = adult(ours)
    reader = Reader(ours, mine)
    reader.client = holder.client
    assert "Garder dans mon compte" in text(reader.come_in())
    assert "Inès Duval" in text(holder.client.post(f"{MINE}garder/", follow=True))
    child = make_patient(ours.practice, "Duval", "Léo", date(2032, 6, 1), phones=("+33639980001",))
    other = Reader(ours, child, THURSDAY + timedelta(hours=1))
    other.client = holder.client
    other.come_in()
    home = text(holder.client.post(f"{MINE}garder/", follow=True))
    assert "vous répondez pour cet enfant" in home
    holder.client.post(f"{HERE}sortir/")
    assert holder.client.get(HERE).status_code == 302
    assert holder.client.get(MINE).status_code == 410

    # In again: the password alone is not enough, and a code serves once.
    travel.move_to(clock.now() + timedelta(minutes=2))
    assert holder.enter().headers["Location"] == f"{ENTRY}code/"
    assert holder.client.get(HERE).status_code == 302
    code = holder.totp()
    first = holder.session().key_digest
    assert holder.client.post(f"{ENTRY}code/", {"code": code}).headers["Location"] == HERE
    assert holder.session().key_digest != first, "a new key at each stage"
    thief = Holder()
    thief.enter()
    assert thief.client.post(f"{ENTRY}code/", {"code": code}).status_code == 400

    # Opened without another code; never somebody else's; never a page of the staff.
    with acting_as(system_actor(ours.practice.id)):
        held = HeldRecord.objects.get(patient=child)
    opened = holder.client.post(f"{HERE}dossier/{held.id}/", follow=True)
    assert "Léo Duval" in text(opened)
    assert holder.client.get("/bureau/").status_code == 302
    assert signed_in(Client(), world.people[CAMILLE]).get(HERE).status_code == 302
    second = Holder("06 39 98 00 44")
    second.open()
    assert second.client.post(f"{HERE}dossier/{held.id}/").status_code == 404

    # Two records become one; the account goes, and what it held with it.
    twin = make_patient(ours.practice, "Duval", "Inès")
    with acting_as(system_actor(ours.practice.id)):
        connection.check_constraints()
        merge_patients(actor=system_actor(ours.practice.id), survivor_id=twin.id, merged_id=mine.id)
        assert {one.patient_id for one in HeldRecord.objects.all()} == {twin.id, child.id}
    assert "Oui, supprimer" in text(holder.client.post(f"{HERE}supprimer/"))
    holder.client.post(f"{HERE}supprimer/", {"sure": "1"})
    with acting_as(system_actor(ours.practice.id)):
        assert not HeldRecord.objects.exists()
    assert PatientAccount.objects.count() == 1


def test_a_contact_sent_too_many_codes_is_not_sent_to_a_practice(db: None) -> None:
    with pytest.raises(TooManyCodes) as refused:
        for _ in range(LIMITS[Asked.CODE_CONTACT].most + 1):
            accounts.ask_entry(typed=MAIL)
    said = refused.value.extra["detail"]
    assert "l'instant. Réessayez dans" in said and "cabinet" not in said and "numéro" not in said


def test_a_page_that_leads_to_the_way_back_from_the_provider_closes_nothing(db: None) -> None:
    holder = Holder()
    holder.open()
    assert holder.client.get(f"{HERE}sorti/").headers["Location"] == HERE
    assert holder.client.get(HERE).status_code == 200
    assert "Vous êtes déconnecté" in text(Client().get(f"{HERE}sorti/"))


def test_whoever_has_an_account_sees_where_it_is_open_and_puts_the_others_out(
    ours: House, online: Any, travel: Any
) -> None:
    holder, stolen, stranger = Holder(), Holder(), Holder("06 39 98 00 44")
    holder.open()
    reader = Reader(ours, adult(ours))
    reader.client = holder.client
    reader.come_in()
    holder.client.post(f"{MINE}garder/")
    travel.move_to(clock.now() + timedelta(minutes=2))
    stolen.seed = holder.seed
    stolen.enter()
    stolen.client.post(f"{ENTRY}code/", {"code": stolen.totp()})
    with acting_as(system_actor(ours.practice.id)):
        held = HeldRecord.objects.get()
    assert stolen.client.post(f"{HERE}dossier/{held.id}/", follow=True).status_code == 200
    stranger.open()
    shown = text(holder.client.get(f"{HERE}connexions/"))
    assert (shown.count("Ouverte "), shown.count("c'est ce navigateur")) == (2, 1)
    one = f"{HERE}connexions/{stolen.session().id}/fin/"
    assert stranger.client.post(one).status_code == 404
    assert "C'est fermé" in text(holder.client.post(one, follow=True))
    assert (stolen.client.get(HERE).status_code, stolen.client.get(MINE).status_code) == (302, 410)
    travel.move_to(clock.now() + timedelta(minutes=2))
    stolen.enter()
    holder.client.post(f"{HERE}connexions/autres/fin/")
    assert stolen.client.post(f"{ENTRY}code/", {"code": stolen.totp()}).status_code == 302
    assert [browser.client.get(HERE).status_code for browser in (stolen, holder, stranger)] == [302, 200, 200]


def test_whoever_proves_the_contact_of_an_account_begins_it_again_empty(ours: House, online: Any) -> None:
    """A lost factor is no way in: what the account held is shown anew, by the practice's own contact."""
    first = Holder()
    first.open()
    reader = Reader(ours, adult(ours))
    reader.client = first.client
    reader.come_in()
    first.client.post(f"{MINE}garder/")
    again = Holder()
    assert "Aucun pour l'instant" in text(again.open())
    assert PatientAccount.objects.count() == 1
    assert first.client.get(HERE).status_code == 302, "its former sessions ended"
    assert first.client.get(MINE).status_code == 200, "by its link, for its half hour"
    with acting_as(system_actor(ours.practice.id)):
        assert not HeldRecord.objects.exists()


@pytest.mark.requirement("ST-22")
def test_nobody_learns_who_has_an_account(ours: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Known, unknown, without a password, unreadable: one answer, the same statements, one hash."""
    Holder().open()
    PatientAccount.objects.create(
        contact="leo@exemple.fr",
        contact_digest=accounts.digest_of_contact("leo@exemple.fr"),
        handle="00",
        created_at=clock.now(),
        last_seen_date=clock.now().date(),
    )
    hashes: list[str] = []
    verify = Argon2PasswordHasher.verify

    def counted(self: Any, password: str, encoded: str) -> bool:
        hashes.append(encoded.split("$")[2])
        return verify(self, password, encoded)

    monkeypatch.setattr(Argon2PasswordHasher, "verify", counted)
    accounts._nobody_s_password()

    def tried(contact: str, *, asks: bool) -> tuple[Any, ...]:
        holder = Holder(contact)
        hashes.clear()
        with CaptureQueriesContext(connection) as work:
            answer = (
                holder.client.post(f"{HERE}creer/", {"contact": contact}) if asks else holder.enter("Faux-Mot-1234")
            )
        statements = [re.sub(r"'[^']*'", "?", one["sql"])[:60] for one in work if "SAVEPOINT" not in one["sql"]]
        return answer.status_code, len(answer.content.replace(contact.encode(), b"")), len(statements), tuple(hashes)

    enters = {tried(contact, asks=False) for contact in (MAIL, "leo@exemple.fr", "zoe@exemple.fr")}
    assert len(enters) == 1, enters
    ((status, _, _, hashed),) = enters
    assert (status, len(hashed)) == (400, 1)
    assert {tried(contact, asks=True) for contact in (MAIL, "leo@exemple.fr", "zoe@exemple.fr")} == {
        (302, 0, tried("max@exemple.fr", asks=True)[2], ())
    }
    sent: list[CodeMessage] = []
    box: Any = type("Box", (), {"send_code": lambda self, message: sent.append(message)})()
    for row in claim(50):
        if row.topic == accounts.TOPIC:
            tell_account_code(box, row)
    sentences = {re.sub(r"\d{6}", "######", message.sentence) for message in sent}
    assert len(sentences) == 1
    assert len(sent) == 4, "to whoever asked and has not typed it yet, known or not"


def test_a_guesser_waits_and_a_session_ends_by_itself(ours: House, travel: Any) -> None:
    holder = Holder()
    holder.open()
    travel.move_to(clock.now() + timedelta(minutes=31))
    assert holder.client.get(HERE).status_code == 302, "thirty minutes without anything"
    answers = [Holder().enter(f"Faux-{number}").status_code for number in range(31)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {400}
    assert Holder("autre@exemple.fr").enter().status_code == 400, "nobody else is shut out"


def test_a_weak_password_or_a_wrong_code_opens_nothing(ours: House) -> None:
    holder = Holder()
    shown = text(holder.prove())
    assert "Comment voulez-vous revenir" in shown
    for told in ({"password": "azerty", "code": "123456"}, {"password": PASSWORD, "code": "000000"}):
        refused = holder.client.post(f"{HERE}creer/moyen/", told)
        assert refused.status_code == 400
        assert "-erreur" in text(refused)
    assert not PatientAccount.objects.exists()
    assert Client().post(f"{HERE}creer/", {"contact": "01 99 00 12 34"}).status_code == 400


def test_r_09_a_patient_s_account_goes_two_years_after_the_last_time_its_holder_told_a_month_before(
    ours: House, travel: Any
) -> None:
    Holder().open()
    travel.move_to(clock.now() + timedelta(days=705))
    apply_all(clock.now())
    sent: list[CodeMessage] = []
    box: Any = type("Box", (), {"send_code": lambda self, message: sent.append(message)})()
    assert [tell_idle_account(box, row) for row in claim(50) if row.topic == idle_accounts.TOPIC] == [None]
    assert sent[0].to == MAIL
    assert PatientAccount.objects.exists()
    travel.move_to(clock.now() + timedelta(days=32))
    apply_all(clock.now())
    assert not PatientAccount.objects.exists()
