"""Every cookie of the product and every tracker somebody could refuse, declared once (ST-36 to ST-38, K1).

A test reads the headers of every public page: what is not declared here fails it. Trackers exist only while
`settings.AUDIENCE_MEASUREMENT` is on, and do nothing before a yes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.devices import cookie_name as device_cookie
from online.federation import is_offered
from online.services.drafts import LASTS
from online.services.owners import LASTS as OWN_LASTS

CHOICE_COOKIE = "choix-cookies"
CHOICE_DAYS = 180  # six months, then the question comes back
DRAFT_MINUTES = int(LASTS.total_seconds()) // 60
YES, NO = "oui", "non"
HOUSE = "Cette plateforme, elle seule"


@dataclass(frozen=True, slots=True)
class Cookie:
    """One that is strictly necessary: the page says so, nobody is asked."""

    name: str
    purpose: str
    lasts: str
    issuer: str = HOUSE


@dataclass(frozen=True, slots=True)
class Tracker:
    """Something that waits for a yes: one purpose, one issuer."""

    key: str
    purpose: str
    says: str
    issuer: str = HOUSE


AUDIENCE = Tracker(
    "audience",
    "Mesure d'audience",
    "Compte les visites de chaque page publique, par jour et par genre d'appareil. Ni adresse, ni identifiant, ni"
    " recherche ; aucun cookie de plus que votre choix.",
)


def draft_cookie() -> str:
    """Browsers refuse the `__Host-` prefix without TLS."""
    return "__Host-rdv" if settings.SESSION_COOKIE_SECURE else "rdv"


def own_cookie() -> str:
    return "__Host-moi" if settings.SESSION_COOKIE_SECURE else "moi"


def account_cookie() -> str:
    return "__Host-compte" if settings.SESSION_COOKIE_SECURE else "compte"


def federation_cookie() -> str:
    return "__Host-fc" if settings.SESSION_COOKIE_SECURE else "fc"


def necessary() -> tuple[Cookie, ...]:
    """The cookies set without asking, by the names they have on this installation."""
    return (
        Cookie(
            settings.SESSION_COOKIE_NAME,
            "Reste connecté la personne qui s'est identifiée",
            f"Jusqu'à la fermeture du navigateur ; {settings.SESSION_IDLE_SECONDS // 60} minutes sans activité,"
            f" {settings.SESSION_ABSOLUTE_SECONDS // 3600} heures au plus",
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            "Empêche un autre site d'envoyer un formulaire à votre place",
            "Jusqu'à la fermeture du navigateur",
        ),
        Cookie(
            device_cookie(),
            "Reconnaît un navigateur déjà utilisé, pour ne pas bloquer la bonne personne quand une autre se trompe",
            f"{settings.DEVICE_COOKIE_DAYS} jours",
        ),
        Cookie(
            draft_cookie(),
            "Retrouve le rendez-vous que vous êtes en train de prendre ; posé quand vous choisissez un horaire",
            f"{DRAFT_MINUTES} minutes, ou jusqu'à la confirmation",
        ),
        Cookie(
            own_cookie(),
            "Garde vos données ouvertes dans ce navigateur, une fois que vous avez montré qui vous êtes",
            f"{int(OWN_LASTS.total_seconds()) // 60} minutes, ou jusqu'à ce que vous les refermiez",
        ),
        Cookie(
            account_cookie(),
            "Reste connecté à votre compte de patient, si vous en ouvrez un",
            f"Jusqu'à la fermeture du navigateur ; {settings.SESSION_IDLE_SECONDS // 60} minutes sans activité,"
            f" {settings.SESSION_ABSOLUTE_SECONDS // 3600} heures au plus",
        ),
        *_of_federation(),
        Cookie("messages", "Montre une fois le résultat de ce que vous venez de faire", "Jusqu'à la page suivante"),
        Cookie(CHOICE_COOKIE, "Retient votre choix sur les cookies", f"{CHOICE_DAYS} jours, puis nous redemandons"),
    )


def _of_federation() -> tuple[Cookie, ...]:
    says = "Permet de fermer aussi votre session FranceConnect quand vous quittez votre compte de patient"
    if not is_offered():
        return ()
    return (Cookie(federation_cookie(), says, "Jusqu'à la fermeture du navigateur, ou jusqu'à ce que vous sortiez"),)


def trackers() -> tuple[Tracker, ...]:
    """What may be accepted or refused here; nothing while no audience is measured."""
    return (AUDIENCE,) if settings.AUDIENCE_MEASUREMENT else ()


def choice_of(request: HttpRequest) -> Mapping[str, bool]:
    """What this browser has answered, by tracker; what it never answered is absent."""
    known = {tracker.key for tracker in trackers()}
    pairs = (part.split(":", 1) for part in request.COOKIES.get(CHOICE_COOKIE, "").split("&") if ":" in part)
    return {key: value == YES for key, value in pairs if key in known and value in {YES, NO}}


def must_ask(request: HttpRequest) -> bool:
    """Whether something waits for an answer of this browser."""
    return choice_of(request).keys() != {tracker.key for tracker in trackers()}


def accepts(request: HttpRequest, tracker: Tracker) -> bool:
    """Only a yes is a yes (K1)."""
    return choice_of(request).get(tracker.key, False)


def keep_choice(response: HttpResponse, answers: Mapping[str, bool]) -> None:
    """Remember the answers in this browser, and nowhere else."""
    response.set_cookie(
        CHOICE_COOKIE,
        "&".join(f"{key}:{YES if said else NO}" for key, said in sorted(answers.items())),
        max_age=CHOICE_DAYS * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
