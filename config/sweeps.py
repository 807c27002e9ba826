"""When each room sweeps what has expired. The only thing beat triggers; nobody waits for a sweep."""

from typing import Any

MINUTE, HOUR = 60.0, 3_600.0

TIMETABLE: dict[str, dict[str, Any]] = {
    "clear ended sessions": {"task": "accounts.tasks.clear_ended_sessions", "schedule": HOUR},
    "forget old sign-ins": {"task": "accounts.tasks.forget_old_sign_ins", "schedule": HOUR},
    "sweep expired holds": {"task": "booking.tasks.sweep_expired_holds", "schedule": MINUTE},
    "forget kept answers": {"task": "idempotency.tasks.forget_expired_answers", "schedule": HOUR},
}
