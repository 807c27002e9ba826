"""A guardian's link goes to the guardian: never to the child, never to a number that answered STOP."""

from datetime import date, timedelta

import pytest
from django.db import connection

from booking.models import Appointment
from booking.services import record_guardian, send_guardian_link
from consent.attestation import Attestation
from consent.models import GuardianConsent, GuardianLink
from consent.services.guardian_links import contact_of
from core.errors import InvalidInput
from core.scoping import Actor, acting_as, system_actor
from notifications.post import PostSender
from notifications.queries import left_to_do
from notifications.sender import one_pass
from outbox.models import OutboxRow
from patients.services import add_relative, guardian_agreed, merge_patients
from practices.models import VisitReason
from tests.factories.booking import MONDAY, at, book
from tests.factories.online import Booker, open_online, years_ago
from tests.factories.patients import make_patient
from tests.factories.practices import House
from tests.notifications.answers import answer
from tests.notifications.gateway import Gateway

LATER = at("09:00", MONDAY + timedelta(days=10))
OWN, MOTHER = "+33639980001", "+33639980002"
ALONE = {"birth_date": years_ago(15), "guardian_phone": "06 39 98 00 02"}
CHILD = {
    "whom": "child", "birth_date": years_ago(9), "booker": "Jeanne Duval", "relation_child": "parent", "holder": "1",
}  # fmt: skip
FIFTEEN = date(MONDAY.year - 15, MONDAY.month, MONDAY.day)
NINE = date(MONDAY.year - 9, MONDAY.month, MONDAY.day)


@pytest.fixture
def booker(ours: House) -> Booker:
    reason: VisitReason = open_online(ours)
    return Booker(ours, reason)


def accords(gateway: Gateway) -> list[str]:
    """The numbers that were sent a guardian's link."""
    channel = PostSender()
    while one_pass(channel):
        pass
    return [one["to"] for one in gateway.texts if "/accord/" in one["text"]]


def work(camille: Actor) -> list[str]:
    with acting_as(camille):
        return [line.cause.value for line in left_to_do(camille)]


def outcome(house: House) -> str:
    with acting_as(system_actor(house.practice.id)):
        return OutboxRow.objects.filter(topic="guardian.answer").latest("created_at").last_outcome


def made(house: House) -> Appointment:
    with acting_as(system_actor(house.practice.id)):
        return Appointment.objects.filter(practice=house.practice).latest("starts_at")


@pytest.mark.requirement("ST-44")
@pytest.mark.parametrize("number", ["01 99 00 12 34", "06 39 98 00 01"], ids=["landline", "own"])
def test_a_child_gives_neither_a_landline_nor_their_own_number_for_a_guardian(booker: Booker, number: str) -> None:
    booker.choose(LATER)
    told = booker.tell(**{**ALONE, "guardian_phone": number})
    assert told.status_code == 400
    assert "d&#x27;un titulaire de l&#x27;autorité parentale." in told.content.decode()
    assert 'aria-describedby="guardian_phone-erreur"' in told.content.decode()


@pytest.mark.requirement("ST-44")
@pytest.mark.requirement("ST-45")
def test_a_child_whom_the_practice_knows_is_answered_for_at_the_number_given(
    ours: House, booker: Booker, gateway: Gateway
) -> None:
    make_patient(ours.practice, "Duval", "Inès", FIFTEEN, phones=(OWN, "+33639980003"))
    booker.book(LATER, **ALONE)
    assert made(ours).status == "pending"
    assert accords(gateway) == [MOTHER]


@pytest.mark.requirement("ST-44")
def test_another_number_of_the_child_s_own_file_is_no_guardian_s(
    camille: Actor, ours: House, booker: Booker, gateway: Gateway
) -> None:
    make_patient(ours.practice, "Duval", "Inès", FIFTEEN, phones=(OWN, MOTHER))
    booker.book(LATER, **ALONE)
    assert accords(gateway) == []
    assert (work(camille), outcome(ours)) == (["guardian"], "no-guardian-contact")


@pytest.mark.requirement("ST-45")
def test_at_the_desk_the_link_goes_to_the_recorded_parent_and_never_to_the_child_s_number(
    camille: Actor, ours: House, gateway: Gateway
) -> None:
    alone = make_patient(ours.practice, "Petit", "Léa", FIFTEEN, phones=(OWN,))
    with acting_as(camille):
        book(camille, ours, alone.id, LATER)
    assert accords(gateway) == []
    assert work(camille) == ["guardian"]
    visit = made(ours)
    with acting_as(camille):
        record_guardian(actor=camille, appointment_id=visit.id, said=Attestation("Jeanne Petit"))
    assert accords(gateway) == [] and made(ours).status == "booked"
    assert work(camille) == [], "whoever agreed by voice was told by voice: nothing is left to do"
    child = make_patient(ours.practice, "Petit", "Tom", NINE, phones=(OWN,))
    with acting_as(camille):
        add_relative(
            actor=camille, patient_id=child.id, relation="parent", scope="representation", name="Jeanne Petit",
            phone=MOTHER,
        )  # fmt: skip
        book(camille, ours, child.id, LATER + timedelta(hours=1))
    assert accords(gateway) == [MOTHER]


