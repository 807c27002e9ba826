"""A consigne from draft to withdrawal: who may, what stays, what the database itself refuses."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.utils import IntegrityError

from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import Actor, acting_as
from instructions import services
from instructions.enums import State
from instructions.errors import ForbiddenStep, UnfitConsigne
from instructions.lifecycle import NEXT, standing
from instructions.models import ConsigneVersion
from instructions.queries import awaiting, consignes_at, history_of, rules_in_force
from instructions.terms import Terms
from practices.permissions import Permission
from tests.factories.booking import MONDAY
from tests.factories.consignes import SENTENCE, make_consigne
from tests.factories.practices import House, World, make_practitioner, make_role
from tests.personas import NADIA

TERMS = Terms(SENTENCE)


def write(actor: Actor, house: House, terms: Terms = TERMS) -> ConsigneVersion:
    return services.write_consigne(actor=actor, practice_id=house.practice.id, terms=terms)


def without(actor: Actor, house: House, *permissions: Permission) -> Actor:
    kept = actor.grants[house.practice.id] - {p.value for p in permissions}
    return replace(actor, grants={**actor.grants, house.practice.id: kept})


def test_a_draft_and_a_proposal_act_on_nothing(camille: Actor, ours: House) -> None:
    version = write(camille, ours)
    assert rules_in_force(ours.practice.id) == []
    services.propose_consigne(actor=camille, version_id=version.id)
    assert rules_in_force(ours.practice.id) == []
    assert [one.id for one in awaiting(camille, ours.practice.id)] == [version.id]


def test_the_practitioner_concerned_approves_and_it_is_in_force(camille: Actor, dr_martin: Actor, ours: House) -> None:
    version = write(camille, ours, replace(TERMS, practitioners=(ours.role.practitioner_id,)))
    services.propose_consigne(actor=camille, version_id=version.id)
    with acting_as(dr_martin):
        approved = services.approve_consigne(actor=dr_martin, version_id=version.id)
        (rule,) = rules_in_force(ours.practice.id)
    assert (approved.approved_as, approved.approved_by_id) == ("practitioner", dr_martin.user_id)
    assert (rule.version_id, rule.sentence) == (version.id, SENTENCE)


def test_a_delegate_approves_only_with_that_right(camille: Actor, ours: House) -> None:
    version = write(camille, ours)
    with pytest.raises(Forbidden):
        services.approve_consigne(actor=without(camille, ours, Permission.CONSIGNE_APPROVE), version_id=version.id)
    assert services.approve_consigne(actor=camille, version_id=version.id).approved_as == "delegate"


def test_a_practitioner_does_not_decide_for_a_colleague_who_signs_in(
    world: World, dr_martin: Actor, camille: Actor, ours: House
) -> None:
    colleague = make_role(ours.practice, ours.location, make_practitioner(ours.practice, user=world.people[NADIA]))
    absent = make_role(ours.practice, ours.location)
    of_colleague = write(camille, ours, replace(TERMS, practitioners=(colleague.practitioner_id,)))
    of_absent = write(camille, ours, replace(TERMS, practitioners=(absent.practitioner_id,)))
    with acting_as(dr_martin):
        with pytest.raises(Forbidden):
            services.approve_consigne(actor=dr_martin, version_id=of_colleague.id)
        assert services.approve_consigne(actor=dr_martin, version_id=of_absent.id).approved_as == "delegate"


def test_a_change_is_a_new_version_and_the_former_acts_until_it_is_approved(camille: Actor, ours: House) -> None:
    first = make_consigne(ours.practice)
    second = services.change_consigne(
        actor=camille, consigne_id=first.consigne_id, terms=replace(TERMS, sentence="Pas de certificat.")
    )
    assert [rule.version_id for rule in rules_in_force(ours.practice.id)] == [first.id]
    services.approve_consigne(actor=camille, version_id=second.id)
    assert [rule.version_id for rule in rules_in_force(ours.practice.id)] == [second.id]
    versions = history_of(camille, first.consigne_id).versions
    assert [(one.number, one.state, one.sentence) for one in versions] == [
        (2, "approved", "Pas de certificat."),
        (1, "withdrawn", SENTENCE),
    ]


def test_one_draft_at_a_time_is_on_its_way(camille: Actor, ours: House) -> None:
    first = write(camille, ours)
    second = services.change_consigne(actor=camille, consigne_id=first.consigne_id, terms=TERMS)
    states = {one.id: one.state for one in consignes_at(camille, ours.practice.id, withdrawn=True)}
    assert states == {first.id: "withdrawn", second.id: "draft"}


def test_what_is_withdrawn_acts_no_more_and_comes_back_only_as_a_new_version(camille: Actor, ours: House) -> None:
    version = make_consigne(ours.practice)
    with pytest.raises(Forbidden):
        services.withdraw_consigne(actor=without(camille, ours, Permission.CONSIGNE_APPROVE), version_id=version.id)
    services.withdraw_consigne(actor=camille, version_id=version.id)
    assert rules_in_force(ours.practice.id) == []
    for step in (services.propose_consigne, services.approve_consigne, services.withdraw_consigne):
        with pytest.raises(ForbiddenStep):
            step(actor=camille, version_id=version.id)


def test_every_state_has_its_steps() -> None:
    assert NEXT.keys() == set(State)


@pytest.mark.parametrize(
    ("from_date", "until_date", "said"),
    [
        (None, None, "En vigueur"),
        (MONDAY, MONDAY, "En vigueur"),
        (MONDAY + timedelta(days=1), None, "À venir"),
        (None, MONDAY - timedelta(days=1), "Échue"),
    ],
)
def test_an_approved_version_is_to_come_in_force_or_over(
    from_date: date | None, until_date: date | None, said: str
) -> None:
    assert standing("approved", from_date, until_date, MONDAY) == said
    assert standing("draft", from_date, until_date, MONDAY) == "Brouillon"


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"sentence": " "}, "sentence"),
        ({"sentence": "Rappeler le 06 39 98 00 01"}, "sentence"),
        ({"sentence": "Rappeler au +33 6 39 98 00 01"}, "sentence"),
        ({"sentence": "NIR 2 84 03 75 056 012 34"}, "sentence"),
        ({"sentence": "x" * 401}, "sentence"),
        ({"kind": "urgent"}, "kind"),
        ({"effect": "forbid"}, "effect"),
        ({"kind": "info", "effect": "block"}, "effect"),
        ({"effect": "ask"}, "question"),
        ({"effect": "require"}, "requirement"),
        ({"doors": ("fax",)}, "doors"),
        ({"weekdays": (7,)}, "weekdays"),
        ({"from_date": MONDAY, "until_date": MONDAY - timedelta(days=1)}, "until_date"),
        ({"opens": time(12), "closes": time(12)}, "closes"),
        ({"age_from": 131}, "age_from"),
        ({"age_from": 6, "age_until": 6}, "age_until"),
    ],
)
def test_what_cannot_be_a_consigne_names_its_field(
    camille: Actor, ours: House, terms: dict[str, Any], field: str
) -> None:
    with pytest.raises(UnfitConsigne) as refusal:
        write(camille, ours, replace(TERMS, **terms))
    assert [error.field for error in refusal.value.errors] == [field]


def test_service_numbers_may_be_named(camille: Actor, ours: House) -> None:
    assert write(camille, ours, replace(TERMS, sentence="Hors horaires : le 15 ou le 116 117.")).number == 1


def test_it_names_only_people_and_reasons_of_its_practice(camille: Actor, world: World, ours: House) -> None:
    for named in (
        {"practitioners": (world.theirs.role.practitioner_id,)},
        {"visit_reasons": (world.theirs.visit_reason.id,)},
    ):
        with pytest.raises(InvalidInput):
            write(camille, ours, replace(TERMS, **named))


def test_another_practice_knows_nothing_of_it(charlie: Actor, camille: Actor, ours: House) -> None:
    version = make_consigne(ours.practice)
    with acting_as(charlie):
        for step in (services.propose_consigne, services.approve_consigne, services.withdraw_consigne):
            with pytest.raises(NotFound):
                step(actor=charlie, version_id=version.id)
        with pytest.raises(NotFound):
            history_of(charlie, version.consigne_id)
        with pytest.raises(NotFound):
            consignes_at(charlie, ours.practice.id)


def test_the_database_keeps_what_a_version_says(camille: Actor, ours: House) -> None:
    version = make_consigne(ours.practice)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE instructions_consigneversion SET sentence = 'Autre' WHERE id = %s", [version.id])
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM instructions_consigneversion WHERE id = %s", [version.id])
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsigneVersion.objects.filter(pk=version.id).update(state="draft")
