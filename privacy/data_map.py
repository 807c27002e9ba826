"""The data map: every column of every table, its class, its room, the processings it is part of.

Read from the models themselves, so that it cannot say less than there is.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from core.errors import Forbidden
from core.scoping import Actor
from practices.permissions import Permission, practices_where
from privacy.belonging import FOREIGN, OWN

CLASSES = ("technical", "personal", "nir", "health")
CLASS_TEXT = {"technical": "technique", "personal": "personnelle", "nir": "NIR", "health": "santé"}


@dataclass(frozen=True, slots=True)
class Column:
    """`table` and `column` are the database's names; `kind` is one of CLASSES."""

    room: str
    table: str
    column: str
    kind: str
    processings: tuple[str, ...]

    @property
    def kind_text(self) -> str:
        return CLASS_TEXT[self.kind]


def tables() -> list[type[Model]]:
    """Every table the product has, libraries' included, by name."""
    own = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return sorted(own, key=lambda model: model._meta.label)


def mapped(actor: Actor, kind: str | None = None) -> list[Column]:
    """Every column, or those of one class, for whoever reads the register of a practice. Raises Forbidden."""
    if not practices_where(actor, Permission.REGISTER_READ):
        raise Forbidden()
    return [column for column in columns() if kind in (None, column.kind)]


def columns() -> list[Column]:
    """Raises KeyError for what nobody declared: a test names it before."""
    return [column for model in tables() for column in _of(model)]


def _of(model: type[Model]) -> list[Column]:
    label = model._meta.label
    processings, kinds = FOREIGN[label] if label in FOREIGN else (OWN[label], _own_kinds(model))
    return [
        Column(model._meta.app_label, model._meta.db_table, field.column, kinds[field.name], processings)
        for field in model._meta.concrete_fields
    ]


def _own_kinds(model: type[Model]) -> dict[str, str]:
    privacy = getattr(model, "Privacy", None)
    return {name: kind for kind in CLASSES for name in getattr(privacy, kind, ())}
