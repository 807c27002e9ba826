"""A practice of 30,000 patients full of namesakes: what the birth date first search and the work list cost there.

The bounds are wide, for machines that do other things meanwhile; the statements and the plans are exact. What was
measured on two shared cores is in docs/decisions/one-person-one-record.md.
"""

import time
from collections.abc import Callable, Iterator
from datetime import date
from statistics import median
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from core.scoping import Actor, acting_as, system_actor
from patients.search import SearchTerms, matching, search
from patients.worklist import MOST_SHOWN, duplicate_work_list, probable_pairs
from tests.factories.practices import make_practice
from tests.patients.test_search_plans import TABLES, plan_of, served

pytestmark = [pytest.mark.slow, pytest.mark.requirement("ST-22")]

# 150 family names, 40 given names, seventy years of births: each full name five times, each day once or twice.
CROWD = """
    WITH person AS (
        SELECT gen_random_uuid() AS id, n, 'nom' || translate((n %% 150)::text, '0123456789', 'abcdefghij') AS name,
               'prenom' || translate((n / 150 %% 40)::text, '0123456789', 'abcdefghij') AS given
          FROM generate_series(1, 30000) n),
    patient AS (
        INSERT INTO patients_patient (id, practice_id, birth_name, used_name, given_names, search_birth_name,
            search_used_name, search_given_names, birth_date, sex, identity_status, email, address_line,
            postal_code, city, country, treating_doctor, referring_doctor, version, collected_via,
            created_at, updated_at)
        SELECT id, %(practice)s, name, name, given, name, name, given, date '1940-01-01' + (n * 7919 %% 25567),
               'female', 'PROV', '', '', '', '', 'FR', '', '', 1, 'system', now(), now() FROM person)
    INSERT INTO patients_patientphone (id, practice_id, patient_id, e164, position)
    SELECT gen_random_uuid(), %(practice)s, id, '+33199' || lpad((n / 3)::text, 6, '0'), 0 FROM person
"""
# One record in a hundred is there twice, with one slip of the date.
TWICE = """
    INSERT INTO patients_patient (id, practice_id, birth_name, used_name, given_names, search_birth_name,
        search_used_name, search_given_names, birth_date, sex, identity_status, email, address_line,
        postal_code, city, country, treating_doctor, referring_doctor, version, collected_via, created_at, updated_at)
    SELECT gen_random_uuid(), practice_id, birth_name, used_name, given_names, search_birth_name, search_used_name,
           search_given_names, birth_date + interval '10 years', sex, 'PROV', '', '', '', '', 'FR', '', '', 1,
           'system', now(), now()
      FROM patients_patient WHERE practice_id = %(practice)s AND get_byte(uuid_send(id), 15) %% 100 = 0
"""


@pytest.fixture
def crowd(committed: None) -> Iterator[Actor]:
    practice = make_practice("Cabinet des homonymes")
    actor = system_actor(practice.id)
    owner = connections["owner"]
    with acting_as(actor):
        with transaction.atomic(using="owner"), owner.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(CROWD, {"practice": practice.id})
            cursor.execute(TWICE, {"practice": practice.id})
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        with owner.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(TABLES)}")
        yield actor


def timed(work: Callable[[], Any], times: int) -> tuple[float, Any]:
    """The median of some runs, in milliseconds, and the last answer."""
    spent, answer = [], None
    for _ in range(times):
        start = time.perf_counter()
        with transaction.atomic():
            answer = work()
        spent.append(1000 * (time.perf_counter() - start))
    return median(spent), answer


def test_the_birth_date_first_search_stays_quick_among_thirty_thousand_namesakes(crowd: Actor) -> None:
    born = date(1984, 3, 12)
    cases = {
        "birth date": {"birth_date": born},
        "birth date and letters": {"birth_date": born, "name": "no"},
        "full namesakes": {"name": "nomab prenomb"},
        "three letters": {"name": "nom"},
        "phone of a family": {"phone": "0199000042"},
    }
    figures = {}
    for name, terms in cases.items():
        figures[name], found = timed(lambda terms=terms: search(crowd, SearchTerms(**terms)), 9)  # type: ignore[misc]
        assert len(found) <= 20, name
    print({name: f"{spent:.1f} ms" for name, spent in figures.items()})
    assert figures["birth date"] < 50 and figures["birth date and letters"] < 50, figures
    assert max(figures.values()) < 250, figures

    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        search(crowd, SearchTerms(birth_date=born))
    texts = [query["sql"] for query in asked if "patients_" in query["sql"] or "audit_" in query["sql"]]
    assert len(texts) == 2, "the patients with their numbers, the journal"
    nodes = plan_of(matching(crowd, crowd.practice_ids, SearchTerms(birth_date=born)))
    assert served(nodes, "patient_birth_date", "birth_date =")
    assert not any(node["Node Type"] == "Seq Scan" for node in nodes)


def test_the_work_list_of_a_crowd_costs_two_statements_and_a_bounded_time(crowd: Actor) -> None:
    (practice_id,) = crowd.practice_ids
    spent, (pairs, _) = timed(lambda: probable_pairs(practice_id, limit=10_000), 3)
    shown, work_list = timed(lambda: duplicate_work_list(crowd, practice_id), 3)
    print(f"{len(pairs)} pairs: all {spent:.0f} ms, the first {MOST_SHOWN} {shown:.0f} ms")
    assert len(pairs) > 150, "the planted ones are found among the namesakes"
    assert len(work_list.pairs) == MOST_SHOWN and not work_list.is_complete
    assert spent < 6000 and shown < 4000
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        probable_pairs(practice_id)
    assert len([query for query in asked if "patients_" in query["sql"]]) == 2