@pytest.mark.requirement("ST-45")
def test_a_guardian_who_answered_stop_is_asked_by_the_desk(
    camille: Actor, ours: House, booker: Booker, gateway: Gateway
) -> None:
    answer("STOP", number=MOTHER)
    booker.book(LATER, **ALONE)
    assert accords(gateway) == []
    assert (work(camille), outcome(ours)) == (["guardian"], "number-stopped")


@pytest.mark.requirement("ST-44")
def test_a_tick_does_not_book_for_a_child_and_the_recorded_parent_s_own_number_does(
    camille: Actor, ours: House, booker: Booker, gateway: Gateway
) -> None:
    booker.book(LATER, **CHILD)
    visit = made(ours)
    assert visit.status == "pending"
    with acting_as(system_actor(ours.practice.id)):
        assert not GuardianConsent.objects.exists()
    assert accords(gateway) == [OWN], "the proven number of whoever says to be the parent"
    with acting_as(camille):
        add_relative(
            actor=camille, patient_id=visit.patient_id, relation="parent", scope="representation",
            name="Jeanne Duval", phone=OWN,
        )  # fmt: skip
    Booker(ours, booker.reason).book(LATER + timedelta(hours=1), **CHILD)
    again = made(ours)
    assert (again.patient_id, again.status) == (visit.patient_id, "booked")


@pytest.mark.requirement("ST-44")
def test_a_child_s_own_number_is_not_made_a_parent_s_by_a_tick(
    camille: Actor, ours: House, booker: Booker, gateway: Gateway
) -> None:
    make_patient(ours.practice, "Duval", "Inès", FIFTEEN, phones=(OWN,))
    booker.book(LATER, **{**CHILD, "birth_date": years_ago(15)})
    assert made(ours).status == "pending"
    assert accords(gateway) == []
    assert work(camille) == ["guardian"]


def test_where_a_link_went_is_read_again_after_two_records_became_one(ours: House, booker: Booker) -> None:
    booker.book(LATER, **ALONE)
    visit = made(ours)
    other = make_patient(ours.practice, "Duval", "Inès", FIFTEEN, phones=(OWN, MOTHER))
    connection.check_constraints()
    system = system_actor(ours.practice.id)
    with acting_as(system):
        link = GuardianLink.objects.get(appointment_id=visit.id)
        for child in (visit.patient_id, other.id):
            guardian_agreed(actor=system, patient_id=child)
        merge_patients(actor=system, survivor_id=other.id, merged_id=visit.patient_id)
        assert GuardianLink.objects.get(id=link.id).subject_id == other.id
        assert contact_of(ours.practice.id, link.id) == MOTHER


def test_a_guardian_s_message_names_no_specialty(ours: House, booker: Booker, gateway: Gateway) -> None:
    with acting_as(system_actor(ours.practice.id)):
        ours.practice.name = "Centre d'oncologie"
        ours.practice.save(update_fields=["name"])
    booker.book(LATER, **ALONE)
    assert MOTHER in accords(gateway)
    (text,) = [one["text"] for one in gateway.texts if "/accord/" in one["text"]]
    assert text.startswith("Votre cabinet : un rendez-vous")


@pytest.mark.requirement("ST-44", "ST-45")
def test_the_desk_sends_the_link_to_the_number_a_guardian_gives(camille: Actor, ours: House, gateway: Gateway) -> None:
    alone = make_patient(ours.practice, "Petit", "Léa", FIFTEEN, phones=(OWN,))
    with acting_as(camille):
        visit = book(camille, ours, alone.id, LATER)
        for wrong in ("06 39 98 00 01", "01 99 00 12 34", "nulle part"):
            with pytest.raises(InvalidInput) as refused:
                send_guardian_link(actor=camille, appointment_id=visit.id, contact=wrong)
            assert refused.value.errors[0].field == "contact"
        send_guardian_link(actor=camille, appointment_id=visit.id, contact="06 39 98 00 02")
    assert accords(gateway) == [MOTHER]
    with acting_as(camille):
        send_guardian_link(actor=camille, appointment_id=visit.id)
    assert accords(gateway) == [MOTHER, MOTHER], "the contact given is known from then on"


@pytest.mark.requirement("ST-44")
def test_too_near_to_wait_for_a_guardian_is_said_before_the_last_step(ours: House, booker: Booker) -> None:
    booker.choose(at("11:00", MONDAY))
    page = booker.client.get(f"{booker.here}patient/").content.decode()
    assert "Ce rendez-vous est dans moins de 24 heures" in page
    booker.tell(**CHILD)
    booker.prove()
    recap = booker.recap().content.decode()
    assert "il ne peut pas être pris en ligne" in recap and "Ce rendez-vous se prend par téléphone" in recap
    assert "Confirmer le rendez-vous" not in recap and "J'ai lu cette information" not in recap
    booker.choose(LATER)
    assert "moins de 24 heures" not in booker.client.get(f"{booker.here}patient/").content.decode()
    assert "Confirmer le rendez-vous" in booker.recap().content.decode()
