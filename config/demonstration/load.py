"""Loads the whole demonstration, in one transaction, as the web role and through the services of the rooms."""

from collections.abc import Callable
from random import Random
from uuid import UUID

from django.db import connection, transaction

from accounts.demonstration import check_demonstration, ensure_accounts
from calls.services import assign_phone
from config.demonstration.agendas import fill_agendas, open_agendas
from config.demonstration.child import expect_child
from config.demonstration.consignes import tell_consignes
from config.demonstration.landmarks import landmarks
from config.demonstration.nancy import PRACTICE as NANCY
from config.demonstration.patient_files import record_patients
from config.demonstration.people import Person, Population
from config.demonstration.phones import PhoneBook
from config.demonstration.practice_setup import OpenedPractice, open_described
from config.demonstration.secretariats import SECRETARIATS, delegate, is_loaded, open_secretariat
from config.demonstration.telephony import EXCHANGE
from consent.demonstration import accept_everything
from core.scoping import acting_as, system_actor

SEED = "permanence"
# How many people of one practice are known to the next one too: same person, two files that never meet.
KNOWN_ELSEWHERE = 15
ONE_LOAD_AT_A_TIME = 7002

Report = Callable[[str], None]


class LoadUnderWay(Exception):
    """Another process is loading the demonstration right now."""


def load(report: Report, *, scale: float = 1.0) -> bool:
    """Load the demonstration unless it is there; returns whether anything was written.

    `scale` shrinks the number of patients (tests); `report` gets one line for each step. Raises
    ImproperlyConfigured outside the demonstration's settings, LoadUnderWay.
    """
    check_demonstration()
    with acting_as(system_actor()), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_LOAD_AT_A_TIME])
            if not cursor.fetchone()[0]:
                raise LoadUnderWay
        if is_loaded():
            return False
        _Loading(report, scale).run()
    return True


class _Loading:
    """What one load carries from practice to practice: the telephone numbers dealt, the people known elsewhere."""

    def __init__(self, report: Report, scale: float) -> None:
        self._report, self._scale = report, scale
        self._phones = PhoneBook(Random(SEED))  # noqa: S311 - fictitious data must be the same each time
        self._neighbours: list[Person] = []
        self._places = 0

    def run(self) -> None:
        user_ids = {username: user.id for username, user in ensure_accounts().items()}
        self._report(f"{len(user_ids)} demonstration accounts.")
        assign_phone(actor=system_actor(), account=EXCHANGE, agent="1001", user_id=user_ids["camille"])
        for description in SECRETARIATS:
            secretariat = open_secretariat(description, user_ids)
            opened = []
            for practice in description.practices:
                self._places += 1
                opened.append(open_described(practice, self._places, user_ids))
            delegate(secretariat, opened)
            self._report(f"{description.name} : {len(opened)} practice(s), mandates given.")
            for one in opened:
                self._furnish(one)
        for user_id in user_ids.values():
            accept_everything(user_id)

    def _furnish(self, opened: OpenedPractice) -> None:
        description = opened.description
        random = Random(f"{SEED}/{description.name}")  # noqa: S311 - as above
        actor = system_actor(opened.practice.id)
        with acting_as(actor):
            open_agendas(actor=actor, opened=opened)
            told = tell_consignes(opened)
            ids = self._patients(opened, random)
            count = fill_agendas(actor=actor, opened=opened, patient_ids=ids, random=random)
            if description is NANCY:
                expect_child(actor=actor, opened=opened, phone=self._phones.mobile())
        self._report(f"{description.name} : {len(ids)} patients, {count} appointments, {told} consignes.")

    def _patients(self, opened: OpenedPractice, random: Random) -> list[UUID]:
        description = opened.description
        population = Population(random, description.region, self._phones)
        people = population.people(round(description.patients * self._scale))
        known = landmarks(population) if description is NANCY else self._neighbours
        self._neighbours = people[:KNOWN_ELSEWHERE]
        actor = system_actor(opened.practice.id)
        return record_patients(actor=actor, opened=opened, people=[*people, *known], random=random)
