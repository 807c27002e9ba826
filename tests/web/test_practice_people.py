"""The practice's own secretaries: seen by the manager of the secretariat, decided of by the practitioners alone."""

from collections.abc import Callable

import pytest
from django.test import Client

from core.scoping import acting_as, system_actor
from practices.models import PracticeMembership
from tests.factories.accounts import signed_in
from tests.factories.practices import House, World, join_as_practice_secretary, make_person
from tests.personas import CAMILLE, DR_MARTIN, NADIA

pytestmark = pytest.mark.django_db


def test_a_practitioner_ends_the_access_of_a_secretary_of_the_practice_and_of_nobody_else(
    browser: Callable[[str], Client], world: World, ours: House
) -> None:
    lea = make_person("simon")
    membership = join_as_practice_secretary(ours.practice, lea)
    hers, doctor = signed_in(Client(), lea), browser(DR_MARTIN)
    assert hers.get("/planning/jour/").status_code == 200
    assert "Simon" in browser(NADIA).get(f"/gestion/cabinets/{ours.practice.id}/").content.decode()
    page = doctor.get("/planning/equipe/").content.decode()
    end = f"/planning/equipe/{ours.practice.id}/{membership}/fin/"
    assert "Simon" in page and page.count("/fin/") == 1, "no secretary of the secretariat, not oneself"
    with acting_as(system_actor(ours.practice.id)):
        own = PracticeMembership.objects.get(user=world.people[DR_MARTIN])
    assert doctor.post(end.replace(str(membership), str(own.id))).status_code == 404
    assert [browser(name).post(end).status_code for name in (CAMILLE, NADIA)] == [403, 403]
    assert "est fini" in doctor.post(end, follow=True).content.decode()
    assert hers.get("/planning/jour/").status_code == 302, "her sessions ended"
    assert doctor.post(end).status_code == 404
