"""What a door answered to a wish: done, or refused with a code and a sentence that a person reads."""

import html
import re
from dataclasses import dataclass
from typing import Any

from booking import errors as booking
from booking.rules import SENTENCES
from online import errors as online

# A screen gives no code: its sentence is the code, since each is said of one thing only.
CODES = {
    **{sentence: reason.value for reason, sentence in SENTENCES.items()},
    **{
        error.title: error.code
        for error in (
            booking.ForbiddenTransition,
            booking.HoldExpired,
            booking.PatientBusy,
            booking.SlotTaken,
            online.ByTelephone,
            online.LinkInvalid,
            online.NotOnline,
            online.TooLateToChange,
        )
    },
    "Choisissez un horaire de la page.": "unknown-value",
    "Rendez-vous annulé": "cancelled",
}
LATE = re.compile(r"(À moins de .* du rendez-vous, il|Ce rendez-vous) ne se change plus en ligne\.")
# Where the screens say what was refused: the desk's recap and alerts, the patients' headings and leads.
SAID = re.compile(
    r'<h3 id="t-recap"[^>]*>(.*?)</h3>|<p class="(?:alert|lead|info)"[^>]*>(.*?)</p>|<li>(.*?)</li>|<h1>(.*?)</h1>'
    r"|<p><strong>(.*?)</strong>",
    re.S,
)
# The link from one page of hours to the next, the same words at both screens; and how many pages are followed.
ONWARDS = re.compile(r'href="([^"]+)"[^>]*>(?:Jours suivants|Prochaine disponibilité)')
MOST_PAGES = 12


@dataclass(frozen=True)
class Answer:
    """`code` None: it was done. `sentence`: what a person reads; the programs' door has its title and detail."""

    code: str | None
    sentence: str = ""


DONE = Answer(None)


def of_page(response: Any) -> Answer:
    """What a screen says that it refused."""
    page = response.content.decode()
    for found in SAID.finditer(page):
        said = plain(next(filter(None, found.groups()), ""))
        if said in CODES:
            return Answer(CODES[said], said)
        if LATE.match(said):
            return Answer(online.TooLateToChange.code, said)
    raise AssertionError(f"{response.status_code}: no sentence that is known\n{plain(page)}")


def of_problem(response: Any) -> Answer:
    """The same of a problem document."""
    told = response.json()
    code = told["type"].removeprefix("/problems/")
    sentence = told.get("detail") or told["title"]
    answer = Answer(told["reason"] if code == booking.NotOffered.code else code, sentence)
    assert CODES.get(sentence) == answer.code, f"the screens say this otherwise: {told}"
    return answer


def plain(markup: str) -> str:
    text = html.unescape(re.sub(r"<[^>]+>", "", markup))
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " ")).strip()
