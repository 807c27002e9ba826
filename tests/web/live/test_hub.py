"""What one process tells its streams: in order, to those concerned, and never to a reader that lags for ever."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from core.ids import new_id
from web.live.events import Hint, call_event, hint_in, resync_event
from web.live.hub import END, MAILBOX_SIZE, RESYNC, Hub, Mailbox, Told

LOOP = asyncio.Runner()
OURS, THEIRS = new_id(), new_id()


def hints(count: int, practice: UUID = OURS) -> list[Hint]:
    return [Hint(practice, new_id(), number) for number in range(count)]


def told_to(mailbox: Mailbox) -> list[Told]:
    """All that waits in it."""

    async def read() -> list[Told]:
        told: list[Told] = []
        while (one := await mailbox.take(0.01)) is not None:
            told.append(one)
        return told

    # A browser driven by an earlier test may have left its loop in this thread.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(LOOP.run, read()).result()


def test_each_stream_is_told_the_changes_of_its_practices_in_their_order() -> None:
    hub = Hub()
    with hub.subscribe() as camille, hub.subscribe() as charlie:
        camille.practices, charlie.practices = {OURS}, {THEIRS}
        ours, theirs = hints(3), hints(2, THEIRS)
        for hint in (ours[0], theirs[0], ours[1], theirs[1], ours[2]):
            hub.publish(hint)
        assert told_to(camille) == ours
        assert told_to(charlie) == theirs


def test_of_one_call_the_latest_version_alone_waits() -> None:
    mailbox = Mailbox()
    first, other = hints(2)
    latest = Hint(OURS, first.session_id, 9)
    for hint in (first, other, latest):
        mailbox.put(hint)
    assert told_to(mailbox) == [latest, other]
    mailbox.put(first)
    assert told_to(mailbox) == [first]


def test_what_is_told_before_a_reader_is_known_is_kept_and_sorted_out_then() -> None:
    mailbox = Mailbox()
    (mine,), (other,) = hints(1), hints(1, THEIRS)
    mailbox.put(other)
    mailbox.put(mine)
    mailbox.practices = {OURS}
    assert told_to(mailbox) == [mine]


def test_a_reader_that_lags_is_told_to_look_again_and_costs_the_others_nothing() -> None:
    hub = Hub()
    with hub.subscribe() as quick, hub.subscribe() as slow:
        said = hints(MAILBOX_SIZE + 1)
        read: list[Told] = []
        for hint in said:
            hub.publish(hint)
            read += told_to(quick)
        assert read == said
        (after,) = hints(1)
        hub.publish(after)
        assert told_to(slow) == [RESYNC, after]


def test_the_end_is_never_lost_in_an_overflow() -> None:
    mailbox = Mailbox(size=2)
    for told in (*hints(2), END, *hints(3)):
        mailbox.put(told)
    assert END in told_to(mailbox)


def test_everybody_looks_again_when_hearing_ends_and_when_it_is_back() -> None:
    hub = Hub()
    with hub.subscribe() as mailbox:
        for listening in (True, True, False, False, True):
            hub.hears(listening)
        assert told_to(mailbox) == [RESYNC] * 3


def test_a_stream_that_is_gone_leaves_nothing_behind() -> None:
    hub = Hub()
    with hub.subscribe():
        assert len(hub) == 1
    assert len(hub) == 0


def test_events_carry_ids_and_a_version_and_nothing_else() -> None:
    hint = Hint(OURS, THEIRS, 7)
    assert hint_in(f"{OURS} {THEIRS} 7") == hint
    assert call_event(hint) == f"event: call\ndata: {OURS} {THEIRS} 7\n\n".encode()
    assert resync_event(listening=False) == b"event: resync\ndata: deaf\n\n"
    assert [hint_in(text) for text in ("", "a b c", f"{OURS} {THEIRS}", f"{OURS} {THEIRS} x")] == [None] * 4
