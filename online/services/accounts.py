"""An account is opened, opened again, entered and closed. Nothing here says whether anybody has one.

A contact is proven by its code first, whoever it belongs to. Whoever proves the contact of an account that exists
begins it again: its former factors and the records it held go, so that a lost factor is no way in. See
docs/decisions/patients-accounts-hold-nothing.md.
"""

import hashlib
import hmac
import secrets
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from accounts.password_rules import weaknesses
from accounts.second_factor import compact
from accounts.totp import matching_step, new_seed
from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import FieldError, InvalidInput
from online.account_contact import digest_of_contact, read_contact
from online.allowances import Asked, count, place_of
from online.errors import AccountShut
from online.models import AccountPasskey, AccountSession, PatientAccount, Stage
from online.services.account_sessions import OpenSession, begin_session, raise_to
from online.services.codes import CHANNEL, Verdict, judge_code, renew_code
from online.services.held import release_all
from outbox.services import enqueue

TOPIC = "online.account-code"
PROVEN = (Stage.CONTACT.value, Stage.FEDERATED.value)
_WRONG_CODE = "Ce code n'est pas celui de l'application : recopiez celui qu'elle montre maintenant."


@transaction.atomic
def ask_entry(*, typed: str) -> OpenSession:
    """A code to this contact, whether or not an account has it. Raises InvalidInput naming `contact`, TooManyOnline."""
    opened = begin_session(contact=read_contact(typed))
    send_entry_code(opened.session)
    return opened


@transaction.atomic
def send_entry_code(session: AccountSession) -> None:
    """Another code; the former one ends. Raises AccountShut, TooManyOnline."""
    renew_code(session, _place(session))
    enqueue(topic=TOPIC, practice_id=None, entity_id=session.id, channel=CHANNEL, version=session.code_number)


@transaction.atomic
def prove_entry(session: AccountSession, typed: str) -> tuple[Verdict, OpenSession | None]:
    """The contact is theirs: they may choose how to come back."""
    verdict = judge_code(session, typed)
    return verdict, raise_to(session, Stage.CONTACT) if verdict is Verdict.RIGHT else None


@transaction.atomic
def seed_of(session: AccountSession) -> str:
    """What an application is shown once, for whoever chooses a password. Raises AccountShut before a proof."""
    if session.stage not in PROVEN:
        raise AccountShut()
    if session.totp_seed is not None:
        return session.totp_seed.open()
    seed = new_seed()
    session.totp_seed = seed
    session.save(update_fields=["totp_seed"])
    return seed


@transaction.atomic
def open_with_password(session: AccountSession, *, password: str, code: str) -> OpenSession:
    """Raises AccountShut, InvalidInput naming `password` or `code`."""
    seed = seed_of(session)
    personal = [session.contact.open()] if session.contact is not None else []
    weak = weaknesses(password, personal=personal)
    if weak:
        raise InvalidInput(errors=[FieldError("password", one.code, one.sentence) for one in weak])
    step = _step(seed, code)
    if step is None:
        raise InvalidInput.at("code", "wrong-code", _WRONG_CODE)
    account = opened_anew(session)
    account.password, account.totp_seed, account.totp_step = make_password(password), seed, step
    account.save(update_fields=["password", "totp_seed", "totp_step"])
    return signed_in(session, account, "password")


@transaction.atomic
def sign_in(*, contact: str, password: str) -> OpenSession | None:
    """The first of two factors; None for whatever is wrong, after the same work. Raises TooManyOnline."""
    try:
        known = read_contact(contact)
    except InvalidInput:
        known = ""
    count(Asked.TRY_CONTACT, place_of(f"password:{known or contact}"))
    account = PatientAccount.objects.filter(contact_digest=digest_of_contact(known)).first()
    stored = account.password if account is not None and account.password else _nobody_s_password()
    right = check_password(password[:500], stored)
    if account is None or not account.password or not right:
        _trace(Action.ACCOUNT_REFUSED, None)
        return None
    return raise_to(begin_session().session, Stage.PASSWORD, account)


@transaction.atomic
def second_factor(session: AccountSession, code: str) -> OpenSession | None:
    """The application's code, once; None when it is wrong. Raises AccountShut, TooManyOnline."""
    if session.stage != Stage.PASSWORD.value or session.account_id is None:
        raise AccountShut()
    count(Asked.TRY_CONTACT, place_of(f"totp:{session.account_id}"))
    account = PatientAccount.objects.select_for_update().get(id=session.account_id)
    step = _step(account.totp_seed.open(), code) if account.totp_seed is not None else None
    if step is None or step <= account.totp_step:
        _trace(Action.ACCOUNT_REFUSED, account)
        return None
    account.totp_step = step
    account.save(update_fields=["totp_step"])
    return signed_in(session, account, "password")


@transaction.atomic
def close_account(session: AccountSession) -> None:
    """The account and all it held are gone; the practices' records stay theirs. Raises AccountShut."""
    if session.stage != Stage.SIGNED_IN.value or session.account is None:
        raise AccountShut()
    account = session.account
    release_all(account.id)
    _trace(Action.ACCOUNT_CLOSED, account)
    account.delete()


def opened_anew(session: AccountSession) -> PatientAccount:
    """The account of what this session has proven, empty: new, or begun again."""
    account = _account_of(session)
    now = clock.now()
    if account is None:
        account = PatientAccount(created_at=now, last_seen_date=now.date())
        if session.contact is not None:
            contact = session.contact.open()
            account.contact, account.contact_digest = contact, digest_of_contact(contact)
        account.federated_digest = session.federated or None
    else:
        release_all(account.id)
        AccountPasskey.objects.filter(account=account).delete()
        AccountSession.objects.filter(account=account).exclude(id=session.id).delete()
        account.password, account.totp_seed, account.totp_step = "", None, -1
    account.handle = handle_of(session)
    account.save()
    _trace(Action.ACCOUNT_OPENED, account)
    return account


def signed_in(session: AccountSession, account: PatientAccount, factor: str) -> OpenSession:
    _trace(Action.ACCOUNT_ENTERED, account, factor=factor)
    return raise_to(session, Stage.SIGNED_IN, account)


def handle_of(session: AccountSession) -> str:
    """What names the account to a passkey that this session makes: 64 bytes that say nothing, in hexadecimal."""
    return hmac.new(settings.SECRET_KEY.encode(), f"online.handle:{session.id}".encode(), hashlib.sha512).hexdigest()


def _account_of(session: AccountSession) -> PatientAccount | None:
    rows = PatientAccount.objects.select_for_update()
    if session.contact is not None:
        return rows.filter(contact_digest=digest_of_contact(session.contact.open())).first()
    return rows.filter(federated_digest=session.federated).first() if session.federated else None


def _place(session: AccountSession) -> str:
    if session.contact is None:
        raise AccountShut()
    return place_of(session.contact.open())


def _step(seed: str, code: str) -> int | None:
    return matching_step(seed, compact(code), clock.now().timestamp(), past=settings.TOTP_PAST_STEPS)


@cache
def _nobody_s_password() -> str:
    """Checked for whoever has none: the same hash, the same time."""
    return make_password(secrets.token_urlsafe(32))


def _trace(action: Action, account: PatientAccount | None, **details: str) -> None:
    entity = ("online.account", account.id) if account is not None else None
    audit.record(actor=None, action=action, practice_id=None, entity=entity, details=details)
