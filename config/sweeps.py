"""When each room sweeps what has expired. The only thing beat triggers; nobody waits for a sweep."""

from typing import Any

from celery.schedules import crontab

MINUTE, HOUR = 60.0, 3_600.0
# UTC: when nobody works, in mainland France as in La Réunion.
NIGHT = crontab(hour="1", minute="40")

TIMETABLE: dict[str, dict[str, Any]] = {
    "write ends of suspensions": {"task": "accounts.tasks.write_ends_of_suspensions", "schedule": HOUR},
    "clear ended sessions": {"task": "accounts.tasks.clear_ended_sessions", "schedule": HOUR},
    "forget old sign-ins": {"task": "accounts.tasks.forget_old_sign_ins", "schedule": HOUR},
    "send what is due": {"task": "notifications.tasks.send_what_is_due", "schedule": MINUTE},
    "sweep expired holds": {"task": "booking.tasks.sweep_expired_holds", "schedule": MINUTE},
    "forget ended drafts": {"task": "online.tasks.forget_ended_drafts", "schedule": MINUTE},
    "carry urgent messages further": {"task": "calls.tasks.escalate_messages", "schedule": MINUTE},
    "offer freed hours": {"task": "online.tasks.offer_earlier_hours", "schedule": MINUTE},
    "purge what no guardian agreed to": {"task": "privacy.tasks.purge_pending_minors", "schedule": HOUR},
    "forget kept answers": {"task": "idempotency.tasks.forget_expired_answers", "schedule": HOUR},
    "end what is past its term": {"task": "privacy.tasks.apply_retention", "schedule": NIGHT},
}
