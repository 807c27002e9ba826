"""What a stream says, as `text/event-stream` writes it. Pure. Ids, and of a call that begins to ring the words that the
practice has for every desk: who calls, and everything else, is read by asking."""

from dataclasses import dataclass
from uuid import UUID

# A comment keeps proxies and browsers from believing that nobody is there.
HEARTBEAT = b":\n\n"
# How long a browser waits before it connects again, in milliseconds.
RETRY = b"retry: 3000\n\n"


@dataclass(frozen=True, slots=True)
class Hint:
    """A call of this practice changed; `version` grows with each change. `banner`: what every desk shows of it."""

    practice_id: UUID
    session_id: UUID
    version: int
    banner: str = ""


def hint_in(payload: str) -> Hint | None:
    """What the database told (`PRACTICE SESSION VERSION`), None when it is something else."""
    try:
        practice, session, version = payload.split()
        return Hint(UUID(practice), UUID(session), int(version))
    except ValueError:
        return None


def call_event(hint: Hint) -> bytes:
    banner = f"data: {' '.join(hint.banner.split())}\n" if hint.banner else ""
    return f"event: call\ndata: {hint.practice_id} {hint.session_id} {hint.version}\n{banner}\n".encode()


def resync_event(*, listening: bool) -> bytes:
    """Look again at everything: something may have been missed, and will be while this process does not listen."""
    return f"event: resync\ndata: {'listening' if listening else 'deaf'}\n\n".encode()
