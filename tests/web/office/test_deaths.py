"""A death from the patient's file to the certificate, as people click through it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from audit import services as audit
from audit.actions import Action
from core import clock
from core.scoping import acting_as, system_actor
from patients.models import Patient
from privacy.models import HoldGround
from privacy.services.holds import place_hold
from tests.factories.accounts import signed_in
from tests.factories.deaths import make_directive, make_report
from tests.factories.patients import make_patient
from tests.factories.practices import World, make_world
from tests.personas import CAMILLE, DR_MARTIN, INES

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]
NAME = "Quémeneur-Odonnat"
WISH, EXECUTOR = "Gardez mes visites pour mon fils", "Me Abalan, notaire à Laxou"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def as_person(world: World) -> As:
    return lambda name: signed_in(Client(), world.people[name], step_up=name == DR_MARTIN)


@pytest.fixture
def patient(world: World) -> Patient:
    made = make_patient(world.ours.practice, NAME, "Maël")
    # What a commit would judge, before the person is gone.
    with acting_as(system_actor(world.ours.practice.id)):
        connection.check_constraints()
    return made


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> list[audit.Event]:
    """Every event written from now on."""
    events: list[audit.Event] = []
    write = audit._row

    def row(event: audit.Event) -> Any:
        events.append(event)
        return write(event)

    monkeypatch.setattr(audit, "_row", row)
    return events


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.requirement("ST-30")
def test_reported_at_the_desk_confirmed_by_the_practitioner_certified(as_person: As, patient: Patient) -> None:
    desk = as_person(CAMILLE)
    file = f"/bureau/patients/{patient.id}/"
    again = desk.post(f"{file}deces/", {"source": "family", "died_on": "2999-01-01"})
    assert again.status_code == 400
    assert "Cette date est à venir." in text(again)
    assert desk.post(f"{file}deces/", {"source": "family", "certificate": "Acte de Laxou"}).status_code == 302
    assert "Décès signalé le" in text(desk.get(file))
    assert "Signaler un décès" not in text(desk.get(file))

    doctor = as_person(DR_MARTIN)
    (one,) = doctor.get("/registre/deces/").context["rows"]
    page = f"/registre/deces/{one['report'].id}/"
    shown = text(doctor.get(page))
    assert NAME.upper() in shown
    assert "Aucune directive : tout est détruit" in shown
    assert doctor.post(f"{page}confirmer/")["Location"] == f"{page}?fait=confirme"
    done = text(doctor.get(page))
    assert NAME.upper() not in done.upper()
    assert "Certificat d&#x27;effacement" in done or "Certificat d'effacement" in done
    certificate = text(doctor.get(f"{page}certificat/"))
    assert NAME not in certificate
    assert str(patient.id) in certificate
    assert doctor.get(f"{page}certificat.pdf").content.startswith(b"%PDF")
    assert desk.get(file).status_code == 404


@pytest.mark.requirement("K5")
def test_the_plan_names_the_article_of_today_and_its_alias(world: World, as_person: As, patient: Patient) -> None:
    make_directive(world.ours.practice, patient, keep=("visits",))
    report = make_report(world.ours.practice, patient)
    shown = text(as_person(INES).get(f"/registre/deces/{report.id}/"))
    assert "art. 85, anciennement art. 48" in shown
    assert "Rendez-vous" in shown


@pytest.mark.requirement("ST-30")
def test_a_directive_is_entered_read_and_revoked_from_the_file(
    as_person: As, patient: Patient, journal: list[audit.Event]
) -> None:
    officer, page = as_person(INES), f"/registre/directives/{patient.id}/"
    assert page in text(officer.get(f"/registre/acces/{patient.id}/"))
    assert page in text(as_person(DR_MARTIN).get(f"/bureau/patients/{patient.id}/"))
    empty = text(officer.get(page))
    assert "Aucune directive" in empty
    assert "art. 85 (anciennement art. 48)" in empty
    said = {"kind": "particular", "text": WISH, "keep": ["visits"], "executor": EXECUTOR}
    assert officer.post(page, said)["Location"] == f"{page}?fait=ecrite"
    listed = text(officer.get(page))
    assert "Est conservé : Fiche d&#x27;identité et preuves d&#x27;information, Rendez-vous." in listed
    assert WISH not in listed and EXECUTOR not in listed
    (row,) = officer.get(page).context["rows"]
    one = f"{page}{row['one'].id}/"
    journal.clear()
    read = text(officer.post(f"{one}lire/"))
    assert WISH in read and EXECUTOR in read
    assert (Action.DIRECTIVE_OPENED, row["one"].id) in {
        (event.action, event.entity[1]) for event in journal if event.patient_id == patient.id and event.entity
    }
    assert officer.post(f"{one}revoquer/")["Location"] == f"{page}?fait=revoquee"
    after = text(officer.get(page))
    assert "révoquées le" in after
    assert "en vigueur" not in after and f"{one}revoquer/" not in after


@pytest.mark.requirement("K5")
def test_a_general_directive_names_the_third_party_and_its_errors_stand_beside_the_fields(
    as_person: As, patient: Patient
) -> None:
    officer, page = as_person(INES), f"/registre/directives/{patient.id}/"
    empty = officer.post(page, {"kind": "general", "text": "  ", "executor": EXECUTOR})
    assert empty.status_code == 400
    assert 'id="id_text_error"' in text(empty) and EXECUTOR in text(empty)
    elsewhere = officer.post(page, {"kind": "general", "text": WISH, "keep": ["visits"]})
    assert elsewhere.status_code == 400
    assert "Le tiers de confiance dit ce que conservent ces directives." in text(elsewhere)
    assert 'id="id_keep_error"' in text(elsewhere) and WISH in text(elsewhere)
    assert officer.post(page, {"kind": "general", "text": "Tiers Odonnat, référence 41-7"}).status_code == 302
    assert "Ce qui est conservé se lit chez le tiers de confiance." in text(officer.get(page))


def test_a_directive_is_reached_from_the_death_and_belongs_to_one_person(
    world: World, as_person: As, patient: Patient
) -> None:
    report, directive = make_report(world.ours.practice, patient), make_directive(world.ours.practice, patient)
    other = make_patient(world.ours.practice, "Tréhoret", "Ana")
    officer, page = as_person(INES), f"/registre/directives/{patient.id}/"
    assert page in text(officer.get(f"/registre/deces/{report.id}/"))
    assert "Un décès est signalé" in text(officer.get(page))
    assert officer.post(f"{page}{directive.id}/lire/").status_code == 200
    for verb in ("lire", "revoquer"):
        assert officer.post(f"/registre/directives/{other.id}/{directive.id}/{verb}/").status_code == 404
    assert as_person(CAMILLE).get(page).status_code == 403


@pytest.mark.requirement("ST-30")
def test_who_confirms_reads_the_reference_of_the_act_by_asking_for_it(
    as_person: As, patient: Patient, journal: list[audit.Event]
) -> None:
    desk, act = as_person(CAMILLE), "Acte 2041-118 de Laxou"
    desk.post(f"/bureau/patients/{patient.id}/deces/", {"source": "registry", "certificate": act})
    doctor = as_person(DR_MARTIN)
    (one,) = doctor.get("/registre/deces/").context["rows"]
    page = f"/registre/deces/{one['report'].id}/"
    assert act not in text(doctor.get(page))
    assert Action.DEATH_CERTIFICATE_OPENED not in {event.action for event in journal}
    assert act in text(doctor.post(f"{page}acte/"))
    (opened,) = [event for event in journal if event.action == Action.DEATH_CERTIFICATE_OPENED]
    assert (opened.patient_id, opened.entity) == (patient.id, ("privacy.death", one["report"].id))
    assert desk.post(f"{page}acte/").status_code == 403


@pytest.mark.requirement("ST-30")
def test_a_wrong_report_is_stopped_from_the_file_by_who_may_only_report(
    world: World, as_person: As, patient: Patient
) -> None:
    desk, file = as_person(CAMILLE), f"/bureau/patients/{patient.id}/"
    assert desk.post(f"{file}deces/arreter/", {"reason": "Homonyme"}).status_code == 409
    desk.post(f"{file}deces/", {"source": "family"})
    assert "arrêter le signalement" in text(desk.get(file))
    empty = desk.post(f"{file}deces/arreter/", {"reason": " "})
    assert empty.status_code == 400
    assert 'id="id_reason_error"' in text(empty)
    stopped = desk.post(f"{file}deces/arreter/", {"reason": "Homonyme"})
    assert stopped["Location"] == f"{file}?fait=deces-arrete"
    after = text(desk.get(stopped["Location"]))
    assert "Le signalement est arrêté" in after
    assert "Signaler un décès" in after and "arrêter le signalement" not in after
    again = make_report(world.ours.practice, patient)
    led = desk.post(f"/registre/deces/{again.id}/arreter/", {"reason": "Homonyme"})["Location"]
    assert desk.get(led).status_code == 200


def test_a_confirmed_death_offers_the_desk_nothing_to_stop(world: World, as_person: As, patient: Patient) -> None:
    report = make_report(world.ours.practice, patient)
    hold_back(world, patient)
    doctor, desk = as_person(DR_MARTIN), as_person(CAMILLE)
    file = f"/bureau/patients/{patient.id}/"
    assert "arrêter le signalement" in text(desk.get(file))
    assert doctor.post(f"/registre/deces/{report.id}/confirmer/").status_code == 302
    assert "arrêter le signalement" not in text(desk.get(file))
    assert desk.post(f"{file}deces/arreter/", {"reason": "Trop tard"}).status_code == 409


def hold_back(world: World, patient: Patient) -> None:
    """A dispute keeps everything."""
    actor = system_actor(world.ours.practice.id)
    with acting_as(actor):
        place_hold(
            actor=actor, practice_id=world.ours.practice.id, patient_id=patient.id, ground=HoldGround.LIABILITY,
            reason="Mise en cause reçue", review_date=clock.now().date() + timedelta(days=300),
        )  # fmt: skip


def test_confirming_asks_for_a_code_first_and_stopping_for_a_reason(
    world: World, as_person: As, patient: Patient
) -> None:
    report = make_report(world.ours.practice, patient)
    officer, page = as_person(INES), f"/registre/deces/{report.id}/"
    assert officer.post(f"{page}confirmer/")["Location"].startswith("/compte/confirmation/?suite=")
    empty = officer.post(f"{page}arreter/", {"reason": " "})
    assert empty.status_code == 400
    assert "Indiquez pourquoi." in text(empty)
    assert officer.post(f"{page}arreter/", {"reason": "Homonyme"}).status_code == 302
