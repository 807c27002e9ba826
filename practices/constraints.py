"""The database decides; its refusal becomes the room's own error."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from psycopg import errors as postgres_errors

from core.errors import DomainError


@contextmanager
def refused_as(answers: Mapping[str, type[DomainError]]) -> Iterator[None]:
    """Run inside a savepoint; a violated constraint named in `answers` raises that error, any other goes on up."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as violation:
        cause = violation.__cause__
        name = cause.diag.constraint_name if isinstance(cause, postgres_errors.IntegrityError) else None
        answer = answers.get(name or "")
        if answer is None:
            raise
        raise answer() from None
