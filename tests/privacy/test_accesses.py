"""Who looked at a file: every act, by whom, for which reason; within the practice, and said in the journal itself."""

from datetime import datetime, timedelta

import pytest
import time_machine

from audit import services as audit
from audit.accesses import read_accesses
from audit.actions import Action
from booking import services as booking
from booking.models import CancelledBy
from calls.models import CallSession
from core import clock
from core.errors import Forbidden, NotFound
from core.scoping import Actor, acting_as, system_actor
from online.actors import visitor
from patients import services as patients
from patients.models import Patient
from patients.queries import open_patient
from patients.search import SearchTerms, search
from practices.models import PracticeMembership, SecretariatMembership
from privacy.accesses import (
    DOINGS,
    LEFT,
    ONLINE,
    SYSTEM,
    Doing,
    accesses_at,
    accesses_for_patient,
    accesses_of,
    doing_of,
    people_seen,
)
from tests.factories.booking import NOW, at, book
from tests.factories.patients import make_patient, nir_for
from tests.factories.practices import House, World
from tests.freshness import fresh
from tests.personas import CAMILLE
from tests.privacy.more_of_a_life import a_call


@pytest.fixture
def looked(camille: Actor, dr_martin: Actor, ours: House, travel: time_machine.Traveller) -> Patient:
    patient = make_patient(ours.practice, "Morel", "Jeanne", nir=nir_for(order=8))
    with acting_as(camille):
        search(camille, SearchTerms(name="morel"))
        open_patient(camille, patient.id)
        visit = book(camille, ours, patient.id, at("09:00"))
        booking.cancel_appointment(actor=camille, appointment_id=visit.id, by=CancelledBy.PATIENT, reason=None)
    travel.shift(timedelta(minutes=4))
    with acting_as(dr_martin):
        patients.disclose_nir(actor=dr_martin, patient_id=patient.id, reason="Feuille de soins")
    return patient


@pytest.mark.requirement("ST-02", "ST-23")
def test_every_act_on_a_file_is_told_with_who_when_and_why(ines: Actor, looked: Patient, world: World) -> None:
    seen = accesses_of(ines, looked.id)
    assert "Accès consultés" not in {one.said for one in seen}, "not yet"
    assert (seen[0].said, seen[0].reason, seen[0].role) == (
        "Numéro de sécurité sociale affiché", "Feuille de soins", "Praticien",
    )  # fmt: skip
    by_camille = [one for one in seen if one.name == world.people[CAMILLE].display_name]
    assert {one.said for one in by_camille} == {
        "Vu dans une recherche", "Dossier ouvert", "Rendez-vous pris", "Rendez-vous annulé",
    }  # fmt: skip
    assert {(one.role, bool(one.organisation)) for one in by_camille} == {("Télésecrétaire", True)}
    assert [one.at for one in seen] == sorted((one.at for one in seen), reverse=True)
    assert "Le système" in {one.name for one in seen} and {one.doing for one in seen} <= set(DOINGS)


@pytest.mark.requirement("ST-02")
def test_reading_the_accesses_is_itself_an_access(ines: Actor, looked: Patient) -> None:
    accesses_of(ines, looked.id)
    assert "Accès consultés" in {one.said for one in accesses_of(ines, looked.id)}


@pytest.mark.requirement("ST-02")
def test_the_patient_is_told_roles_and_organisations_not_names(ines: Actor, looked: Patient, ours: House) -> None:
    seen = accesses_for_patient(ours.practice.id, looked.id)
    assert len(seen) >= 5 and not any(one.name for one in seen)
    assert {"Praticien", "Télésecrétaire"} <= {one.role for one in seen}


@pytest.mark.requirement("ST-02", "ST-23")
def test_each_act_is_told_under_the_role_held_when_it_was_done(
    ines: Actor, looked: Patient, dr_martin: Actor, ours: House, travel: time_machine.Traveller
) -> None:
    """A practitioner who was at the desk years ago, and is again since."""
    now = clock.now()

    def at_the_desk(started: datetime, ended: datetime | None = None) -> None:
        PracticeMembership.objects.create(
            practice=ours.practice, user_id=dr_martin.user_id, role="practice_secretary", started_at=started,
            ended_at=ended,
        )  # fmt: skip

    with acting_as(system_actor(ours.practice.id)):
        at_the_desk(now - timedelta(days=900), now - timedelta(days=500))
    assert {one.role for one in accesses_of(ines, looked.id) if one.doing is Doing.OPENED} == {"Praticien"}
    travel.shift(timedelta(minutes=5))
    with acting_as(system_actor(ours.practice.id)):
        PracticeMembership.objects.filter(user=dr_martin.user_id, role="practitioner").update(ended_at=clock.now())
        at_the_desk(clock.now())
        patients.disclose_nir(actor=fresh(dr_martin), patient_id=looked.id, reason="Feuille de soins")
    seen = [one.role for one in accesses_of(ines, looked.id) if one.doing is Doing.OPENED]
    assert seen == ["Secrétaire du cabinet", "Praticien"], "newest first"


