"""A person at the API of a running product: cookies, CSRF token, second factor."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any


@dataclass
class Caller:
    """`call` answers (status, body); the cookies are kept between calls."""

    address: str
    jar: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        request = urllib.request.Request(f"{self.address}/api/v1{path}", method=method)
        request.add_header("X-CSRFToken", next((c.value or "" for c in self.jar if c.name == "csrftoken"), ""))
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with self._opener.open(request, timeout=30) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            with refusal:
                status, text = refusal.code, refusal.read()
        return status, json.loads(text) if text else None

    def expect(self, status: int, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The body of an answer that must have this status."""
        given, answer = self.call(method, path, body, **headers)
        assert given == status, (method, path, given, answer)
        return answer

    def sign_in(self, username: str, password: str, code: str) -> None:
        self.expect(200, "GET", "/session")
        self.expect(200, "POST", "/session", {"username": username, "password": password})
        self.expect(200, "POST", "/session/otp", {"code": code})
