"""Of a medical file the practice sees what the practitioner shares, item by item, for as long as it is shared."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from audit import services as audit
from audit.actions import Action
from consent import services as consent
from consent.errors import PurposeStopped
from consent.purposes import Purpose
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import Actor, acting_as, system_actor
from crypto.sealed import DOTS
from patients import services, shared_items
from patients.errors import SharedItemRevoked
from patients.models import Patient, SharedItem
from tests.factories.accounts import signed_in
from tests.factories.patients import agree_to_preparation, make_patient, share_one
from tests.factories.practices import House, World, actor_of, join_as_practice_secretary, make_person
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, NADIA

WORDS = "Allergie à la pénicilline"


@pytest.fixture
def patient(ours: House, camille: Actor) -> Patient:
    """Somebody who agreed that items of the file prepare the visit."""
    patient = make_patient(ours.practice)
    agree_to_preparation(ours.practice, patient)
    return patient


@pytest.fixture
def share(patient: Patient, dr_martin: Actor) -> Callable[..., SharedItem]:
    def call(*, actor: Actor = dr_martin, **told: Any) -> SharedItem:
        with acting_as(actor):
            return services.share_item(
                actor=actor,
                patient_id=patient.id,
                **{"title": "Allergies", "text": WORDS, "shared_with": "secretariat", **told},
            )

    return call


def titles(actor: Actor, patient: Patient) -> list[str]:
    with acting_as(actor):
        return [item.title for item in shared_items.read_shared_items(actor, patient.id)]


@pytest.mark.requirement("ST-15")
def test_what_the_practitioner_shares_is_read_and_what_they_take_back_is_unreadable_at_once(
    share: Callable[..., SharedItem], patient: Patient, camille: Actor, dr_martin: Actor
) -> None:
    item, other = share(), share(title="Traitement", text="Anticoagulant")
    assert titles(camille, patient) == ["Traitement", "Allergies"]
    with acting_as(dr_martin):
        services.revoke_item(actor=dr_martin, patient_id=patient.id, item_id=item.id)
    assert titles(camille, patient) == ["Traitement"], "one by one"
    for actor in (camille, dr_martin):
        with acting_as(actor), pytest.raises(SharedItemRevoked):
            shared_items.read_shared_item(actor, patient.id, item.id)
    with acting_as(camille):
        assert shared_items.read_shared_item(camille, patient.id, other.id).text == "Anticoagulant"
        kept = SharedItem.objects.get(id=item.id)
        assert (kept.title, kept.text, kept.revoked_by_id) == (None, None, dr_martin.user_id)
    with acting_as(dr_martin), pytest.raises(SharedItemRevoked):
        services.revoke_item(actor=dr_martin, patient_id=patient.id, item_id=item.id)


@pytest.mark.requirement("ST-15")
def test_nobody_but_the_practitioner_shares_or_takes_back(
    share: Callable[..., SharedItem], patient: Patient, world: World
) -> None:
    item = share()
    for who, refusal in ((CAMILLE, Forbidden), (NADIA, Forbidden), (CHARLIE, NotFound)):
        actor = world.actor(who)
        with pytest.raises(refusal):
            share(actor=actor)
        with acting_as(actor), pytest.raises(refusal):
            services.revoke_item(actor=actor, patient_id=patient.id, item_id=item.id)
    assert share().id


@pytest.mark.requirement("ST-15")
def test_an_item_for_the_practice_alone_is_unknown_to_its_remote_secretariat(
    share: Callable[..., SharedItem], patient: Patient, camille: Actor, dr_martin: Actor, ours: House
) -> None:
    own = make_person("lea")
    join_as_practice_secretary(ours.practice, own)
    item = share(shared_with="practice")
    assert titles(camille, patient) == []
    with acting_as(camille):
        assert shared_items.shared_items_of(camille, patient.id) == []
        with pytest.raises(NotFound):
            shared_items.read_shared_item(camille, patient.id, item.id)
    assert titles(actor_of(own), patient) == ["Allergies"]
    assert titles(dr_martin, patient) == ["Allergies"]


@pytest.mark.requirement("ST-26")
@pytest.mark.requirement("ST-15")
def test_the_patient_s_withdrawal_makes_everything_shared_unreadable_at_once(
    share: Callable[..., SharedItem], patient: Patient, camille: Actor, ours: House
) -> None:
    item = share()
    assert titles(camille, patient) == ["Allergies"]
    with acting_as(camille):
        services.decide(
            actor=camille, patient_id=patient.id, purpose=Purpose.PREPARATION, is_agreed=False, channel="phone"
        )
        with pytest.raises(PurposeStopped):
            shared_items.read_shared_items(camille, patient.id)
        with pytest.raises(PurposeStopped):
            shared_items.read_shared_item(camille, patient.id, item.id)
    with pytest.raises(PurposeStopped):
        share()
    agree_to_preparation(ours.practice, patient)
    assert titles(camille, patient) == ["Allergies"]


@pytest.mark.requirement("K10")
def test_an_objection_to_reminders_leaves_what_is_shared_readable(
    share: Callable[..., SharedItem], patient: Patient, camille: Actor, ours: House
) -> None:
    share()
    with acting_as(camille):
        consent.object_to_purpose(
            actor=camille, practice_id=ours.practice.id, subject_id=patient.id, purpose=Purpose.REMINDERS,
            channel="phone",
        )  # fmt: skip
    assert titles(camille, patient) == ["Allergies"]


def test_each_reading_is_in_the_journal_without_a_word_of_it(
    share: Callable[..., SharedItem], patient: Patient, camille: Actor, journal: list[audit.Event]
) -> None:
    first, second = share(), share()
    journal.clear()
    titles(camille, patient)
    read = [event for event in journal if event.action == Action.SHARED_ITEM_READ]
    assert {event.entity for event in read} == {("shared_item", first.id), ("shared_item", second.id)}
    assert {event.patient_id for event in read} == {patient.id}
    assert "nicilline" not in repr(journal) and "Allergies" not in repr(journal)


@pytest.mark.parametrize(
    ("told", "field"),
    [({"title": " "}, "title"), ({"text": ""}, "text"), ({"shared_with": "world"}, "shared_with"),
     ({"title": "x" * 300}, "title")],
)  # fmt: skip
def test_an_empty_or_endless_item_is_refused_at_its_field(
    share: Callable[..., SharedItem], told: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        share(**told)
    assert [error.field for error in refused.value.errors] == [field]


@pytest.mark.requirement("ST-05")
def test_title_and_text_lie_sealed(share: Callable[..., SharedItem], patient: Patient, camille: Actor) -> None:
    item = SharedItem.objects.get(id=share().id)
    assert f"{item.title}{item.text}" == DOTS * 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, text FROM patients_shareditem")
        stored = b"".join(bytes(cell) for row in cursor.fetchall() for cell in row)
    assert b"Allerg" not in stored


def test_the_database_keeps_no_word_of_what_was_taken_back(
    share: Callable[..., SharedItem], patient: Patient, dr_martin: Actor
) -> None:
    item = share()
    with acting_as(dr_martin), pytest.raises(IntegrityError, match="shareditem_revoked_is_empty"), transaction.atomic():
        SharedItem.objects.filter(id=item.id).update(revoked_at=item.shared_at)


@pytest.mark.requirement("ST-22")
def test_what_was_shared_follows_a_merge_and_comes_back(
    share: Callable[..., SharedItem], patient: Patient, ours: House, camille: Actor, dr_martin: Actor
) -> None:
    share()
    survivor = make_patient(ours.practice)
    system = system_actor(ours.practice.id)
    with acting_as(system):
        connection.check_constraints()
        merge = services.merge_patients(actor=system, survivor_id=survivor.id, merged_id=patient.id)
    assert titles(camille, survivor) == ["Allergies"], "the consent followed too"
    with acting_as(system):
        connection.check_constraints()
        services.undo_merge(actor=system, merge_id=merge.id)
    assert titles(camille, patient) == ["Allergies"]
    with acting_as(camille), pytest.raises(PurposeStopped):
        shared_items.read_shared_items(camille, survivor.id)


@pytest.mark.requirement("ST-15")
def test_over_the_api_a_list_says_that_something_is_shared_and_never_what(world: World, ours: House) -> None:
    patient = make_patient(ours.practice)
    share_one(ours, patient)
    address = f"/api/v1/patients/{patient.id}/shared-items"
    secretary, doctor = (signed_in(Client(), world.people[name]) for name in (CAMILLE, DR_MARTIN))
    listed = secretary.get(address)
    (item,) = listed.json()["results"]
    assert "nicilline" not in listed.content.decode() and "Allergies" not in listed.content.decode()
    read = secretary.get(f"{address}/{item['id']}").json()
    assert (read["title"], read["text"]) == ("Allergies", "Pénicilline")
    assert doctor.post(f"{address}/{item['id']}/revocation", {}, content_type="application/json").status_code == 200
    gone = secretary.get(f"{address}/{item['id']}")
    assert (gone.status_code, gone.json()["type"].rpartition("/")[2]) == (410, "shared-item-revoked")


@pytest.mark.requirement("CH-15")
def test_a_reader_reports_what_has_no_place_here_and_the_practitioner_takes_it_back(
    share: Callable[..., SharedItem], patient: Patient, camille: Actor, dr_martin: Actor, world: World
) -> None:
    item, kept_here = share(), share(title="Note interne", shared_with="practice")
    with acting_as(camille):
        reported = services.report_item(actor=camille, patient_id=patient.id, item_id=item.id)
        assert reported.reported_by_id == camille.user_id
        again = services.report_item(actor=camille, patient_id=patient.id, item_id=item.id)
        assert again.reported_at == reported.reported_at
        with pytest.raises(NotFound):
            services.report_item(actor=camille, patient_id=patient.id, item_id=kept_here.id)
    charlie = world.actor(CHARLIE)
    with acting_as(charlie), pytest.raises(NotFound):
        services.report_item(actor=charlie, patient_id=patient.id, item_id=item.id)
    martin = signed_in(Client(), world.people[DR_MARTIN])
    assert "signalé le" in martin.get(f"/bureau/patients/{patient.id}/").content.decode()
    with acting_as(dr_martin):
        services.revoke_item(actor=dr_martin, patient_id=patient.id, item_id=item.id)
        with pytest.raises(SharedItemRevoked):
            services.report_item(actor=dr_martin, patient_id=patient.id, item_id=item.id)
    assert "signalé le" not in martin.get(f"/bureau/patients/{patient.id}/").content.decode()
