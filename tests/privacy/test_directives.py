"""Directives for after the death: the last word counts, general ones are read at the third party."""

from typing import Any

import pytest
from django.db import transaction

from core.errors import InvalidInput
from core.scoping import acting_as
from patients import services as patients
from patients.erasable import Part
from patients.errors import ChoicesNeeded, MergeRefused
from privacy import errors
from privacy.models import DirectiveKind, PostMortemDirective
from privacy.plans import Branch, plan_of
from privacy.services.directives import give_directive, revoke_directive
from tests.personas import DR_MARTIN, INES
from tests.privacy.dying_stage import Stage


@pytest.mark.requirement("ST-22", "K5")
def test_two_directives_in_force_stand_in_the_way_of_a_merge_and_neither_is_revoked(dying: Stage) -> None:
    mine = dying.direct()
    dying.act(
        DR_MARTIN, give_directive, practice_id=dying.house.practice.id, patient_id=dying.other.patient.id,
        kind=DirectiveKind.PARTICULAR, text="Gardez mes visites", keep=[Part.VISITS],
    )  # fmt: skip
    ids = {"survivor_id": dying.dead.patient.id, "merged_id": dying.other.patient.id}

    with pytest.raises(MergeRefused) as refusal:
        dying.act(DR_MARTIN, patients.merge_patients, **ids)
    assert [found["code"] for found in refusal.value.extra["obstacles"]] == ["two-directives"]
    with acting_as(dying.product), transaction.atomic():
        assert PostMortemDirective.objects.filter(revoked_at__isnull=True).count() == 2
    dying.act(INES, revoke_directive, directive_id=mine.id)
    with pytest.raises(ChoicesNeeded):
        dying.act(DR_MARTIN, patients.merge_patients, **ids)  # Positive control: one last word left hinders nobody.


@pytest.mark.requirement("K5")
def test_the_last_directive_counts_and_a_revoked_one_counts_no_more(dying: Stage) -> None:
    first = dying.direct(keep=[part.value for part in Part])
    dying.direct(text="Finalement, effacez tout", keep=[])
    report = dying.report()
    with acting_as(dying.actors[INES]), transaction.atomic():
        assert plan_of(dying.actors[INES], report.id).branch is Branch.DESTROY
    last = dying.direct(keep=[Part.CONTACT])
    with acting_as(dying.actors[INES]), transaction.atomic():
        assert plan_of(dying.actors[INES], report.id).keep == {Part.RECORD, Part.CONTACT}
    for directive in (last, first, last):
        dying.act(INES, revoke_directive, directive_id=directive.id)
    assert dying.confirm(report).kept == []
    assert dying.patient(dying.dead) is None


def test_general_directives_are_read_at_the_third_party_before_anything_is_destroyed(dying: Stage) -> None:
    dying.direct(kind=DirectiveKind.GENERAL, text="Tiers de confiance Legalis, référence 77-B")
    report = dying.report()
    with pytest.raises(errors.DirectiveToConsult):
        dying.confirm(report)
    with pytest.raises(InvalidInput):
        dying.confirm(report, keep=["everything"])
    assert dying.confirm(report, keep=["nir"]).kept == ["nir", "record"]
    patient = dying.patient(dying.dead)
    assert patient is not None
    assert patient.nir is not None


@pytest.mark.parametrize(
    ("field", "options"),
    [
        ("kind", {"kind": "verbal"}),
        ("text", {"text": "…"}),
        ("keep", {"keep": ["soul"]}),
        ("keep", {"kind": "general", "keep": ["nir"]}),
        ("channel", {"channel": "pigeon"}),
    ],
)
def test_a_directive_that_says_nothing_clear_is_refused(dying: Stage, field: str, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        dying.direct(**options)
    assert [error.field for error in refused.value.errors] == [field]
