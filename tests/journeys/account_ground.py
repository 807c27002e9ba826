"""The ground of the journeys for somebody at their own data: a link, the codes of the messages, an authenticator."""

from django.db import transaction
from playwright.sync_api import CDPSession, Page

from booking.models import Appointment
from core.scoping import acting_as, system_actor
from online.codes import code_of
from online.models import AccountSession, OwnerProof
from online.services import link_to_send
from tests.factories.patients import make_patient
from tests.journeys.ground import Ground, book_for, in_days
from tests.journeys.online_ground import online_reason


def link_of(ground: Ground, name: str, phone: str, at: str) -> str:
    """Somebody with a visit in some days; the address of its page."""
    online_reason(ground)
    patient = make_patient(ground.world.ours.practice, name, "Nour", phones=(phone,))
    return link_to(book_for(ground, patient, in_days(12, at)))


def link_to(visit: Appointment) -> str:
    """The address of the page of a visit, as its message says it."""
    with acting_as(system_actor(visit.practice_id)), transaction.atomic():
        return f"/rdv/lien/{link_to_send(visit.practice_id, visit.id)}/"


def owner_code(ground: Ground) -> str:
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        proof = OwnerProof.objects.filter(practice_id=ground.practice_id).latest("created_at")
    return code_of(proof.id, proof.code_number)


def account_code() -> str:
    session = AccountSession.objects.latest("created_at")
    return code_of(session.id, session.code_number)


def authenticator(page: Page) -> CDPSession:
    """A virtual one that verifies its user, as Chromium gives it to tests."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools


def come_to_own(page: Page, ground: Ground, link: str) -> None:
    page.goto(link)
    page.get_by_role("link", name="Mes données dans ce cabinet").click()
    page.get_by_role("button", name="Recevoir un code").click()
    page.get_by_label("Code de vérification").fill(owner_code(ground))
    page.get_by_role("button", name="Vérifier").click()
