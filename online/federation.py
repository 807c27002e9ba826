"""FranceConnect, or any provider of OpenID Connect: asked who somebody is, and for nothing else about them.

Code flow with PKCE, by `authlib`; the identity token is read by `joserfc`. Neither name nor birth is asked for: a
record is never found by a name. No database here.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.client import OAuth2Client
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from core.trusted import authorities
from online.errors import FederationRefused

TIMEOUT = 8.0
# eIDAS levels that the provider itself reached with two factors.
STRONG = frozenset({"eidas2", "eidas3"})
_ALGORITHMS = ["RS256", "ES256", "PS256"]


@dataclass(frozen=True, slots=True, repr=False)
class Known:
    """Who the provider says it is: a name of its own for the person, and how surely. `token` is its own word of it,
    for the browser alone: the provider wants it back from whoever leaves.
    """

    subject: str
    is_strong: bool
    token: str


def is_offered() -> bool:
    return bool(settings.FRANCECONNECT_ISSUER)


def way_out(session_id: UUID, back: str) -> str:
    """The provider's page. What comes back is bound to this session. Raises FederationRefused."""
    there = _provider()
    address, _ = _client(None, back).create_authorization_url(
        there["authorization_endpoint"],
        state=_bound(session_id, "state"),
        nonce=_bound(session_id, "nonce"),
        code_verifier=_bound(session_id, "verifier"),
        acr_values=settings.FRANCECONNECT_ACR,
    )
    return str(address)


def come_back(session_id: UUID, answer: Mapping[str, str], back: str) -> Known:
    """Raises FederationRefused, one answer whatever the cause: refused there, forged, for somebody else's browser."""
    if not hmac.compare_digest(answer.get("state", ""), _bound(session_id, "state")) or not answer.get("code"):
        raise FederationRefused()
    there = _provider()
    try:
        with httpx.Client(timeout=TIMEOUT, verify=authorities()) as http:
            # The secret goes in the body, as FranceConnect wants it.
            token = _client(http, back).fetch_token(
                there["token_endpoint"],
                auth=httpx.Auth(),
                code=answer["code"],
                code_verifier=_bound(session_id, "verifier"),
                client_id=settings.FRANCECONNECT_CLIENT_ID,
                client_secret=settings.FRANCECONNECT_CLIENT_SECRET,
            )
            keys = KeySet.import_key_set(http.get(there["jwks_uri"]).raise_for_status().json())
        return _read(str(token["id_token"]), keys, there["issuer"], _bound(session_id, "nonce"))
    except (AuthlibBaseError, JoseError, httpx.HTTPError, KeyError, ValueError):
        raise FederationRefused() from None


def way_to_leave(session_id: UUID, token: str, back: str) -> str:
    """Where the provider ends its own session of the person; empty when it ends none, or cannot be asked."""
    if not (token and is_offered()):
        return ""
    try:
        there = _provider().get("end_session_endpoint", "")
    except FederationRefused:
        return ""
    if urlsplit(there).scheme != urlsplit(settings.FRANCECONNECT_ISSUER).scheme:
        return ""
    said = {"id_token_hint": token, "post_logout_redirect_uri": back, "state": _bound(session_id, "leaving")}
    return str(add_params_to_uri(there, list(said.items())))


def _read(id_token: str, keys: KeySet, issuer: str, nonce: str) -> Known:
    claims: dict[str, Any] = jwt.decode(id_token, keys, algorithms=_ALGORITHMS).claims
    jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": settings.FRANCECONNECT_CLIENT_ID},
        exp={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    ).validate(claims)
    level = str(claims.get("acr", ""))
    return Known(f"{issuer}|{claims['sub']}", level in STRONG and settings.FRANCECONNECT_ACR in STRONG, id_token)


def _provider() -> dict[str, str]:
    """What the provider publishes of itself; only an issuer that names itself as it was configured is believed."""
    issuer = settings.FRANCECONNECT_ISSUER
    try:
        answer = httpx.get(
            urljoin(f"{issuer}/", ".well-known/openid-configuration"), timeout=TIMEOUT, verify=authorities()
        )
        found: dict[str, str] = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError):
        raise FederationRefused() from None
    if found.get("issuer") != issuer:
        raise FederationRefused()
    return found


def _client(http: httpx.Client | None, back: str) -> OAuth2Client:
    return OAuth2Client(
        http,
        client_id=settings.FRANCECONNECT_CLIENT_ID,
        redirect_uri=back,
        scope="openid",
        code_challenge_method="S256",
    )


def _bound(session_id: UUID, what: str) -> str:
    """Derived from the session and a secret: nothing to store, nothing to guess, nothing that serves elsewhere."""
    message = f"online.federation:{what}:{session_id}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()
