"""When each room sweeps what has expired. The only thing beat triggers; nobody waits for a sweep."""

from typing import Any

MINUTE, HOUR = 60.0, 3_600.0

TIMETABLE: dict[str, dict[str, Any]] = {
    "forget kept answers": {"task": "idempotency.tasks.forget_expired_answers", "schedule": HOUR},
}
