"""Under sixteen: the visit waits for a guardian, takes its time meanwhile, and is booked once somebody agreed."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings

from audit.actions import Action
from audit.services import Event
from booking import queries, services
from booking.errors import GuardianNeededNow, NothingAwaited, SlotTaken, TooLateToUndo
from booking.lifecycle import ForbiddenTransition
from booking.minors import Secrecy
from booking.models import Appointment, CancelledBy, Occupancy
from consent.attestation import Attestation, GuardianAnswer, GuardianScope
from consent.errors import GuardianConsentWithdrawn, GuardianTextOutdated
from consent.models import GuardianConsent, GuardianLink
from consent.residence_ages import switched_on
from consent.standing import Standing
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import Actor
from outbox.models import OutboxRow
from patients.models import Patient
from tests.factories.booking import MONDAY, NOW, at, book, hold
from tests.factories.patients import make_patient
from tests.factories.practices import House

CHILD = date(2030, 6, 1)
DAY = timedelta(days=1)
LATER = at("09:00", MONDAY + 10 * DAY)
MOTHER = Attestation("Jeanne Petit")
FATHER_REFUSES = Attestation("Paul Petit", answer=GuardianAnswer.REFUSED)


@pytest.fixture
def child(ours: House) -> Patient:
    return make_patient(ours.practice, "Petit", "Léa", CHILD, phones=("0199001234",))


@pytest.fixture
def waiting(camille: Actor, ours: House, child: Patient) -> Appointment:
    return book(camille, ours, child.id, LATER)


def row(visit: Appointment) -> Appointment:
    return Appointment.objects.get(pk=visit.pk)


def refused_at(field: str) -> Any:
    return pytest.raises(InvalidInput, check=lambda error: [one.field for one in error.errors] == [field])


@pytest.mark.requirement("ST-44")
def test_a_child_s_visit_waits_seven_days_and_takes_its_time(camille: Actor, ours: House, waiting: Appointment) -> None:
    assert (waiting.status, waiting.pending_until) == ("pending", NOW + 7 * DAY)
    assert Occupancy.objects.filter(pk=waiting.occupancy_id, patient=waiting.patient_id).exists()
    with pytest.raises(SlotTaken):
        book(camille, ours, make_patient(ours.practice, "Durand", "Paul").id, LATER)
    with pytest.raises(ForbiddenTransition):
        services.mark_arrived(actor=camille, appointment_id=waiting.id)


@pytest.mark.requirement("ST-43")
def test_an_adult_s_visit_is_booked_at_once_and_asks_nothing_of_guardians(
    camille: Actor, ours: House, patient: Patient, django_assert_num_queries: Any
) -> None:
    visit = book(camille, ours, patient.id, LATER)
    assert (visit.status, visit.pending_until) == ("booked", None)
    assert not GuardianLink.objects.exists()
    with refused_at("guardian"):
        book(camille, ours, patient.id, at("10:00", MONDAY + 10 * DAY), guardian=MOTHER)


@pytest.mark.requirement("ST-43")
@pytest.mark.parametrize(("born", "status"), [(date(2025, 1, 14), "booked"), (date(2025, 1, 15), "pending")])
def test_the_age_is_computed_on_the_day_of_the_booking(camille: Actor, ours: House, born: date, status: str) -> None:
    minor = make_patient(ours.practice, "Petit", "Léa", born)
    assert book(camille, ours, minor.id, LATER).status == status


@pytest.mark.requirement("ST-43")
def test_the_day_is_that_of_the_place_not_of_greenwich(
    camille: Actor, ours: House, travel: time_machine.Traveller
) -> None:
    minor = make_patient(ours.practice, "Petit", "Léa", date(2025, 1, 15))
    travel.move_to(at("00:30", date(2041, 1, 15)))  # still the 14th in UTC
    assert book(camille, ours, minor.id, LATER).status == "booked"


@pytest.mark.requirement("ST-46")
def test_where_somebody_lives_counts_once_a_setting_says_so(
    camille: Actor, ours: House, child: Patient, settings: LazySettings
) -> None:
    fourteen = make_patient(ours.practice, "Petit", "Tom", date(2026, 6, 1))
    assert book(camille, ours, fourteen.id, LATER).status == "pending"
    settings.GUARDIAN_LOWER_AGES = switched_on(["BE"])
    assert book(camille, ours, fourteen.id, LATER + timedelta(minutes=15)).status == "pending", "lives in France"


@pytest.mark.requirement("ST-44")
@pytest.mark.parametrize(("hours", "waits"), [(23, False), (24, False), (25, True)])
def test_less_than_a_day_ahead_the_agreement_comes_with_the_booking(
    camille: Actor, ours: House, child: Patient, travel: time_machine.Traveller, hours: int, waits: bool
) -> None:
    travel.move_to(LATER - timedelta(hours=hours))
    if waits:
        assert book(camille, ours, child.id, LATER).status == "pending"
        return
    with pytest.raises(GuardianNeededNow):
        book(camille, ours, child.id, LATER)
    assert book(camille, ours, child.id, LATER, guardian=MOTHER).status == "booked"


@pytest.mark.requirement("ST-44")
def test_an_agreement_by_phone_books_and_is_kept_with_who_what_and_which_text(
    camille: Actor, ours: House, child: Patient, waiting: Appointment
) -> None:
    booked = services.record_guardian(actor=camille, appointment_id=waiting.id, said=MOTHER)
    assert (booked.status, booked.pending_until) == ("booked", None)
    (kept,) = GuardianConsent.objects.all()
    assert kept.guardian_name.open() == "Jeanne Petit"
    assert (kept.relation, kept.scope, kept.answer, kept.text_version) == ("parent", "appointment", "agreed", 1)
    assert (kept.channel, kept.recorded_by_id, kept.at) == ("phone", camille.user_id, NOW)
    assert len(kept.text_sha256) == 64
    assert not Patient.objects.get(pk=child.pk).awaits_guardian


@pytest.mark.requirement("ST-44")
def test_an_agreement_given_with_the_booking_books_at_once(camille: Actor, ours: House, child: Patient) -> None:
    held = hold(camille, ours, LATER)
    visit = services.book_from_hold(actor=camille, patient_id=child.id, hold_id=held.id, guardian=MOTHER)
    assert visit.status == "booked"
    assert GuardianConsent.objects.get().appointment_id == visit.id
    with refused_at("guardian"):
        book(camille, ours, child.id, LATER + timedelta(hours=1), guardian=FATHER_REFUSES)


@pytest.mark.requirement("ST-44")
def test_only_the_minimum_is_kept_before_somebody_agreed(camille: Actor, ours: House, child: Patient) -> None:
    with refused_at("note"):
        book(camille, ours, child.id, LATER, note="Fièvre depuis deux jours")
    assert book(camille, ours, child.id, LATER, note="Fièvre", guardian=MOTHER).note is not None


@pytest.mark.requirement("ST-44")
def test_a_standing_agreement_covers_later_bookings_and_one_for_a_visit_does_not(
    camille: Actor, ours: House, child: Patient
) -> None:
    book(camille, ours, child.id, LATER, guardian=MOTHER)
    assert book(camille, ours, child.id, LATER + timedelta(minutes=30)).status == "pending"
    lasting = Attestation("Jeanne Petit", scope=GuardianScope.PRACTICE)
    book(camille, ours, child.id, LATER + timedelta(hours=1), guardian=lasting)
    assert book(camille, ours, child.id, LATER + timedelta(minutes=90)).status == "booked"


@pytest.mark.requirement("ST-44")
def test_a_standing_agreement_books_everything_that_waits(camille: Actor, ours: House, waiting: Appointment) -> None:
    second = book(camille, ours, waiting.patient_id, LATER + timedelta(hours=1))
    lasting = Attestation("Jeanne Petit", scope=GuardianScope.PRACTICE)
    services.record_guardian(actor=camille, appointment_id=waiting.id, said=lasting)
    assert (row(waiting).status, row(second).status) == ("booked", "booked")


@pytest.mark.requirement("ST-44")
def test_two_guardians_who_disagree_leave_it_to_a_person(
    camille: Actor, dr_martin: Actor, ours: House, waiting: Appointment
) -> None:
    services.record_guardian(actor=camille, appointment_id=waiting.id, said=FATHER_REFUSES)
    assert services.record_guardian(actor=camille, appointment_id=waiting.id, said=MOTHER).status == "pending"
    seen = queries.guardian_file(camille, waiting.id)
    assert seen.standing is Standing.DISPUTED
    assert {(one.name, one.answer) for one in seen.answers} == {("Paul Petit", "refused"), ("Jeanne Petit", "agreed")}
    with pytest.raises(Forbidden):
        services.settle_guardians(actor=camille, appointment_id=waiting.id, reason="La mère a la garde")
    settled = services.settle_guardians(actor=dr_martin, appointment_id=waiting.id, reason="Les deux ont été entendus")
    assert settled.status == "booked"
    refusal = GuardianConsent.objects.get(answer="refused")
    assert refusal.settlement is not None
    assert refusal.settlement.open() == "Les deux ont été entendus"


def test_nobody_settles_what_nobody_agreed_to(camille: Actor, dr_martin: Actor, waiting: Appointment) -> None:
    services.record_guardian(actor=camille, appointment_id=waiting.id, said=FATHER_REFUSES)
    with pytest.raises(NothingAwaited):
        services.settle_guardians(actor=dr_martin, appointment_id=waiting.id, reason="Nous le gardons")
    assert row(waiting).status == "pending"


@pytest.mark.requirement("ST-44")
def test_an_agreement_taken_back_cancels_nothing_that_is_booked_and_gives_a_person_work(
    camille: Actor, ours: House, waiting: Appointment
) -> None:
    services.record_guardian(actor=camille, appointment_id=waiting.id, said=MOTHER)
    assert queries.pending_visits(camille, waiting.practice_id) == []
    book(camille, ours, waiting.patient_id, LATER + timedelta(hours=1), secrecy=Secrecy("Demandé"))
    consent = GuardianConsent.objects.get()
    services.withdraw_guardian(actor=camille, appointment_id=waiting.id, consent_id=consent.id)
    assert row(waiting).status == "booked"
    (work,) = queries.pending_visits(camille, waiting.practice_id)
    assert (work.appointment.id, work.standing) == (waiting.id, Standing.AWAITED), "nobody is rung about a secret visit"
    with pytest.raises(GuardianConsentWithdrawn):
        services.withdraw_guardian(actor=camille, appointment_id=waiting.id, consent_id=consent.id)
    services.record_guardian(actor=camille, appointment_id=waiting.id, said=MOTHER)
    assert queries.pending_visits(camille, waiting.practice_id) == []


@pytest.mark.requirement("ST-44")
def test_an_agreement_taken_back_ends_at_once_what_still_waited_on_it(camille: Actor, waiting: Appointment) -> None:
    services.record_guardian(actor=camille, appointment_id=waiting.id, said=FATHER_REFUSES)
    services.record_guardian(actor=camille, appointment_id=waiting.id, said=MOTHER)
    agreement = GuardianConsent.objects.get(answer="agreed")
    services.withdraw_guardian(actor=camille, appointment_id=waiting.id, consent_id=agreement.id)
    assert (row(waiting).status, row(waiting).pending_until) == ("pending", NOW)


@pytest.mark.requirement("ST-44")
def test_an_agreement_taken_back_ends_nothing_while_another_guardian_s_stands(
    camille: Actor, waiting: Appointment
) -> None:
    for said in (FATHER_REFUSES, MOTHER, Attestation("Rose Petit")):
        services.record_guardian(actor=camille, appointment_id=waiting.id, said=said)
    first, last = GuardianConsent.objects.filter(answer="agreed").order_by("id")
    until = row(waiting).pending_until
    services.withdraw_guardian(actor=camille, appointment_id=waiting.id, consent_id=first.id)
    assert row(waiting).pending_until == until != NOW, "disputed still: a person decides"
    services.withdraw_guardian(actor=camille, appointment_id=waiting.id, consent_id=last.id)
    assert row(waiting).pending_until == NOW


def test_a_consent_of_another_child_is_not_found(camille: Actor, ours: House, waiting: Appointment) -> None:
    other = make_patient(ours.practice, "Grand", "Zoé", CHILD)
    theirs = book(camille, ours, other.id, LATER + timedelta(hours=1), guardian=MOTHER)
    consent = GuardianConsent.objects.get()
    with pytest.raises(NotFound):
        services.withdraw_guardian(actor=camille, appointment_id=waiting.id, consent_id=consent.id)
    services.withdraw_guardian(actor=camille, appointment_id=theirs.id, consent_id=consent.id)


@pytest.mark.requirement("K2")
def test_in_france_below_fifteen_the_child_agrees_too_once_it_is_switched_on(
    camille: Actor, waiting: Appointment, settings: LazySettings
) -> None:
    settings.GUARDIAN_LOWER_AGES = switched_on(["FR"])
    with refused_at("child_joined"):
        services.record_guardian(actor=camille, appointment_id=waiting.id, said=MOTHER)
    both = Attestation("Jeanne Petit", child_joined=True)
    assert services.record_guardian(actor=camille, appointment_id=waiting.id, said=both).status == "booked"
    assert GuardianConsent.objects.get().child_joined


def test_the_text_heard_is_the_one_in_force(camille: Actor, waiting: Appointment) -> None:
    with pytest.raises(GuardianTextOutdated):
        services.record_guardian(actor=camille, appointment_id=waiting.id, said=Attestation("Jeanne", text_version=9))


def test_nothing_is_answered_about_an_adult_s_visit_nor_one_that_was_cancelled(
    camille: Actor, ours: House, patient: Patient, waiting: Appointment
) -> None:
    adult = book(camille, ours, patient.id, LATER + timedelta(hours=1))
    services.cancel_appointment(actor=camille, appointment_id=waiting.id, by=CancelledBy.PATIENT, reason=None)
    for visit in (adult, waiting):
        with pytest.raises(NothingAwaited):
            services.record_guardian(actor=camille, appointment_id=visit.id, said=MOTHER)


def test_another_secretariat_hears_of_nothing(charlie: Actor, waiting: Appointment) -> None:
    for ask in (
        lambda: queries.guardian_file(charlie, waiting.id),
        lambda: queries.pending_visits(charlie, waiting.practice_id),
        lambda: services.record_guardian(actor=charlie, appointment_id=waiting.id, said=MOTHER),
    ):
        with pytest.raises(NotFound):
            ask()


def test_a_cancelled_wait_that_is_taken_back_waits_again(
    camille: Actor, waiting: Appointment, travel: time_machine.Traveller
) -> None:
    services.cancel_appointment(actor=camille, appointment_id=waiting.id, by=CancelledBy.PATIENT, reason=None)
    assert services.undo_cancellation(actor=camille, appointment_id=waiting.id).status == "pending"
    services.cancel_appointment(actor=camille, appointment_id=waiting.id, by=CancelledBy.PATIENT, reason=None)
    travel.move_to(NOW + 7 * DAY)
    with pytest.raises(TooLateToUndo):
        services.undo_cancellation(actor=camille, appointment_id=waiting.id)


def test_a_visit_that_waits_moves_and_waits_no_longer_for_it(
    camille: Actor, waiting: Appointment, travel: time_machine.Traveller
) -> None:
    near = at("09:00", MONDAY + 3 * DAY)
    assert services.move_appointment(actor=camille, appointment_id=waiting.id, start=near).pending_until == near - DAY
    with pytest.raises(GuardianNeededNow):
        services.move_appointment(actor=camille, appointment_id=waiting.id, start=at("11:00"))
    far = services.move_appointment(actor=camille, appointment_id=waiting.id, start=LATER + 14 * DAY)
    assert (far.status, far.pending_until) == ("pending", NOW + 7 * DAY)


@pytest.mark.requirement("ST-44")
def test_one_answer_serves_a_whole_series(camille: Actor, ours: House, child: Patient) -> None:
    from booking.services.series import book_series

    starts = [LATER, LATER + 7 * DAY]
    visits = book_series(
        actor=camille,
        patient_id=child.id,
        visit_reason_id=ours.visit_reason.id,
        practitioner_role_id=ours.role.id,
        starts=starts,
    )
    assert [visit.status for visit in visits] == ["pending", "pending"]
    services.record_guardian(actor=camille, appointment_id=visits[1].id, said=MOTHER)
    assert {row(visit).status for visit in visits} == {"booked"}


@pytest.mark.requirement("ST-45")
def test_whoever_is_asked_and_whoever_agreed_is_told_by_a_link(camille: Actor, waiting: Appointment) -> None:
    assert topics() == ["appointment.pending", "guardian.answer"]
    services.record_guardian(actor=camille, appointment_id=waiting.id, said=MOTHER)
    assert topics() == ["appointment.confirmed", "appointment.pending", "guardian.answer", "guardian.object"]
    live = GuardianLink.objects.filter(used_at__isnull=True)
    assert [link.purpose for link in live] == ["object"], "the question was answered on the phone"


@pytest.mark.requirement("ST-45")
def test_a_secret_visit_is_booked_without_a_word_to_anybody(
    camille: Actor, ours: House, child: Patient, journal: list[Event]
) -> None:
    visit = book(camille, ours, child.id, LATER, secrecy=Secrecy("Demandé par le Dr Martin", "06 39 98 12 34"))
    assert (visit.status, visit.minor_secrecy) == ("booked", True)
    assert topics() == ["appointment.booked"]
    assert not GuardianLink.objects.exists()
    assert visit.own_contact is not None
    assert visit.own_contact.open() == "+33639981234"
    assert queries.pending_visits(camille, ours.practice.id) == []
    (booked,) = [event for event in journal if event.action == Action.APPOINTMENT_BOOKED]
    assert "reason" not in booked.details
    with pytest.raises(NothingAwaited):
        services.record_guardian(actor=camille, appointment_id=visit.id, said=MOTHER)


@pytest.mark.requirement("ST-45")
def test_secrecy_asked_for_later_ends_the_wait_and_the_links(camille: Actor, waiting: Appointment) -> None:
    services.keep_secret(actor=camille, appointment_id=waiting.id, secrecy=Secrecy("Le Dr Martin l'a demandé"))
    assert (row(waiting).status, row(waiting).minor_secrecy) == ("booked", True)
    assert not GuardianLink.objects.filter(used_at__isnull=True).exists()


def test_only_a_minor_s_visit_is_secret_and_never_without_a_reason(
    camille: Actor, ours: House, patient: Patient, child: Patient
) -> None:
    with refused_at("minor_secrecy"):
        book(camille, ours, patient.id, LATER, secrecy=Secrecy("Demandé"))
    with refused_at("secrecy_reason"):
        book(camille, ours, child.id, LATER, secrecy=Secrecy("  "))
    seventeen = make_patient(ours.practice, "Grand", "Zoé", date(2023, 1, 15))
    assert book(camille, ours, seventeen.id, LATER, secrecy=Secrecy("Demandé")).minor_secrecy
    eighteen = make_patient(ours.practice, "Adulte", "Zoé", date(2023, 1, 14))
    with refused_at("minor_secrecy"):
        book(camille, ours, eighteen.id, LATER + timedelta(hours=1), secrecy=Secrecy("Demandé"))


def topics() -> list[str]:
    return sorted(OutboxRow.objects.values_list("topic", flat=True))


@pytest.fixture(autouse=True)
def _no_setting(settings: LazySettings) -> Iterator[None]:
    settings.GUARDIAN_LOWER_AGES = {}
    yield
