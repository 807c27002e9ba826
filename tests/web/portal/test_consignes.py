"""Consignes at the web's door: written for secretaries, they refuse and ask there, and are read only if meant to."""

from datetime import timedelta
from typing import Any

import pytest

from booking.consigne_answers import answered_for
from booking.models import Appointment
from core.scoping import acting_as, system_actor
from online.models import BookingDraft
from tests.factories.booking import MONDAY, at
from tests.factories.consignes import SENTENCE, make_consigne
from tests.factories.online import Booker
from tests.factories.practices import House
from web.portal.presenters.questions import CHOOSE

pytestmark = pytest.mark.django_db
BY_TELEPHONE = "Ce rendez-vous se prend par téléphone"
NUMBER = "+33199000010"
FAR = MONDAY + timedelta(days=14)


@pytest.fixture(autouse=True)
def reachable(ours: House) -> None:
    with acting_as(system_actor(ours.practice.id)):
        ours.practice.phone = NUMBER
        ours.practice.save(update_fields=["phone"])


@pytest.mark.parametrize(("effect", "terms"), [("block", {}), ("warn", {}), ("require", {"requirement": "document"})])
def test_what_refuses_or_only_the_desk_can_say_is_told_at_the_choice_of_the_hour_and_never_read(
    effect: str, terms: dict[str, str], ours: House, booker: Booker
) -> None:
    make_consigne(ours.practice, effect, **terms)
    assert 'name="creneau"' not in booker.client.get(booker.slots).content.decode(), "no hour is offered in vain"
    page = booker.choose(at("09:00"))
    shown = page.content.decode()
    assert page.status_code == 422
    assert BY_TELEPHONE in shown
    assert f'href="tel:{NUMBER}"' in shown
    assert SENTENCE not in shown
    assert "examens" not in shown
    with acting_as(system_actor(ours.practice.id)):
        assert not BookingDraft.objects.exists()


@pytest.mark.parametrize(
    ("effect", "terms", "asked", "right", "wrong"),
    [
        ("ask", {}, "Avez-vous vos examens ?", "yes", "no"),
        ("require", {}, "Avez-vous une ordonnance ou un courrier", "met", "unmet"),
        ("require", {"requirement": "other", "doors": ("web",)}, SENTENCE, "met", "unmet"),
        ("warn", {"doors": ("web", "phone")}, SENTENCE, "seen", ""),
    ],
)
def test_what_is_asked_is_answered_on_the_page_and_lies_sealed_with_the_visit(
    effect: str, terms: dict[str, Any], asked: str, right: str, wrong: str, ours: House, booker: Booker
) -> None:
    version = make_consigne(ours.practice, effect, **terms)
    assert "<i>*</i>" in booker.client.get(booker.slots).content.decode()
    booker.choose(at("09:00"))
    booker.tell()
    booker.prove()
    page = booker.recap().content.decode()
    assert asked in page
    assert (SENTENCE in page) == ("doors" in terms)
    field = f"question-{version.id}"
    silent = booker.confirm()
    assert (silent.status_code, CHOOSE in silent.content.decode()) == (422, True)
    if wrong:
        refused = booker.confirm(**{field: wrong})
        assert (refused.status_code, BY_TELEPHONE in refused.content.decode()) == (422, True)
    assert booker.confirm(**{field: right}).status_code == 302
    with acting_as(system_actor(ours.practice.id)):
        (visit,) = Appointment.objects.filter(practice=ours.practice)
        (answered,) = answered_for(visit)
    assert (visit.consigne_versions, answered.version_id) == ([version.id], version.id)


def test_what_depends_on_the_patient_is_said_once_they_are_known_and_never_read(ours: House, booker: Booker) -> None:
    make_consigne(ours.practice, "block", age_from=18)
    page = booker.book(at("09:00"))
    assert page.status_code == 422
    assert BY_TELEPHONE in page.content.decode()
    assert SENTENCE not in page.content.decode()


def test_information_stops_nobody(ours: House, booker: Booker) -> None:
    make_consigne(ours.practice, kind="info", sentence="Parking derrière le cabinet.")
    assert booker.book(at("09:00")).status_code == 302


def test_moving_by_the_link_tells_the_number_and_not_the_consigne(ours: House, booker: Booker) -> None:
    link = booker.book(at("09:00", FAR)).headers["Location"].removesuffix("pris/")
    make_consigne(ours.practice, "block", weekdays=(1,))
    tuesday = at("09:00", FAR + timedelta(days=1))
    hour = f"{ours.role.id.hex[-12:]}.{int(tuesday.timestamp()) // 60}"
    page = booker.client.post(f"{link}deplacer/", {"creneau": hour})
    assert page.status_code == 422
    assert BY_TELEPHONE in page.content.decode()
    assert f'href="tel:{NUMBER}"' in page.content.decode()
    assert SENTENCE not in page.content.decode()


def test_hours_that_are_refused_to_everybody_are_not_shown(ours: House, booker: Booker) -> None:
    assert "Lundi 14 janvier" in booker.client.get(booker.slots).content.decode()
    make_consigne(ours.practice, "block", weekdays=(0,))
    shown = booker.client.get(booker.slots).content.decode()
    assert "Lundi 14 janvier" not in shown
    assert "Mardi 15 janvier" in shown
