"""What no guardian agreed to leaves nothing behind; what somebody agreed to, or a hold keeps, stays (R-14, ST-44)."""

import logging
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine
from django.apps import apps
from django.db import connection, models

from booking import services
from booking.minors import Secrecy
from booking.models import Appointment, CancelledBy, Occupancy, Override
from booking.services.pending import SweepFailed, pending_due, purge_expired
from consent.attestation import Attestation, GuardianAnswer, GuardianScope
from consent.models import GuardianConsent, GuardianLink
from core.scoping import Actor, acting_as, system_actor
from crypto.models import PatientKey
from outbox.models import OutboxRow
from patients.models import Patient
from tests.factories.booking import MONDAY, NOW, at, book
from tests.factories.patients import make_patient
from tests.factories.practices import House, World

CHILD = date(2030, 6, 1)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
LATER = at("09:00", MONDAY + 10 * DAY)
MOTHER = Attestation("Jeanne Petit")
FATHER_REFUSES = Attestation("Paul Petit", answer=GuardianAnswer.REFUSED)


@pytest.fixture
def child(ours: House) -> Patient:
    made = make_patient(ours.practice, "Petit", "Léa", CHILD, phones=("0199001234",))
    connection.check_constraints()  # recorded in a transaction of its own: the commit judged it
    return made


def left_of(practice_id: UUID, *ids: UUID) -> set[str]:
    """The tables in which any column still holds one of these ids, the journal apart: it keeps ids only."""
    found = set()
    with acting_as(system_actor(practice_id)):
        for model in apps.get_models():
            columns = [
                field.attname
                for field in model._meta.concrete_fields
                if isinstance(field.target_field if field.is_relation else field, models.UUIDField)
            ]
            table = model._meta.db_table
            if table.startswith(("audit_", "crypto_top", "crypto_platform", "django_", "axes_", "auth_")):
                continue
            for column in columns:
                if model._default_manager.filter(**{f"{column}__in": ids}).exists():
                    found.add(table)
    return found


@pytest.mark.requirement("ST-44")
@pytest.mark.parametrize(("since", "gone"), [(-SECOND, False), (timedelta(0), True), (DAY, True)])
def test_a_child_known_for_a_visit_only_leaves_with_it(
    camille: Actor, ours: House, child: Patient, travel: time_machine.Traveller, since: timedelta, gone: bool
) -> None:
    visit = book(camille, ours, child.id, LATER)
    travel.move_to(NOW + 7 * DAY + since)
    purge_expired()
    left = left_of(ours.practice.id, child.id, visit.id, visit.occupancy_id or child.id)
    assert (left == set()) is gone
    assert PatientKey.objects.filter(patient_id=child.id).exists() is not gone
    assert OutboxRow.objects.exists() is not gone


@pytest.mark.requirement("ST-44")
def test_an_adult_and_another_child_lose_nothing(
    camille: Actor, ours: House, child: Patient, patient: Patient, travel: time_machine.Traveller
) -> None:
    lasting = Attestation("Jeanne Petit", scope=GuardianScope.PRACTICE)
    sister = make_patient(ours.practice, "Petit", "Zoé", CHILD)
    connection.check_constraints()
    agreed = book(camille, ours, sister.id, LATER + timedelta(hours=1), guardian=lasting)
    adult = book(camille, ours, patient.id, LATER + timedelta(hours=2))
    book(camille, ours, child.id, LATER)
    travel.move_to(NOW + 8 * DAY)
    assert purge_expired() == 2, "a visit and a record"
    assert set(Appointment.objects.values_list("id", flat=True)) == {agreed.id, adult.id}
    assert set(Patient.objects.values_list("id", flat=True)) == {sister.id, patient.id}
    assert GuardianConsent.objects.get().subject_id == sister.id
    assert purge_expired() == 0


@pytest.mark.requirement("ST-44")
def test_a_child_with_an_agreed_or_a_secret_visit_loses_only_the_one_that_waited(
    camille: Actor, ours: House, child: Patient, travel: time_machine.Traveller
) -> None:
    secret = book(camille, ours, child.id, LATER + timedelta(hours=1), secrecy=Secrecy("Demandé par le Dr Martin"))
    book(camille, ours, child.id, LATER)
    travel.move_to(NOW + 8 * DAY)
    assert purge_expired() == 1
    assert Appointment.objects.get() == secret
    assert Patient.objects.filter(id=child.id).exists()


