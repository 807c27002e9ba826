"""Every column of the house is classified, and what is a NIR or about health lies sealed (ST-05)."""

import pytest
from django.db import models

from crypto.fields import SealedTextField
from privacy.belonging import FOREIGN, OWN
from privacy.data_map import tables
from privacy.register import NUMBERS
from tests.architecture.house import ROOMS, own_models

GROUPS = ("technical", "personal", "nir", "health")
# A keyed token is not the value: 32 bytes of HMAC, searchable by design (security.md §1).
KEYED_TOKENS = {("SearchToken", "token")}


def in_group(model: type[models.Model], group: str) -> set[str]:
    return set(getattr(model.Privacy, group, ()))  # type: ignore[attr-defined]


def unclassified(model: type[models.Model]) -> set[str]:
    """The differences between a model's columns and its Privacy groups, plus what stands in two groups."""
    groups = [in_group(model, group) for group in GROUPS]
    columns = {field.name for field in model._meta.concrete_fields}
    twice = {name for n, one in enumerate(groups) for other in groups[n + 1 :] for name in one & other}
    return set().union(*groups) ^ columns | twice


@pytest.mark.requirement("ST-05")
@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_every_field_is_classified_once(model: type[models.Model]) -> None:
    assert "Privacy" in vars(model), "say what each field is: class Privacy"
    assert unclassified(model) == set()


def test_a_field_nobody_classified_is_found() -> None:
    class Odd:
        class Privacy:
            technical = {"id"}
            personal = {"id"}
            nir: set[str] = set()
            health = {"gone"}

        class _meta:
            concrete_fields = [models.UUIDField(name="id"), models.TextField(name="forgotten")]

    assert unclassified(Odd) == {"id", "gone", "forgotten"}  # type: ignore[arg-type]


@pytest.mark.requirement("ST-41")
@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_nir_and_health_columns_are_sealed(model: type[models.Model]) -> None:
    for name in in_group(model, "nir") | in_group(model, "health"):
        field = model._meta.get_field(name)
        # A pointer says nothing to who cannot follow it; text does.
        if (model.__name__, name) not in KEYED_TOKENS and not field.is_relation:
            assert isinstance(field, SealedTextField), name


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_keys_are_uuids_made_by_the_application(model: type[models.Model]) -> None:
    key = model._meta.pk
    assert isinstance(key, (models.UUIDField, models.OneToOneField, models.ForeignKey)), key


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_no_hidden_through_table(model: type[models.Model]) -> None:
    hidden = [field.name for field in model._meta.many_to_many if field.remote_field.through._meta.auto_created]
    assert hidden == []


@pytest.mark.requirement("CG-01")
@pytest.mark.requirement("ST-05")
def test_every_table_belongs_to_a_processing() -> None:
    """A model nobody declared makes this fail: add its line to privacy/belonging.py."""
    assert {model._meta.label for model in own_models()} == set(OWN)
    foreign = {model._meta.label for model in tables() if model._meta.app_label not in ROOMS}
    assert foreign == set(FOREIGN)
    named = {number for numbers in OWN.values() for number in numbers}
    named |= {number for numbers, _ in FOREIGN.values() for number in numbers}
    assert named <= set(NUMBERS)
