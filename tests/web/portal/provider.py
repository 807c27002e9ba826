"""A small provider of OpenID Connect over real HTTP: discovery, code with PKCE, signed identity token."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "permanence-test", "not-a-secret-at-all"


class Provider(ThreadingHTTPServer):
    """Signs whoever comes in as `subject` at level `acr`; `wrong` replaces claims of the token, or the key (`key`)."""

    daemon_threads = True

    def __init__(self, host: str) -> None:
        super().__init__((host, 0), _Page)
        self.issuer = f"http://{host}:{self.server_port}"
        self.key = RSAKey.generate_key(2048, parameters={"kid": "one"})
        self.subject, self.acr = "somebody", "eidas1"
        self.wrong: dict[str, Any] = {}
        self.ends, self.left = True, 0
        self.codes: dict[str, dict[str, str]] = {}

    def allow(self, address: str) -> str:
        """What the browser does there: the person agrees, and is sent back with a code."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["client_id"], asked["response_type"], asked["scope"]) == (CLIENT_ID, "code", "openid")
        code = hashlib.sha256(f"{asked['state']}{len(self.codes)}".encode()).hexdigest()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def refuse(self, address: str) -> str:
        """The person does not agree, and is sent back without."""
        asked = parse_qs(urlsplit(address).query)
        return f"{asked['redirect_uri'][0]}?{urlencode({'error': 'access_denied', 'state': asked['state'][0]})}"

    def leave(self, address: str) -> str:
        """What it does with somebody who leaves: its own word is wanted back; then to where it was asked to go."""
        said = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.issuer}/end?") and said["state"]
        assert jwt.decode(said["id_token_hint"], self.key).claims["sub"] == self.subject
        self.left += 1
        return said["post_logout_redirect_uri"]

    def token(self, said: dict[str, str]) -> dict[str, str] | None:
        asked = self.codes.pop(said.get("code", ""), None)
        if asked is None or (said.get("client_id"), said.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return None
        challenge = base64.urlsafe_b64encode(hashlib.sha256(said["code_verifier"].encode()).digest()).rstrip(b"=")
        if challenge.decode() != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT_ID, "sub": self.subject, "nonce": asked["nonce"], "acr": self.acr,
            "iat": now, "exp": now + 60, **{name: value for name, value in self.wrong.items() if name != "key"},
        }  # fmt: skip
        key = self.wrong.get("key", self.key)
        identity = jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)
        return {"access_token": "x", "token_type": "Bearer", "id_token": identity}


class _Page(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        here = f"{self.server.issuer}{self.path}"
        if self.path.startswith("/authorize?"):
            self._ask(here)
        elif self.path.startswith("/end?"):
            self._send_on(self.server.leave(here))
        elif self.path == "/.well-known/openid-configuration":
            own = self.server.issuer
            self._say({
                "issuer": own, "authorization_endpoint": f"{own}/authorize", "token_endpoint": f"{own}/token",
                "jwks_uri": f"{own}/jwks", **({"end_session_endpoint": f"{own}/end"} if self.server.ends else {}),
            })  # fmt: skip
        else:
            self._say({"keys": [self.server.key.as_dict(private=False)]})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        found = self.server.token({name: values[0] for name, values in parse_qs(body).items()})
        self._say(found or {"error": "invalid_grant"}, 200 if found else 400)

    def _ask(self, here: str) -> None:
        """The page of the provider, for a browser."""
        yes, no = (escape(answer(here)) for answer in (self.server.allow, self.server.refuse))
        page = f'<!doctype html><title>FranceConnect</title><a href="{yes}">Continuer</a> <a href="{no}">Refuser</a>'
        self._write(page.encode(), 200, "text/html; charset=utf-8")

    def _send_on(self, there: str) -> None:
        self.send_response(302)
        self.send_header("Location", there)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _say(self, said: dict[str, Any], status: int = 200) -> None:
        self._write(json.dumps(said).encode(), status, "application/json")

    def _write(self, content: bytes, status: int, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *said: object) -> None: ...


@contextmanager
def running(host: str = "localhost") -> Iterator[Provider]:
    """Under `host`: for a browser, `127.0.0.1` is another site than `localhost`."""
    provider = Provider(host)
    thread = threading.Thread(target=provider.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.shutdown()
        provider.server_close()
        thread.join()
