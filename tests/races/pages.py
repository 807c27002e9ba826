"""A browser of the crowd: forms sent as browsers send them, each on a connection of its own; what the pages say."""

import html
import http.client
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.races.conftest import CSRF, Answer

# Three are offered after a lost race: on the patients' pages, and on the screens of the desk.
NEXT = re.compile(
    r'<ul class="next">(.*?)</ul>|<legend class="label">Les plus proches encore libres</legend>(.*?)</fieldset>', re.S
)
HOUR = re.compile(r'name="creneau" value="([^"]+)"')


@dataclass(frozen=True)
class Pages:
    port: int
    cookies: str = ""

    def post(self, path: str, **told: str) -> Answer:
        return self._send("POST", path, urlencode({"csrfmiddlewaretoken": CSRF, **told}))

    def get(self, path: str) -> Answer:
        return self._send("GET", path, None)

    def _send(self, method: str, path: str, body: str | None) -> Answer:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{self.port}",
            "Cookie": f"csrftoken={CSRF}; {self.cookies}",
        }
        try:
            link.request(method, path, body, headers)
            response = link.getresponse()
            page = html.unescape(response.read().decode())
            sent = {"page": page, "to": response.getheader("Location"), "cookie": response.getheader("Set-Cookie")}
            return Answer(response.status, sent)
        finally:
            link.close()


def offered(answer: Answer) -> list[str]:
    """The hours proposed instead of a lost one: what their buttons send."""
    found = NEXT.search(answer.body["page"])
    return HOUR.findall(next(filter(None, found.groups()), "")) if found else []
