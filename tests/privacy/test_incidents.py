"""The register of incidents, and the report of a lost or stolen account."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client

from accounts.enums import AccountStatus
from accounts.errors import WrongStatus
from accounts.models import Session, TotpDevice, User
from accounts.services import issue_enrolment
from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import Actor, acting_as, system_actor
from practices import services as practices
from privacy.breach_clock import Standing
from privacy.errors import IncidentClosed, IncidentUnfinished
from privacy.incident_queries import alarms_of, incident_in, incidents_of, open_texts
from privacy.models import Incident
from privacy.services.incidents import (
    assess_incident,
    close_incident,
    declare_incident,
    note_notification,
    note_persons_told,
    purge_incidents,
    report_compromise,
)
from tests.factories.accounts import person, signed_in
from tests.factories.practices import World, join_as_practice_secretary, make_person, make_world
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, INES, NADIA

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False) as moved:
        yield moved


@pytest.fixture
def world(db: Any, travel: Any) -> World:
    return make_world()


@pytest.fixture
def ines(world: World) -> Iterator[Actor]:
    with acting_as(world.actor(INES)):
        yield world.actor(INES)


@pytest.fixture
def incident(world: World, ines: Actor) -> Incident:
    return declare_incident(
        actor=ines, practice_id=world.ours.practice.id, description="Une liste a été postée à un autre cabinet.",
        known_at=clock.now() - HOUR, occurred_at=clock.now() - 5 * HOUR,
    )  # fmt: skip


@pytest.fixture
def journal(world: World, monkeypatch: pytest.MonkeyPatch) -> list[audit.Event]:
    events: list[audit.Event] = []
    write = audit._row
    monkeypatch.setattr(audit, "_row", lambda event: events.append(event) or write(event))
    return events


@pytest.mark.requirement("CH-07")
def test_one_click_closes_the_account_opens_an_incident_and_tells_the_security_contact(
    world: World, journal: list[audit.Event]
) -> None:
    camille = world.people[CAMILLE]
    here, elsewhere = signed_in(Client(), camille), signed_in(Client(), camille)
    answer = here.post("/compte/compromis/")
    assert answer["Location"] == "/connexion/?compromis=1"
    assert elsewhere.get("/bureau/")["Location"].startswith("/connexion/")
    fresh = User.objects.get(id=camille.id)
    assert (fresh.status, fresh.has_usable_password()) == (AccountStatus.COMPROMISED, False)
    assert not Session.objects.filter(user=camille).exists()
    assert not TotpDevice.objects.filter(user=camille).exists()
    (opened,) = Incident.objects.filter(account=camille)
    assert (opened.origin, opened.secretariat_id, opened.known_at) == (
        "compromise", world.ours.secretariat.id, clock.now(),
    )  # fmt: skip
    actions = [event.action for event in journal]
    assert Action.COMPROMISE_REPORTED in actions and Action.INCIDENT_OPENED in actions
    with connection.cursor() as cursor:
        cursor.execute("SELECT channel FROM outbox_outboxrow WHERE topic = 'accounts.compromise_reported'")
        assert cursor.fetchall() == [("security_contact",)]
    assert issue_enrolment(actor=system_actor(), user_id=camille.id), "the way back is a new enrolment"


@pytest.mark.requirement("CH-07")
def test_a_manager_reports_for_her_people_and_a_practitioner_for_his(world: World) -> None:
    lea = person("lea")
    join_as_practice_secretary(world.ours.practice, lea)
    for reporter, user in ((NADIA, world.people[CAMILLE]), (DR_MARTIN, lea)):
        actor = world.actor(reporter)
        with acting_as(actor):
            (opened,) = report_compromise(actor=actor, user_id=user.id)
            assert opened.opened_by_id == actor.user_id
            assert incident_in(actor, opened.id).account_id == user.id
        assert User.objects.get(id=user.id).status == AccountStatus.COMPROMISED


@pytest.mark.parametrize(
    ("reporter", "reported"),
    [(CAMILLE, NADIA), (NADIA, CHARLIE), (NADIA, DR_MARTIN), (CHARLIE, CAMILLE), (INES, NADIA)],
)
def test_nobody_reports_for_people_who_are_not_theirs(world: World, reporter: str, reported: str) -> None:
    actor = world.actor(reporter)
    with acting_as(actor), pytest.raises(NotFound):
        report_compromise(actor=actor, user_id=world.people[reported].id)
    assert User.objects.get(id=world.people[reported].id).is_active


def test_a_suspended_person_reported_stays_suspended_and_needs_an_enrolment_afterwards(
    world: World, travel: time_machine.Traveller
) -> None:
    nadia, camille = world.actor(NADIA), world.people[CAMILLE]
    with acting_as(nadia):
        practices.suspend_person(
            actor=nadia, user_id=camille.id, reason="Prêt du code", severity="serious", ends_at=clock.now() + HOUR
        )
        report_compromise(actor=nadia, user_id=camille.id)
    with pytest.raises(WrongStatus):
        issue_enrolment(actor=system_actor(), user_id=camille.id)
    travel.shift(HOUR)
    assert User.objects.get(id=camille.id).status_at(clock.now()) == AccountStatus.INVITED
    assert issue_enrolment(actor=system_actor(), user_id=camille.id)


def test_somebody_of_no_organisation_leaves_an_incident_too(world: World) -> None:
    alone = person("seule")
    actor = Actor(user_id=alone.id)
    (opened,) = report_compromise(actor=actor)
    assert (opened.practice_id, opened.secretariat_id) == (None, None)


def test_the_register_shows_who_handles_it_and_nobody_else(world: World, incident: Incident) -> None:
    for name, sees in ((INES, True), (DR_MARTIN, True), (NADIA, False), (CHARLIE, False), (CAMILLE, False)):
        actor = world.actor(name)
        with acting_as(actor):
            assert [line.incident.id for line in incidents_of(actor)] == ([incident.id] if sees else [])
            if not sees:
                with pytest.raises(NotFound if name == CHARLIE else Forbidden):
                    incident_in(actor, incident.id)


def test_an_incident_of_the_secretariat_is_its_manager_s_and_its_officer_s(world: World) -> None:
    nadia = world.actor(NADIA)
    with acting_as(nadia):
        made = declare_incident(
            actor=nadia, secretariat_id=world.ours.secretariat.id, description="Panne", known_at=clock.now()
        )
    for name, sees in ((NADIA, True), (INES, True), (DR_MARTIN, False), (CHARLIE, False), (CAMILLE, False)):
        actor = world.actor(name)
        with acting_as(actor):
            assert bool(incidents_of(actor)) is sees, name
            if not sees:
                with pytest.raises(NotFound):
                    incident_in(actor, made.id)
                with pytest.raises(NotFound):
                    close_incident(actor=actor, incident_id=made.id)


def test_an_incident_walks_from_its_declaration_to_its_end(
    ines: Actor, incident: Incident, journal: list[audit.Event]
) -> None:
    with pytest.raises(IncidentUnfinished) as unfinished:
        close_incident(actor=ines, incident_id=incident.id)
    assert unfinished.value.extra == {"missing": ["risk"]}
    assess_incident(
        actor=ines, incident_id=incident.id, risk="high", natures=["confidentiality"], categories=["identity"],
        persons_count=12, consequences="Des noms lus par d'autres.", measures="Liste rappelée.",
    )  # fmt: skip
    with pytest.raises(IncidentUnfinished) as unfinished:
        close_incident(actor=ines, incident_id=incident.id)
    assert unfinished.value.extra == {"missing": ["cnil_notified_at", "persons_told_at"]}
    note_notification(actor=ines, incident_id=incident.id, notified_at=clock.now())
    note_persons_told(actor=ines, incident_id=incident.id, told_at=clock.now())
    closed = close_incident(actor=ines, incident_id=incident.id)
    assert closed.closed_at == clock.now()
    with pytest.raises(IncidentClosed):
        assess_incident(actor=ines, incident_id=incident.id, risk="none")
    texts = open_texts(ines, incident_in(ines, incident.id))
    assert (texts.consequences, texts.measures) == ("Des noms lus par d'autres.", "Liste rappelée.")
    done = [event.action for event in journal]
    for action in ("assessed", "notified", "persons_told", "closed"):
        assert f"privacy:incident:{action}" in done
    assert Action.INCIDENT_OPENED_TO_READ in done


def test_the_clock_alarms_and_a_late_notification_says_why(
    ines: Actor, incident: Incident, travel: time_machine.Traveller
) -> None:
    assert list(alarms_of(ines)) == []
    travel.shift(47 * HOUR)
    (alarm,) = alarms_of(ines)
    assert (alarm.standing, alarm.hours_left) == (Standing.PRESSING, 24)
    travel.shift(24 * HOUR + timedelta(seconds=1))
    (alarm,) = alarms_of(ines)
    assert (alarm.standing, alarm.hours_left) == (Standing.OVERDUE, -1)
    with pytest.raises(InvalidInput) as refused:
        note_notification(actor=ines, incident_id=incident.id, notified_at=clock.now())
    assert [error.field for error in refused.value.errors] == ["delay_reason"]
    note_notification(actor=ines, incident_id=incident.id, notified_at=clock.now(), delay_reason="Ampleur inconnue")
    assert list(alarms_of(ines)) == []


def test_a_date_out_of_order_is_refused_by_its_field(world: World, ines: Actor, incident: Incident) -> None:
    future, before = clock.now() + HOUR, incident.known_at - HOUR
    place = {"actor": ines, "practice_id": world.ours.practice.id, "description": "Panne"}
    for field, act in (
        ("known_at", lambda: declare_incident(**place, known_at=future)),
        ("occurred_at", lambda: declare_incident(**place, known_at=clock.now() - HOUR, occurred_at=clock.now())),
        ("notified_at", lambda: note_notification(actor=ines, incident_id=incident.id, notified_at=future)),
        ("notified_at", lambda: note_notification(actor=ines, incident_id=incident.id, notified_at=before)),
        ("told_at", lambda: note_persons_told(actor=ines, incident_id=incident.id, told_at=future)),
        ("risk", lambda: assess_incident(actor=ines, incident_id=incident.id, risk="huge")),
        ("natures", lambda: assess_incident(actor=ines, incident_id=incident.id, risk="none", natures=["x"])),
    ):
        with pytest.raises(InvalidInput) as refused:
            act()
        assert [error.field for error in refused.value.errors] == [field]


def test_the_texts_lie_sealed(incident: Incident) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT description FROM privacy_incident WHERE id = %s", [incident.id])
        assert b"liste" not in bytes(cursor.fetchone()[0])


def test_the_database_keeps_a_decision_with_its_date(incident: Incident) -> None:
    for change in ({"risk": "none"}, {"closed_at": clock.now()}, {"cnil_notified_at": incident.known_at - HOUR}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Incident.objects.filter(id=incident.id).update(**change)


@pytest.mark.requirement("ST-21")
def test_an_incident_leaves_the_register_five_years_after_its_end(
    ines: Actor, incident: Incident, journal: list[audit.Event]
) -> None:
    """Years that are over by the database's own clock too."""
    assess_incident(actor=ines, incident_id=incident.id, risk="none")
    open_one = declare_incident(
        actor=ines, practice_id=incident.practice_id, description="Encore ouvert", known_at=clock.now()
    )
    closed = datetime(2019, 1, 14, 9, tzinfo=UTC)
    Incident.objects.filter(id=incident.id).update(closed_at=closed)

    def purged(practice_id: UUID | None, closed_before: datetime) -> int:
        return purge_incidents(actor=ines, practice_id=practice_id, closed_before=closed_before)

    assert purged(incident.practice_id, closed - timedelta(days=1)) == 0
    assert purged(None, closed + timedelta(days=1)) == 0
    assert purged(incident.practice_id, closed + timedelta(days=1)) == 1
    assert set(Incident.objects.values_list("id", flat=True)) == {open_one.id}
    assert [event.entity for event in journal if event.action == Action.INCIDENT_PURGED] == [
        ("privacy.incident", incident.id)
    ]