@pytest.mark.requirement("ST-02", "ST-23")
def test_the_patient_is_told_for_which_call_and_for_which_reason(
    ines: Actor, looked: Patient, camille: Actor, ours: House
) -> None:
    with acting_as(system_actor(ours.practice.id)):
        a_call(ours.practice, make_patient(ours.practice, "Petit", phones=("+33639980041",)))
        (call,) = CallSession.objects.all()
    with acting_as(camille):
        book(camille, ours, looked.id, at("11:00"), call_id=call.id)
    seen = accesses_for_patient(ours.practice.id, looked.id)
    assert [one.reason for one in seen if one.doing is Doing.OPENED] == ["Feuille de soins"]
    assert {one.call_at for one in seen if one.call_id} == {call.started_at}


@pytest.mark.requirement("ST-02")
def test_whoever_acted_is_told_even_without_an_account_or_once_they_have_left(
    ines: Actor, looked: Patient, camille: Actor, ours: House
) -> None:
    actor = visitor(ours.practice.id)
    with acting_as(actor):
        audit.record(
            actor=actor, action=Action.PATIENT_READ, practice_id=ours.practice.id, entity=("patient", looked.id),
            patient_id=looked.id,
        )  # fmt: skip
    with acting_as(system_actor(ours.practice.id)):
        left = SecretariatMembership.objects.filter(user=camille.user_id)
        left.update(ended_at=clock.now())
        left.delete()
    seen = accesses_for_patient(ours.practice.id, looked.id)
    by = {one.by for one in seen}
    assert {ONLINE, LEFT, SYSTEM, "Praticien"} <= by
    assert {one.by for one in seen if one.said == "Rendez-vous annulé"} == {LEFT}


def test_a_practice_sees_its_accesses_by_person(dr_martin: Actor, looked: Patient, ours: House, world: World) -> None:
    with acting_as(dr_martin):
        everybody = accesses_at(dr_martin, ours.practice.id)
        camille = world.people[CAMILLE]
        hers = accesses_at(dr_martin, ours.practice.id, user_id=camille.id)
        assert {one.name for one in hers} == {camille.display_name} < {one.name for one in everybody}
        assert {one.patient.family_name for one in hers if one.patient} == {"Morel"}
        assert (camille.id, camille.display_name) in people_seen(dr_martin, ours.practice.id)


def test_the_desk_and_other_practices_see_nothing(camille: Actor, charlie: Actor, looked: Patient, ours: House) -> None:
    with acting_as(camille):
        for verb in (lambda: accesses_of(camille, looked.id), lambda: accesses_at(camille, ours.practice.id)):
            with pytest.raises(Forbidden):
                verb()
    with acting_as(charlie):
        with pytest.raises(NotFound):
            accesses_of(charlie, looked.id)
        # The database itself: asked by raw question, it answers nothing outside the caller's practices.
        span = {"since": NOW - timedelta(days=1), "until": NOW + timedelta(days=1), "most": 10}
        assert read_accesses(ours.practice.id, **span) == []
    with acting_as(camille):
        assert read_accesses(ours.practice.id, **span) != [], "the control: inside, the same question is answered"


def test_every_act_of_the_journal_has_a_kind() -> None:
    kinds = {action: doing_of(action.value) for action in Action if action.value.count(":") == 2}
    assert kinds[Action.DUPLICATES_LISTED] is Doing.LOOKED
    assert kinds[Action.MEDICAL_NOTE_DISCLOSED] is Doing.OPENED
    assert kinds[Action.APPOINTMENT_MOVED] is Doing.BOOKED
    assert kinds[Action.PATIENT_MERGED] is Doing.CHANGED
    assert kinds[Action.REQUEST_DECIDED] is Doing.RIGHTS
    assert len(kinds) == len(Action)