@pytest.mark.requirement("ST-44")
def test_refused_cancelled_and_overbooked_waits_go_too(
    camille: Actor, ours: House, child: Patient, travel: time_machine.Traveller
) -> None:
    refused = book(camille, ours, child.id, LATER)
    services.record_guardian(actor=camille, appointment_id=refused.id, said=FATHER_REFUSES)
    cancelled = book(camille, ours, child.id, LATER + timedelta(hours=1))
    services.cancel_appointment(actor=camille, appointment_id=cancelled.id, by=CancelledBy.PATIENT, reason="Non")
    extra = book(camille, ours, child.id, at("20:00", MONDAY + 10 * DAY), overbooked="Demandé par le médecin")
    assert extra.status == "pending"
    travel.move_to(NOW + 8 * DAY)
    purge_expired()
    for model in (Appointment, Occupancy, Override, GuardianConsent, GuardianLink, Patient):
        assert not model._default_manager.exists(), model


def test_a_record_made_for_a_visit_that_never_was_goes_after_seven_days(
    camille: Actor, child: Patient, travel: time_machine.Traveller
) -> None:
    travel.move_to(NOW + 7 * DAY - SECOND)
    assert purge_expired() == 0
    travel.move_to(NOW + 7 * DAY)
    assert purge_expired() == 1
    assert not Patient.objects.exists()


@pytest.mark.requirement("ST-44")
def test_what_a_hold_keeps_stays_until_it_is_lifted(
    camille: Actor, ours: House, child: Patient, travel: time_machine.Traveller
) -> None:
    book(camille, ours, child.id, LATER)
    travel.move_to(NOW + 8 * DAY)
    due = pending_due(ours.practice.id, NOW + 8 * DAY, {child.id})
    assert (due.due, due.held) == (0, 1)
    assert purge_expired(kept_in=lambda practice_id: {child.id}) == 0
    assert Patient.objects.filter(id=child.id).exists()
    assert purge_expired() == 2


@pytest.mark.requirement("ST-44")
def test_an_agreement_taken_back_lets_the_wait_end_at_the_next_sweep(
    camille: Actor, ours: House, child: Patient
) -> None:
    visit = book(camille, ours, child.id, LATER)
    services.record_guardian(actor=camille, appointment_id=visit.id, said=FATHER_REFUSES)
    services.record_guardian(actor=camille, appointment_id=visit.id, said=MOTHER)
    agreement = GuardianConsent.objects.get(answer="agreed")
    services.withdraw_guardian(actor=camille, appointment_id=visit.id, consent_id=agreement.id)
    connection.check_constraints()
    assert purge_expired() == 2
    assert not Patient.objects.exists()


@pytest.mark.requirement("ST-43")
@pytest.mark.requirement("ST-44")
@pytest.mark.parametrize(("born", "decides_alone"), [(date(2025, 1, 21), True), (date(2025, 1, 22), False)])
def test_whoever_turns_sixteen_before_the_wait_ends_keeps_the_visit_and_the_record(
    camille: Actor, ours: House, travel: time_machine.Traveller, born: date, decides_alone: bool
) -> None:
    nearly = make_patient(ours.practice, "Petit", "Tom", born, phones=("0199001234",))
    connection.check_constraints()
    visit = book(camille, ours, nearly.id, LATER)
    assert visit.status == "pending"
    # As when the child was told of for this visit only.
    Patient.objects.filter(id=nearly.id).update(awaits_guardian=True)
    travel.move_to(NOW + 7 * DAY)
    assert purge_expired() == (0 if decides_alone else 2)
    assert PatientKey.objects.filter(patient_id=nearly.id).exists() is decides_alone
    left = Appointment.objects.filter(id=visit.id).values_list("status", "pending_until", "patient__awaits_guardian")
    assert list(left) == ([("booked", None, False)] if decides_alone else [])
    topics = set(OutboxRow.objects.values_list("topic", flat=True))
    assert ("appointment.confirmed" in topics) is decides_alone
    assert purge_expired() == 0


@pytest.mark.requirement("ST-44")
def test_one_practice_that_fails_stops_no_other(
    world: World,
    camille: Actor,
    ours: House,
    child: Patient,
    travel: time_machine.Traveller,
    caplog: pytest.LogCaptureFixture,
) -> None:
    book(camille, ours, child.id, LATER)
    neighbour = make_patient(world.theirs.practice, "Grand", "Zoé", CHILD)
    connection.check_constraints()
    for broken, other in ((ours, world.theirs), (world.theirs, ours)):
        tried = set()

        def kept(practice_id: UUID, broken: House = broken, tried: set[UUID] = tried) -> set[UUID]:
            tried.add(practice_id)
            if practice_id == broken.practice.id:
                raise ValueError("Grand Zoé")
            return {child.id, neighbour.id}

        travel.move_to(NOW + 8 * DAY)
        with caplog.at_level(logging.ERROR), pytest.raises(SweepFailed):
            purge_expired(kept_in=kept)
        assert tried == {broken.practice.id, other.practice.id}
    assert "ValueError" in caplog.text
    assert "Zoé" not in caplog.text
    assert neighbour.awaits_guardian
    assert purge_expired() == 3
