"""The only clock of the product: instants are aware and in UTC."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current instant, aware, UTC."""
    return datetime.now(UTC)
