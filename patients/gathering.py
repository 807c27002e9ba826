"""Read many fields and refuse once, naming every wrong one. Pure: no Django, no database."""

from collections.abc import Callable
from typing import TypeVar

from core.errors import FieldError, InvalidInput

T = TypeVar("T")


class Gathering:
    """Collects the field errors of several readers; `check()` raises them together."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []

    def take(self, reader: Callable[[], T], otherwise: T) -> T:
        """What `reader` gives, or `otherwise` when it refuses (the refusal is kept)."""
        try:
            return reader()
        except InvalidInput as refusal:
            self.errors += refusal.errors
            return otherwise

    def refuse(self, field: str, code: str, detail: str) -> None:
        self.errors.append(FieldError(field, code, detail))

    def check(self) -> None:
        """Raises one InvalidInput when anything was refused."""
        if self.errors:
            raise InvalidInput(errors=self.errors)
