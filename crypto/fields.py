"""SealedTextField: text that the database only ever sees encrypted.

Assign `str` or None; read back a `Sealed` (see crypto.sealed) or None. The key is the patient's,
named by `key_of` ("patient_id", "id" on the patient itself), or the platform's ("platform").
Associated data binds each value to its practice, table, column and row: a value copied elsewhere
does not open. `update()`, `bulk_update()`, `F()` and look-ups other than `isnull` are refused.
"""

from typing import TYPE_CHECKING, Any, TypeVar

from django.core import checks
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from crypto import cipher
from crypto.errors import SealedFieldMisuse
from crypto.sealed import PLATFORM, Frame, Sealed, seal_text

# What is assigned and what is read back: the types that the checker gives to each attribute.
_In = TypeVar("_In", contravariant=True)
_Out = TypeVar("_Out", covariant=True)

if TYPE_CHECKING:

    class _Column(models.Field[_In, _Out]):
        _pyi_private_set_type: str
        _pyi_private_get_type: Sealed
else:

    class _Column(models.Field):
        def __class_getitem__(cls, types):
            return cls


__all__ = ["Sealed", "SealedCheck", "SealedFieldMisuse", "SealedTextField", "sealed_check"]


class SealedAttribute(DeferredAttribute):
    """What `instance.note` does: frames come out in their envelope, text goes in unsealed until saved."""

    field: "SealedTextField[Any, Any]"

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, owner)
        return Sealed(self.field, frame=value, instance=instance) if isinstance(value, Frame) else value

    def __set__(self, instance: Any, value: Any) -> None:
        kept = instance.__dict__.get(self.field.attname)
        if isinstance(value, Sealed):
            if value is not kept:
                value = value.frame_for(self.field, instance.pk)
                if value is None:
                    raise SealedFieldMisuse(f"{self.field.label}: open the value and assign its text")
        elif isinstance(value, str):
            value = Sealed(self.field, text=value)
        elif not (value is None or isinstance(value, Frame)):
            raise SealedFieldMisuse(f"{self.field.label} takes text or None")
        instance.__dict__[self.field.attname] = value


class SealedTextField(_Column[_In, _Out]):
    """Text sealed under a patient's key or the platform's; stored as `bytea`, padded to multiples of `pad`."""

    descriptor_class = SealedAttribute
    empty_strings_allowed = False

    def __init__(self, *args: Any, key_of: str = "patient_id", pad: int = 64, **kwargs: Any) -> None:
        self.key_of, self.pad = key_of, pad
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        self.label = f"{cls._meta.db_table}.{self.column}"
        self.column_place = cipher.length_prefixed(b"f1", self.label.encode())

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, {**kwargs, "key_of": self.key_of, "pad": self.pad}

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Frame | None:
        return None if value is None else Frame(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Frame:
        """Seal the text of this row. The only door: see get_db_prep_save."""
        value = model_instance.__dict__.get(self.attname)
        if value is None:
            return Frame()
        if isinstance(value, Sealed):
            value = model_instance.__dict__[self.attname] = self._seal(model_instance, value.open())
        return value

    def _seal(self, instance: Any, text: str) -> Frame:
        if self.key_of == PLATFORM:
            return seal_text(text, self, None, None, instance.pk)
        practice_id, holder_id = instance.practice_id, getattr(instance, self.key_of)
        if practice_id is None or holder_id is None:
            raise SealedFieldMisuse(f"{self.label}: set practice_id and {self.key_of} before saving")
        return seal_text(text, self, practice_id, holder_id, instance.pk)

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> bytes | None:
        """Only what pre_save sealed passes: update(), bulk_update(), F() and raw loads end here."""
        if not isinstance(value, Frame):
            raise SealedFieldMisuse(f"{self.label} is written by saving the instance, nothing else")
        return bytes(value) or None

    def get_prep_value(self, value: Any) -> Any:
        raise SealedFieldMisuse(f"{self.label} cannot be searched; use a search token")

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise SealedFieldMisuse(f"{self.label} cannot be searched by {lookup_name}; use a search token")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj: models.Model) -> str:
        raise SealedFieldMisuse(f"{self.label} is not serialised")

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        return None

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_model()]

    def _check_model(self) -> list[checks.CheckMessage]:
        meta = self.model._meta
        attributes = {field.attname for field in meta.concrete_fields}
        problems = []
        if self.key_of != PLATFORM and not {"practice_id", self.key_of} <= attributes:
            problems.append("its model needs practice_id and the attribute that key_of names")
        if self.pad < 16:
            problems.append("pad must be at least 16")
        if not isinstance(meta.pk, models.UUIDField):
            problems.append("the primary key must be a UUID made by the application")
        if not any(isinstance(c, SealedCheck) and c.column == self.column for c in meta.constraints):
            problems.append(f'Meta.constraints needs sealed_check("{self.column}")')
        return [checks.Error(f"{self.label}: {text}", obj=self, id="crypto.E001") for text in problems]


class SealedCheck(models.CheckConstraint):
    """The database's own refusal of clear text: a value starts with a frame's header and is long enough."""

    def __init__(self, *, column: str, name: str) -> None:
        self.column = column
        frame = models.Q(
            models.lookups.Exact(_first_two_bytes(column), f"{cipher.FORMAT:02x}{cipher.AES_256_GCM:02x}"),
            models.lookups.GreaterThanOrEqual(
                models.Func(models.F(column), function="octet_length", output_field=models.IntegerField()),
                cipher.SHORTEST_FRAME,
            ),
        )
        super().__init__(condition=models.Q(**{f"{column}__isnull": True}) | frame, name=name)

    def deconstruct(self) -> Any:
        path = f"{type(self).__module__}.{type(self).__qualname__}"
        return path, (), {"column": self.column, "name": self.name}

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to say in Python: the frame does not exist before the save."""


def sealed_check(column: str) -> SealedCheck:
    """For Meta.constraints: the CHECK of one sealed column, named after its model."""
    return SealedCheck(column=column, name=f"%(app_label)s_%(class)s_{column}_sealed")


def _first_two_bytes(column: str) -> models.Func:
    # substr() takes a value of any length, where get_byte() would fail with an error of its own.
    return models.Func(
        models.F(column), template="encode(substr(%(expressions)s, 1, 2), 'hex')", output_field=models.CharField()
    )
