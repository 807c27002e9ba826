"""An absence of five visits, followed for three days by the pages, the link and the sweeps, until none remains."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from booking import services as booking
from booking import tasks as booking_tasks
from booking.errors import SlotTaken
from booking.models import Appointment, Occupancy
from core.scoping import acting_as, system_actor
from notifications.earlier import tell_earlier
from notifications.services import settle_follow_up
from online.models import EarlierWish
from online.queries import offered_instead
from online.services import link_to_send
from online.services.earlier import locked_wish
from online.services.offering import TOPIC, offer_everywhere
from outbox.services import claim
from practices.models import VisitReason
from tests.factories.accounts import signed_in
from tests.factories.booking import NOW, at, hold
from tests.factories.plans import never_quiet
from tests.factories.practices import House, World
from tests.personas import DR_MARTIN
from tests.web.portal.test_earlier import Box
from tests.web.portal.test_instead import DAY, HERE, expected, go_away, to_ring

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MOBILE = "+33639980001"
SLOTS = ("09:00", "09:15", "09:30", "09:45", "10:00")
PHONES = (MOBILE, MOBILE, MOBILE, MOBILE, "+33199000009")


class Follower:
    """The practitioner, their patients and the worker, around one absence."""

    def __init__(self, world: World, house: House) -> None:
        self.world, self.house, self.system = world, house, system_actor(house.practice.id)

    def press(self) -> str:
        """« Proposer d'autres horaires », and the list as it is then."""
        page = signed_in(Client(), self.world.people[DR_MARTIN]).post(HERE, follow=True)
        return str(page.content.decode())

    def left(self) -> int:
        page = signed_in(Client(), self.world.people[DR_MARTIN]).get(HERE).content.decode()
        found = re.search(r"(\d+) rendez-vous sans horaire ouvert", page)
        assert found or "Plus rien à suivre" in page
        return int(found.group(1)) if found else 0

    def sweep(self) -> None:
        booking_tasks.sweep_expired_holds()
        offer_everywhere()

    def answer(self, visit: Appointment, act: str) -> int:
        with acting_as(self.system):
            link = f"/rdv/lien/{link_to_send(self.house.practice.id, visit.id)}/"
        return Client().post(link, {"act": act}).status_code

    def move(self, visit: Appointment, clock: str) -> None:
        with acting_as(self.system):
            start = at(clock, DAY + timedelta(days=3))
            booking.move_appointment(actor=self.system, appointment_id=visit.id, start=start)

    def offer(self, visit: Appointment) -> EarlierWish:
        with acting_as(self.system):
            wish = locked_wish(self.house.practice.id, visit.id)
        assert wish is not None and wish.offer_start is not None
        return wish

    def is_kept(self, wish: EarlierWish) -> bool:
        """Whether nobody else gets the hour; who gets it gives it back."""
        assert wish.offer_start is not None
        with acting_as(self.system):
            try:
                taken = hold(self.system, self.house, wish.offer_start)
            except SlotTaken:
                return True
            booking.release_hold(actor=self.system, hold_id=taken.id)
        return False

    def told(self) -> list[str | None]:
        rows = [row for row in claim(50) if row.topic == TOPIC]
        with acting_as(self.system):
            return [tell_earlier(Box(), row) for row in rows]

    def rung(self) -> set[object]:
        return {line.appointment_id for line in to_ring(self.house)}


def test_an_absence_is_followed_until_no_visit_remains_without_its_hour(
    world: World, ours: House, online: VisitReason, travel: time_machine.Traveller
) -> None:
    never_quiet(ours.practice.id)
    visits = [expected(ours, f"Patient{'abcde'[place]}", SLOTS[place], PHONES[place]) for place in range(5)]
    accepts, refuses, silent, moved, landline = visits
    go_away(ours)
    story = Follower(world, ours)
    assert story.left() == 5
    assert "4 proposés, 1 à rappeler" in story.press()
    first = {visit.id: story.offer(visit) for visit in visits[:4]}
    assert len({wish.offer_start for wish in first.values()}) == 4, "an hour each"

    travel.move_to(NOW + timedelta(hours=2))
    story.move(moved, "09:00")
    assert sorted(story.told(), key=str) == [None, None, None, "superseded"], "who was moved is told nothing false"
    assert story.answer(refuses, "refuse") == 302
    story.sweep()
    assert [one for one in visits[:4] if story.is_kept(first[one.id])] == [accepts, silent]
    assert story.rung() == {refuses.id, landline.id}

    travel.move_to(NOW + timedelta(hours=23))
    story.sweep()
    assert story.answer(accepts, "accept") == 302, "promised for a day, kept for a day"
    for visit, clock in ((refuses, "09:15"), (landline, "09:30")):
        story.move(visit, clock)
    assert (story.left(), story.rung()) == (1, set())

    travel.move_to(NOW + timedelta(hours=25))
    assert story.answer(silent, "accept") == 410
    story.sweep()
    assert not story.is_kept(first[silent.id])
    (line,) = to_ring(ours)
    assert line.appointment_id == silent.id
    assert "0 proposé, 1 à rappeler" in story.press(), "the desk has it in hand"
    with acting_as(story.system):
        settle_follow_up(actor=story.system, follow_up_id=line.id, settled_as="called_back")
    assert "1 proposé, 0 à rappeler" in story.press()
    assert story.offer(silent).offer_start != first[silent.id].offer_start
    assert story.told().count(None) == 1, "of what was told before, nothing is told again"
    travel.move_to(NOW + timedelta(hours=48))
    assert story.answer(silent, "accept") == 302

    story.sweep()
    assert (story.left(), story.rung()) == (0, set())
    assert None not in story.told()
    with acting_as(story.system):
        after = Appointment.objects.filter(pk__in=[visit.pk for visit in visits])
        assert [(one.status, one.is_orphaned) for one in after] == [("booked", False)] * 5
        assert not after.filter(starts_at__date=DAY).exists()
        assert not Occupancy.objects.filter(expires_at__isnull=False).exists(), "no hour is kept for nobody"
        assert not offered_instead(ours.practice.id) and not EarlierWish.objects.filter(ended_at=None).exists()
