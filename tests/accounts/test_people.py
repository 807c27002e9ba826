"""The life of an account, and the traces of everything that happens to it."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections, transaction

import audit.services
from accounts.demonstration import ACCOUNTS, ensure_accounts
from accounts.enums import AccountStatus, SignInMethod, SignInOutcome
from accounts.errors import NotYourself, UsernameTaken, WrongStatus
from accounts.models import Enrolment, RecoveryCode, Session, SignIn, TotpDevice, User
from accounts.password_rules import weaknesses
from accounts.queries import display_names, open_sessions, recent_sign_ins
from accounts.services import (
    close_account,
    create_person,
    end_session,
    issue_enrolment,
    reinstate_user,
    report_compromise,
    suspend_user,
)
from accounts.services.factors import write_recovery_codes
from audit.services import Event
from core import clock
from core.errors import Forbidden, InvalidInput, NotFound
from core.ids import new_id
from core.scoping import system_actor
from tests.factories.accounts import actor_of, invited, next_code, person, renew_code, session_of, signed_in
from tests.personas import CAMILLE, CHARLIE, NADIA, PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def journal(monkeypatch: Any) -> list[tuple[UUID, Event]]:
    """Every event written during the test, with its id: the web role may write the journal, not read it."""
    written: list[tuple[UUID, Event]] = []
    truly = audit.services.record_many

    def record_many(events: Iterable[Event]) -> list[UUID]:
        kept = list(events)
        ids = truly(kept)
        written.extend(zip(ids, kept, strict=True))
        return ids

    monkeypatch.setattr("audit.services.record_many", record_many)
    return written


@pytest.mark.requirement("CH-05")
@pytest.mark.requirement("ST-20")
def test_one_name_is_one_person() -> None:
    person("camille")
    for typed in ("camille", "CAMILLE", " Camille ", "ｃａｍｉｌｌｅ"):
        with pytest.raises(UsernameTaken):
            create_person(actor=system_actor(), username=typed, display_name="Une autre")


@pytest.mark.requirement("CH-05")
@pytest.mark.requirement("ST-20")
@pytest.mark.parametrize(
    ("username", "shown"),
    [
        ("secretariat", "Léa Roy"),
        ("accueil2", "Léa Roy"),
        ("poste.3", "Léa Roy"),
        ("lroy", "Secrétariat"),
        ("lroy", "ADMIN 1"),
    ],
)
def test_no_account_bears_the_name_of_a_place_or_a_job(username: str, shown: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        create_person(actor=system_actor(), username=username, display_name=shown)
    assert refused.value.errors[0].code == "generic-name"
    assert create_person(actor=system_actor(), username="lroy", display_name="Léa Roy Secrétan")


@pytest.mark.parametrize("name", ["", "ab", "a" * 41, "é.dupont", "a b c", ".abc", "a\u202eb", "<script>", "a\0b"])
def test_a_strange_user_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        create_person(actor=system_actor(), username=name, display_name="Quelqu'un")


@pytest.mark.parametrize("shown", ["", "   ", "x" * 121, "Nom\u202eeman", "Nom\0"])
def test_a_strange_shown_name_is_refused(shown: str) -> None:
    with pytest.raises(InvalidInput):
        create_person(actor=system_actor(), username="quelquun", display_name=shown)


def test_the_database_refuses_a_name_in_capitals_and_an_unknown_status() -> None:
    at = clock.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        User(username="Camille", display_name="x", created_at=at, status_changed_at=at).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        User(username="camille", display_name="x", status="away", created_at=at, status_changed_at=at).save()


def test_only_managers_touch_accounts() -> None:
    camille, nadia = person(CAMILLE), person(NADIA)
    for act in (suspend_user, reinstate_user, close_account, issue_enrolment):
        with pytest.raises(Forbidden):
            act(actor=actor_of(camille), user_id=nadia.id)
    with pytest.raises(Forbidden):
        create_person(actor=actor_of(camille), username="intrus", display_name="Intrus")
    suspend_user(actor=actor_of(nadia, platform=True), user_id=camille.id)
    assert not User.objects.get(id=camille.id).is_active


def test_nobody_suspends_themselves() -> None:
    nadia = person(NADIA)
    with pytest.raises(NotYourself):
        suspend_user(actor=actor_of(nadia, platform=True), user_id=nadia.id)


def test_an_unknown_person_is_not_found() -> None:
    with pytest.raises(NotFound):
        suspend_user(actor=system_actor(), user_id=new_id())


@pytest.mark.requirement("CH-17")
def test_a_suspended_person_returns_with_the_secrets_they_had() -> None:
    user = person()
    suspend_user(actor=system_actor(), user_id=user.id)
    with pytest.raises(WrongStatus):
        suspend_user(actor=system_actor(), user_id=user.id)
    reinstate_user(actor=system_actor(), user_id=user.id)
    assert User.objects.get(id=user.id).is_active


def test_an_invitation_suspended_is_an_invitation_again() -> None:
    user = invited("lucie")
    suspend_user(actor=system_actor(), user_id=user.id)
    reinstate_user(actor=system_actor(), user_id=user.id)
    assert User.objects.get(id=user.id).status == AccountStatus.INVITED


@pytest.mark.requirement("CH-18")
def test_a_closed_account_stays_closed_and_keeps_no_secret() -> None:
    user = person()
    close_account(actor=system_actor(), user_id=user.id)
    for act in (reinstate_user, suspend_user, close_account, issue_enrolment):
        with pytest.raises(WrongStatus):
            act(actor=system_actor(), user_id=user.id)
    assert not TotpDevice.objects.filter(user=user).exists()
    assert not User.objects.get(id=user.id).has_usable_password()


@pytest.mark.requirement("CH-07")
def test_a_compromise_locks_the_account_and_tells_the_security_contact(client: Any, journal: Any) -> None:
    user = person()
    signed_in(client, user)
    write_recovery_codes(user.id)
    report_compromise(actor=actor_of(user))
    fresh = User.objects.get(id=user.id)
    assert (fresh.status, fresh.has_usable_password()) == (AccountStatus.COMPROMISED, False)
    for table in (Session, TotpDevice, RecoveryCode):
        assert not table.objects.filter(user=user).exists()
    event_id, event = next(pair for pair in journal if pair[1].action == "accounts:account:compromise_reported")
    assert (event.entity, event.practice_id) == (("user", user.id), None)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT topic, channel, practice_id, entity_id::text FROM outbox_outboxrow")
        assert cursor.fetchall() == [("accounts.compromise_reported", "security_contact", None, str(event_id))]


def test_a_compromised_account_returns_only_by_a_new_enrolment() -> None:
    user = person()
    report_compromise(actor=actor_of(user))
    with pytest.raises(WrongStatus):
        reinstate_user(actor=system_actor(), user_id=user.id)
    assert issue_enrolment(actor=system_actor(), user_id=user.id)


def test_an_enrolment_ends_after_a_day_and_the_next_one_voids_it() -> None:
    from accounts.errors import EnrolmentRefused
    from accounts.services import enrolment_draft

    with time_machine.travel("2026-11-23T09:00:00Z", tick=False) as moved:
        user = invited("lucie")
        first = issue_enrolment(actor=system_actor(), user_id=user.id)
        second = issue_enrolment(actor=system_actor(), user_id=user.id)
        with pytest.raises(EnrolmentRefused):
            enrolment_draft(token=first)
        assert enrolment_draft(token=second).username == "lucie"
        assert second not in repr(Enrolment.objects.values())
        moved.shift(24 * 3600)
        with pytest.raises(EnrolmentRefused):
            enrolment_draft(token=second)


def test_a_foreign_session_is_not_found(client: Any) -> None:
    camille, charlie = person(CAMILLE), person(CHARLIE)
    session = session_of(signed_in(client, charlie))
    with pytest.raises(NotFound):
        end_session(actor=actor_of(camille), session_id=session.id)
    with pytest.raises(NotFound):
        end_session(actor=system_actor(), session_id=session.id)
    assert [row.id for row in open_sessions(charlie.id, present=session.id)] == [session.id]


@pytest.mark.requirement("ST-41")
def test_every_step_of_a_sign_in_leaves_its_event_and_its_line(client: Any, journal: Any) -> None:
    user = person()
    journal.clear()
    send = {"content_type": "application/json"}
    client.post("/api/v1/session", {"username": CAMILLE, "password": "faux"}, **send)
    client.post("/api/v1/session", {"username": "personne", "password": "faux"}, **send)
    client.post("/api/v1/session", {"username": CAMILLE, "password": PASSWORD}, **send)
    client.post("/api/v1/session/otp", {"code": f"{(int(next_code(user)) + 1) % 1_000_000:06d}"}, **send)
    client.post("/api/v1/session/otp", {"code": next_code(user)}, **send)
    client.post("/api/v1/session/step-up", {"code": "000000"}, **send)
    client.post("/api/v1/session/step-up", {"code": renew_code(user)}, **send)
    client.delete("/api/v1/session")
    assert [(event.action.value, event.outcome) for _, event in journal] == [
        ("accounts:session:refused", "refused"),
        ("accounts:session:refused", "refused"),
        ("accounts:session:password_accepted", "success"),
        ("accounts:second_factor:refused", "refused"),
        ("accounts:session:signed_in", "success"),
        ("accounts:step_up:refused", "refused"),
        ("accounts:step_up:passed", "success"),
        ("accounts:session:signed_out", "success"),
    ]
    lines = [(line.outcome, line.method) for line in reversed(recent_sign_ins(user.id))]
    assert lines == [
        (SignInOutcome.BAD_CREDENTIALS, SignInMethod.PASSWORD),
        (SignInOutcome.PASSWORD_ACCEPTED, SignInMethod.PASSWORD),
        (SignInOutcome.BAD_CODE, SignInMethod.TOTP),
        (SignInOutcome.SIGNED_IN, SignInMethod.TOTP),
        (SignInOutcome.BAD_CODE, SignInMethod.TOTP),
    ]
    assert {event.practice_id for _, event in journal} == {None}
    assert CAMILLE not in repr(journal)


@pytest.mark.requirement("SAS-20")
def test_connection_traces_live_twelve_months_and_not_a_day_more() -> None:
    user, at = person(), clock.now()
    for days in (364, 366):
        SignIn.objects.create(
            user=user,
            subject="0" * 64,
            at=at - timedelta(days=days),
            outcome=SignInOutcome.SIGNED_IN,
            method=SignInMethod.TOTP,
        )
    assert len(recent_sign_ins(user.id)) == 1


def test_the_connection_log_is_neither_rewritten_nor_shortened() -> None:
    from django.db import ProgrammingError

    user, at = person(), clock.now()
    for days in (364, 366):
        SignIn.objects.create(
            user=user, subject="0" * 64, at=at - timedelta(days=days), outcome="signed-in", method="totp"
        )
    with pytest.raises(ProgrammingError), transaction.atomic():
        SignIn.objects.update(outcome="bad-code")
    SignIn.objects.all().delete()
    assert SignIn.objects.count() == 1, "the database keeps what is younger than a year"


def test_the_demonstration_people_are_made_once_and_can_sign_in() -> None:
    first, second = ensure_accounts(), ensure_accounts()
    assert {name: user.id for name, user in first.items()} == {name: user.id for name, user in second.items()}
    assert set(first) == {"camille", "dr_martin", "nadia", "ines", "charlie"}
    for account in ACCOUNTS:
        assert first[account.username].check_password(account.password)
        assert weaknesses(account.password, personal=(account.username, account.display_name)) == []
    assert display_names([first["camille"].id]) == {first["camille"].id: "Camille Aubry"}


def test_the_demonstration_commands_tell_accounts_and_codes(capsys: Any) -> None:
    user = ensure_accounts()["camille"]
    call_command("demo_accounts", "--json")
    listed = json.loads(capsys.readouterr().out)
    assert {"username": "camille", "role": "secretary", "password": PASSWORD} in listed
    call_command("demo_accounts")
    assert "dr_martin" in capsys.readouterr().out
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False):
        call_command("otp_code", "camille")
        assert capsys.readouterr().out.strip() == next_code(user)


def test_a_used_code_is_never_printed_again(monkeypatch: Any, capsys: Any) -> None:
    from accounts.second_factor import accept_code

    user = ensure_accounts()["camille"]
    with time_machine.travel("2026-11-23T09:00:10Z", tick=False) as moved:
        with transaction.atomic():
            assert accept_code(user, next_code(user))[0]
        monkeypatch.setattr("time.sleep", moved.shift)
        call_command("otp_code", "camille")
        assert capsys.readouterr().out.strip() == next_code(user)


@pytest.mark.parametrize("command", [("demo_accounts",), ("demo_accounts", "--json"), ("otp_code", "camille")])
def test_the_demonstration_commands_refuse_elsewhere(settings: Any, command: tuple[str, ...]) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="demonstration"):
        call_command(*command)


def test_no_code_for_a_stranger() -> None:
    with pytest.raises(CommandError):
        call_command("otp_code", "personne")


def test_a_user_prints_as_an_id() -> None:
    user = person()
    assert str(user) == str(user.id)
    assert CAMILLE not in repr(user)
