"""A context lives as long as its transaction: behind a pooler the next one starts with nothing."""

import pytest
from django.db import connection, transaction

from core import scoping
from core.scoping import acting_as, system_actor
from practices.models import Practice
from tests.factories.practices import make_practice


def seen() -> set[str]:
    return set(Practice.objects.values_list("name", flat=True))


def test_a_context_does_not_outlive_its_transaction(committed: None) -> None:
    ours, theirs = make_practice("À nous"), make_practice("À eux")
    with acting_as(system_actor(ours.id)), transaction.atomic():
        assert seen() == {"À nous"}
    with transaction.atomic():
        assert seen() == set()
    with acting_as(system_actor(theirs.id)), transaction.atomic():
        assert seen() == {"À eux"}
    assert seen() == set()


def test_a_session_level_setting_would_have_shown_another_tenant_s_rows(committed: None) -> None:
    """The control: what `set_config(…, false)` does behind a pooler, and why it is never used."""
    ours = make_practice("À nous")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.ctx', %s, false)", [scoping.signed_context(system_actor(ours.id))])
    try:
        with transaction.atomic():
            assert seen() == {"À nous"}
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET app.ctx")


def test_outside_a_transaction_nothing_is_seen(committed: None) -> None:
    ours = make_practice("À nous")
    with acting_as(system_actor(ours.id)):
        assert seen() == set()
        with transaction.atomic():
            assert seen() == {"À nous"}


def test_a_failed_transaction_takes_its_context_with_it(committed: None) -> None:
    ours = make_practice("À nous")
    with pytest.raises(RuntimeError), acting_as(system_actor(ours.id)), transaction.atomic():
        raise RuntimeError
    with transaction.atomic():
        assert seen() == set()


def test_widening_a_context_inside_a_transaction_is_undone_at_its_end(committed: None) -> None:
    ours, theirs = make_practice("À nous"), make_practice("À eux")
    with acting_as(system_actor(ours.id)), transaction.atomic():
        with acting_as(system_actor(ours.id, theirs.id)):
            assert seen() == {"À nous", "À eux"}
        assert seen() == {"À nous"}
