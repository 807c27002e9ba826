"""The world of the agenda's tests: a Monday at seven in Nancy, camille at the desk, charlie elsewhere."""

from tests.booking.conftest import camille, charlie, dr_martin, other_patient, ours, patient, travel, world

__all__ = ["camille", "charlie", "dr_martin", "other_patient", "ours", "patient", "travel", "world"]