@pytest.mark.requirement("CH-07")
def test_nobody_takes_a_line_out_of_the_register(ines: Actor, incident: Incident) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Incident.objects.filter(id=incident.id).delete()
    assess_incident(actor=ines, incident_id=incident.id, risk="none")
    close_incident(actor=ines, incident_id=incident.id)
    lately = purge_incidents(actor=ines, practice_id=incident.practice_id, closed_before=clock.now())
    assert lately == 0, "five years by the database's clock, whatever is asked"
    assert Incident.objects.filter(id=incident.id).exists()


# The pages.


def test_the_officer_declares_assesses_notifies_and_closes_from_the_pages(world: World) -> None:
    client = signed_in(Client(), world.people[INES])
    wrong = client.post("/registre/incidents/", {"place": f"practice:{world.theirs.practice.id}", "known_at": "x"})
    assert wrong.status_code == 400
    form = {"place": f"practice:{world.ours.practice.id}", "known_at": "2026-11-23T09:30", "description": "Vol"}
    made = client.post("/registre/incidents/", form)
    page = client.get(made["Location"]).content.decode()
    assert "71\u00a0h restantes" in page.replace("&nbsp;", "\u00a0") and "Vol" in page
    early = client.post("/registre/incidents/", {**form, "known_at": "2026-11-24T09:30"})
    assert early.status_code == 400 and "Donnez une date passée" in early.content.decode()
    refused = client.post(made["Location"], {"etape": "clore"})
    assert refused.status_code == 422 and "Il reste quelque chose à faire" in refused.content.decode()
    assert client.post(made["Location"], {"etape": "voler"}).status_code == 400
    done = client.post(made["Location"], {"etape": "evaluer", "risk": "risk", "natures": ["integrity"]})
    assert done.status_code == 302
    assert client.post(made["Location"], {"etape": "notifier", "notified_at": "2026-11-23T09:45"}).status_code == 302
    assert client.post(made["Location"], {"etape": "clore"}).status_code == 302
    assert "Clos le 23/11/2026" in client.get(made["Location"]).content.decode()
    assert "clos" in client.get("/registre/incidents/").content.decode()


def test_the_register_warns_of_what_is_overdue(world: World, incident: Incident, travel: Any) -> None:
    travel.shift(timedelta(hours=72))
    page = signed_in(Client(), world.people[INES]).get("/registre/incidents/").content.decode()
    assert "délai dépassé" in page and 'role="alert"' in page


def test_another_person_s_incident_is_not_found_on_a_page(world: World, incident: Incident) -> None:
    make_person("autre")
    assert signed_in(Client(), world.people[CHARLIE]).get(f"/registre/incidents/{incident.id}/").status_code == 404
    assert signed_in(Client(), world.people[CAMILLE]).get("/registre/incidents/").status_code == 403
