"""Every change of a practice is in the journal, in the same transaction."""

import pytest
from django.db import connections

from tests.factories.practices import make_location, make_practice


@pytest.mark.requirement("CH-08")
def test_every_change_leaves_its_line_in_the_journal(committed: None) -> None:
    practice = make_practice()
    make_location(practice)
    with connections["sealer"].cursor() as cursor:
        cursor.execute("SELECT convert_from(body, 'UTF8') FROM audit_auditevent WHERE practice_id = %s", [practice.id])
        bodies = [row[0] for row in cursor.fetchall()]
    assert len(bodies) == 4
    done = ("practice:opened", "charter:published", "location:added")
    assert {True} == {any(action in body for body in bodies) for action in done}
