"""Passkeys of patients, by `webauthn`: user verification always required, so that one is two factors at once.

django-otp-webauthn hangs everything from AUTH_USER_MODEL, which is the staff: its library is used, not its tables.
"""

import hashlib
import json
from urllib.parse import urlsplit

import webauthn
from django.conf import settings
from django.db import transaction
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from core import clock
from online.errors import AccountShut, PasskeyRefused
from online.models import AccountPasskey, AccountSession, PatientAccount, Stage
from online.services.account_sessions import OpenSession
from online.services.accounts import PROVEN, handle_of, opened_anew, signed_in

NAME = "Permanence, rendez-vous"
LONGEST = 20_000


@transaction.atomic
def making_options(session: AccountSession) -> str:
    """What the browser is asked to make, as JSON; the challenge serves once. Raises AccountShut before a proof."""
    _check_may_make(session)
    known = AccountPasskey.objects.filter(account=session.account) if session.account is not None else ()
    options = webauthn.generate_registration_options(
        rp_id=_here(),
        rp_name=NAME,
        user_id=bytes.fromhex(session.account.handle if session.account else handle_of(session)),
        user_name=session.contact.open() if session.contact is not None else "Mon compte",
        challenge=_challenge(session),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential_id)) for one in known],
    )
    return webauthn.options_to_json(options)


def make_passkey(session: AccountSession, *, answer: str) -> OpenSession | None:
    """Keep the passkey; a session that had only proven a contact opens its account with it. None: already in.

    The challenge is spent even when it is refused, so the caller lets its transaction commit. Raises AccountShut,
    PasskeyRefused.
    """
    _check_may_make(session)
    challenge = _spend(session)
    try:
        made = webauthn.verify_registration_response(
            credential=_read(answer),
            expected_challenge=challenge,
            expected_rp_id=_here(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        raise PasskeyRefused() from None
    was_in = session.stage == Stage.SIGNED_IN.value and session.account is not None
    account = session.account if was_in else opened_anew(session)
    assert account is not None
    AccountPasskey.objects.create(
        account=account,
        credential_id=bytes_to_base64url(made.credential_id),
        credential_sha256=hashlib.sha256(made.credential_id).hexdigest(),
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        created_at=clock.now(),
    )
    return None if was_in else signed_in(session, account, "passkey")


@transaction.atomic
def entering_options(session: AccountSession) -> str:
    """What any passkey of this house may answer: no account is named, so none is told of."""
    options = webauthn.generate_authentication_options(
        rp_id=_here(), challenge=_challenge(session), user_verification=UserVerificationRequirement.REQUIRED
    )
    return webauthn.options_to_json(options)


def enter_by_passkey(session: AccountSession, *, answer: str) -> OpenSession:
    """Both factors at once; the challenge is spent like that of `make_passkey`. Raises PasskeyRefused for any cause."""
    challenge, credential = _spend(session), _read(answer)
    known = _known(credential)
    if known is None:
        raise PasskeyRefused()
    try:
        shown = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_here(),
            expected_origin=_origin(),
            credential_public_key=base64url_to_bytes(known.public_key),
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        raise PasskeyRefused() from None
    known.sign_count, known.last_used_at = shown.new_sign_count, clock.now()
    known.save(update_fields=["sign_count", "last_used_at"])
    account = PatientAccount.objects.select_for_update().get(id=known.account_id)
    return signed_in(session, account, "passkey")


def _check_may_make(session: AccountSession) -> None:
    if session.stage not in (*PROVEN, Stage.SIGNED_IN.value):
        raise AccountShut()


def _known(credential: dict[str, object]) -> AccountPasskey | None:
    try:
        raw = base64url_to_bytes(str(credential.get("rawId", "")))
    except ValueError:
        return None
    rows = AccountPasskey.objects.select_for_update()
    return rows.filter(credential_sha256=hashlib.sha256(raw).hexdigest()).first()


def _challenge(session: AccountSession) -> bytes:
    challenge = webauthn.helpers.generate_challenge()
    session.challenge = bytes_to_base64url(challenge)
    session.save(update_fields=["challenge"])
    return challenge


def _spend(session: AccountSession) -> bytes:
    """The challenge of this session, under its row lock, gone from now on. Raises PasskeyRefused without one."""
    kept, session.challenge = session.challenge, ""
    if not kept:
        raise PasskeyRefused()
    session.save(update_fields=["challenge"])
    return base64url_to_bytes(kept)


def _read(answer: str) -> dict[str, object]:
    try:
        read = json.loads(answer[:LONGEST])
    except ValueError:
        raise PasskeyRefused() from None
    if not isinstance(read, dict):
        raise PasskeyRefused()
    return read


def _origin() -> str:
    parts = urlsplit(settings.PUBLIC_URL)
    return f"{parts.scheme}://{parts.netloc}"


def _here() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or ""
