"""Opening and furnishing practices: what is refused, by whom, and what is journalled."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.errors import NotYourself
from accounts.models import User
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import acting_as, system_actor
from practices import queries, services
from practices.errors import AlreadyAtThisPlace, AlreadyMember, InvalidRpps, NameTaken, NotDelegable
from practices.models import VisitReason
from practices.rpps import checked_rpps, rpps_from
from tests.factories.practices import World, make_location, make_person, make_role, make_world
from tests.freshness import fresh
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, NADIA

pytestmark = pytest.mark.django_db
TERMS = services.VisitTerms(duration_minutes=20)
NIL = UUID(int=0)
WHY = {"reason": "Mot de passe prêté", "severity": "serious"}


@pytest.fixture
def world(db: Any) -> Iterator[World]:
    yield make_world()


def fields(refused: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [error.field for error in refused.value.errors]


def test_a_manager_opens_a_practice_and_its_practitioner_sees_it_at_the_next_request(world: World) -> None:
    nadia, doctor = world.actor(NADIA), make_person()
    with acting_as(nadia):
        practice = services.open_practice(
            actor=nadia, name="  Cabinet neuf ", kind="general", practitioner_user_id=doctor.id
        )
    assert practice.name == "Cabinet neuf"
    assert queries.actor_for(doctor.id).practice_ids == {practice.id}
    assert practice.id not in world.actor(NADIA).practice_ids


@pytest.mark.parametrize("name", [CAMILLE, DR_MARTIN, CHARLIE])
def test_nobody_else_opens_a_practice(world: World, name: str) -> None:
    actor = world.actor(name)
    with acting_as(actor), pytest.raises(Forbidden):
        services.open_practice(actor=actor, name="Cabinet", kind="general")
    with acting_as(actor), pytest.raises(Forbidden):
        services.open_secretariat(actor=actor, name="Secrétariat")


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"name": "   "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "nul\0"}, "name"),
        ({"kind": "garage"}, "kind"),
        ({"phone": "0199000001"}, "phone"),
        ({"greeting": "nul\0"}, "greeting"),
        ({"greeting": "x" * 301}, "greeting"),
    ],
)
def test_a_practice_with_a_wrong_value_is_refused_by_its_field(db: Any, options: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.open_practice(actor=system_actor(), **{"name": "Cabinet", "kind": "general", **options})
    assert fields(refused) == [field]


def test_a_text_pasted_with_the_spaces_of_french_typography_is_taken(world: World) -> None:
    actor, practice_id = world.actor(DR_MARTIN), world.ours.practice.id
    pasted = "Horaires\u00a0: 9\u202fh\tà 12\u202fh"
    with acting_as(actor):
        practice = services.change_practice(
            actor=actor, practice_id=practice_id, name=f" {pasted}", kind="general", phone="", greeting=pasted,
            public_text=f"{pasted}\n{pasted}",
        )  # fmt: skip
    assert practice.name == practice.greeting == "Horaires : 9 h à 12 h"
    assert practice.public_text == f"{pasted}\n{pasted}"
    with acting_as(actor), pytest.raises(InvalidInput) as refused:
        services.change_practice(
            actor=actor, practice_id=practice_id, name="A", kind="general", phone="", greeting="", public_text="nul\0"
        )
    assert fields(refused) == ["public_text"]


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"timezone": "Europe/Nancy"}, "timezone"),
        ({"timezone": "../etc/passwd"}, "timezone"),
        ({"holiday_territory": "XX"}, "holiday_territory"),
        ({"name": ""}, "name"),
    ],
)
def test_a_place_with_a_wrong_value_is_refused_by_its_field(world: World, options: dict[str, str], field: str) -> None:
    actor = world.actor(DR_MARTIN)
    with acting_as(actor), pytest.raises(InvalidInput) as refused:
        services.add_location(actor=actor, practice_id=world.ours.practice.id, **{"name": "Annexe", **options})
    assert fields(refused) == [field]


def test_two_places_of_a_practice_cannot_share_a_name(world: World) -> None:
    with pytest.raises(NameTaken):
        make_location(world.ours.practice, "Centre")
    assert make_location(world.theirs.practice, "Annexe").practice_id == world.theirs.practice.id


@pytest.mark.parametrize("field", ["duration_minutes", "step_minutes", "booking_window_days"])
@pytest.mark.parametrize("number", [0, -15, 1_000_000])
def test_a_visit_reason_with_an_impossible_number_is_refused_by_its_field(
    world: World, field: str, number: int
) -> None:
    actor = world.actor(DR_MARTIN)
    terms = services.VisitTerms(**{"duration_minutes": 15, "step_minutes": 15, field: number})
    with acting_as(actor), pytest.raises(InvalidInput) as refused:
        services.add_visit_reason(actor=actor, practice_id=world.ours.practice.id, name="Suivi", terms=terms)
    assert fields(refused) == [field]


def test_a_visit_reason_steps_by_its_own_duration_unless_told(world: World) -> None:
    actor = world.actor(DR_MARTIN)
    with acting_as(actor):
        reason = services.add_visit_reason(actor=actor, practice_id=world.ours.practice.id, name="Suivi", terms=TERMS)
        assert reason.step_minutes == 20
        assert VisitReason.objects.get(id=reason.id).colour == "bleu"


def test_a_visit_reason_is_changed_offered_and_withdrawn(world: World) -> None:
    actor, reason = world.actor(DR_MARTIN), world.ours.visit_reason
    second = make_role(world.ours.practice, world.ours.location)
    with acting_as(actor):
        services.change_visit_reason(actor=actor, visit_reason_id=reason.id, name="Longue", terms=TERMS)
        services.offer_visit_reason(actor=actor, visit_reason_id=reason.id, practitioner_role_ids=[second.id])
        assert [role.id for role in queries.roles_offering(actor, reason)] == [second.id]
        assert [(r.name, r.duration_minutes) for r in queries.visit_reasons(actor, world.ours.practice.id)] == [
            ("Longue", 20)
        ]
        services.withdraw_visit_reason(actor=actor, visit_reason_id=reason.id)
        assert list(queries.visit_reasons(actor, world.ours.practice.id)) == []
        assert queries.visit_reason_in(actor, reason.id).id == reason.id


def test_a_visit_reason_is_never_offered_by_another_practice_s_agenda(world: World) -> None:
    actor = world.actor(DR_MARTIN)
    with acting_as(actor), pytest.raises(NotFound):
        services.offer_visit_reason(
            actor=actor, visit_reason_id=world.ours.visit_reason.id, practitioner_role_ids=[world.theirs.role.id]
        )


def test_a_closed_agenda_is_no_longer_listed_but_still_known(world: World) -> None:
    actor = world.actor(DR_MARTIN)
    with acting_as(actor):
        services.close_practitioner_role(actor=actor, practitioner_role_id=world.ours.role.id)
        assert list(queries.practitioner_roles(actor, world.ours.practice.id)) == []
        assert queries.role_in(actor, world.ours.role.id).is_active is False


def test_a_practitioner_has_one_agenda_at_a_place(world: World) -> None:
    with pytest.raises(AlreadyAtThisPlace):
        make_role(world.ours.practice, world.ours.location, world.ours.role.practitioner)


def test_a_rpps_number_is_one_person_however_many_practices(world: World) -> None:
    number = rpps_from("1999999999")
    made = []
    for house in (world.ours, world.theirs):
        actor = system_actor(house.practice.id)
        with acting_as(actor):
            made.append(
                services.register_practitioner(
                    actor=actor, practice_id=house.practice.id, family_name="Petit", given_names="Luc", rpps=number
                ).id
            )
    assert made[0] == made[1]


@pytest.mark.parametrize(
    "number",
    ["", "1", "19999999990", "1999999999", "199999999999", "１９９９９９９９９９４", "1999999999A", "²9999999994"],
)
def test_a_wrong_rpps_number_is_refused(number: str) -> None:
    with pytest.raises(InvalidRpps):
        checked_rpps(number)


def test_a_right_rpps_number_is_read_with_its_blanks() -> None:
    number = rpps_from("1999999999")
    assert checked_rpps(f" {number[:5]} {number[5:]}\u00a0") == number


def test_what_belongs_to_another_practice_is_not_found_whatever_the_question(world: World) -> None:
    charlie = world.actor(CHARLIE)
    with acting_as(charlie):
        for identifier in (world.ours.practice.id, NIL, uuid4()):
            for ask in (
                queries.practice_in,
                queries.locations,
                queries.practitioner_roles,
                queries.visit_reasons,
                queries.delegations,
                queries.memberships,
            ):
                with pytest.raises(NotFound):
                    ask(charlie, identifier)
        for identifier in (world.ours.role.id, NIL):
            with pytest.raises(NotFound):
                queries.role_in(charlie, identifier)
        for identifier in (world.ours.visit_reason.id, NIL):
            with pytest.raises(NotFound):
                queries.visit_reason_in(charlie, identifier)
            with pytest.raises(NotFound):
                services.withdraw_visit_reason(actor=charlie, visit_reason_id=identifier)
        assert [practice.id for practice in queries.practices_of(charlie)] == [world.theirs.practice.id]


def test_a_person_joins_a_practice_once_with_chosen_additions_only(world: World) -> None:
    martin, person = fresh(world.actor(DR_MARTIN)), make_person()
    practice_id = world.ours.practice.id

    def join(**options: Any) -> None:
        with acting_as(martin):
            services.join_practice(
                actor=martin,
                practice_id=practice_id,
                user_id=person.id,
                **{"role": "practice_secretary", **options},
            )

    with pytest.raises(NotDelegable):
        join(additions=["practices:delegation:grant"])
    with pytest.raises(InvalidInput):
        join(role="manager")
    with pytest.raises(NotFound):
        join(practitioner_role_id=world.theirs.role.id)
    join(additions=["patients:nir:disclose"])
    assert queries.actor_for(person.id).may("patients:nir:disclose", practice_id)
    with pytest.raises(AlreadyMember):
        join()
    with acting_as(martin):
        assert person.id in {m.user_id for m in queries.memberships(martin, practice_id)}


@pytest.mark.requirement("SAS-07")
def test_a_manager_manages_the_people_of_the_own_secretariat_alone(world: World) -> None:
    nadia = world.actor(NADIA)
    camille, charlie = world.people[CAMILLE], world.people[CHARLIE]
    with acting_as(nadia):
        with pytest.raises(NotFound):
            services.suspend_person(actor=nadia, user_id=charlie.id, **WHY)
        with pytest.raises(NotFound):
            services.join_secretariat(
                actor=nadia, secretariat_id=world.theirs.secretariat.id, user_id=nadia.user_id, role="manager"
            )
        with pytest.raises(NotFound):
            services.take_on_person(
                actor=nadia,
                secretariat_id=world.theirs.secretariat.id,
                username="intrus",
                display_name="Intrus",
                role="secretary",
            )
        with pytest.raises(NotYourself):
            services.suspend_person(actor=nadia, user_id=nadia.user_id, **WHY)
        services.suspend_person(actor=nadia, user_id=camille.id, **WHY)
    assert User.objects.get(id=camille.id).status == "suspended"
    assert world.actor(CAMILLE).grants == {}
    assert not User.objects.filter(username="intrus").exists()


@pytest.mark.requirement("SAS-07")
@pytest.mark.parametrize("name", [CAMILLE, DR_MARTIN, CHARLIE])
def test_who_is_no_manager_manages_nobody(world: World, name: str) -> None:
    actor = world.actor(name)
    with acting_as(actor), pytest.raises(Forbidden):
        services.suspend_person(actor=actor, user_id=world.people[NADIA].id, **WHY)


def test_a_person_is_taken_on_invited_and_leaves_without_rights(world: World) -> None:
    nadia = fresh(world.actor(NADIA))
    with acting_as(nadia):
        person = services.take_on_person(
            actor=nadia,
            secretariat_id=world.ours.secretariat.id,
            username="lea",
            display_name="Léa",
            role="secretary",
        )
        membership = person.secretariat_memberships.get()
        assert (person.status, queries.actor_for(person.id).grants) == ("invited", {})
        services.leave_secretariat(actor=nadia, membership_id=membership.id)
        with pytest.raises(NotFound):
            services.leave_secretariat(actor=nadia, membership_id=membership.id)


@pytest.mark.requirement("CH-08")
def test_only_who_administers_changes_a_configuration_and_each_change_is_journalled(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Places, agendas, visit reasons, mandates, members: refused to the desk; the practitioner's leave their event."""
    from audit import services as audit
    from tests.factories.practices import make_secretariat

    events: list[Any] = []
    write = audit._row
    monkeypatch.setattr(audit, "_row", lambda event: events.append(event.action.value) or write(event))
    practice_id, other = world.ours.practice.id, make_secretariat("Autre")
    now, later = world.ours.delegation.starts_at, world.ours.delegation.ends_at
    changes = {
        "practices:location:added": lambda actor: services.add_location(
            actor=actor, practice_id=practice_id, name="Annexe"
        ),
        "practices:location:changed": lambda actor: services.change_location(
            actor=actor, location_id=world.ours.location.id, name="Siège", address_line="", postal_code="", city="Nancy"
        ),
        "practices:practice:changed": lambda actor: services.change_practice(
            actor=actor, practice_id=practice_id, name="Cabinet", kind="general", phone="", greeting="", public_text=""
        ),
        "practices:visit_reason:added": lambda actor: services.add_visit_reason(
            actor=actor, practice_id=practice_id, name="Suivi", terms=TERMS
        ),
        "practices:delegation:granted": lambda actor: services.grant_delegation(
            actor=actor, practice_id=practice_id, secretariat_id=other.id, starts_at=now, ends_at=later
        ),
        "practices:membership:started": lambda actor: services.join_practice(
            actor=actor, practice_id=practice_id, user_id=make_person().id, role="practice_secretary"
        ),
    }
    for action, change in changes.items():
        camille, martin = world.actor(CAMILLE), fresh(world.actor(DR_MARTIN))
        with acting_as(camille), pytest.raises(Forbidden):
            change(camille)
        assert action not in events
        with acting_as(martin):
            change(martin)
        assert events.count(action) == 1
