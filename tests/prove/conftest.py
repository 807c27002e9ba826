"""One browser for all long proofs: two cannot be driven from one thread, whatever the order in which they are drawn."""

from tests.journeys.conftest import browser

__all__ = ["browser"]
