"""Plans under row-level security, on analysed tables: the index serves each search, as the web role sees it."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connections, transaction

from core.scoping import Actor, acting_as, system_actor
from patients.duplicates import candidates
from patients.models import Patient
from patients.newcomer import Newcomer, read_newcomer
from patients.search import SearchTerms, matching
from tests.factories.patients import BIRTH, identity, nir_for
from tests.factories.practices import make_practice

TABLES = ("patients_patient", "patients_patientphone", "patients_searchtoken")
CROWD = """
    WITH person AS (
        SELECT gen_random_uuid() AS id, n, CASE WHEN n %% 2 = 0 THEN %(one)s::uuid ELSE %(other)s::uuid END AS practice,
               translate(md5(n::text), '0123456789', 'ghijklmnop') AS name
          FROM generate_series(1, 20000) n),
    patient AS (
        INSERT INTO patients_patient (id, practice_id, birth_name, used_name, given_names, search_birth_name,
            search_used_name, search_given_names, birth_date, sex, identity_status, email, address_line,
            postal_code, city, country, treating_doctor, referring_doctor, version, collected_via,
            created_at, updated_at)
        SELECT id, practice, name, name, 'anne', name, name, 'anne', date '1930-01-01' + n, 'female',
               'PROV', '', '', '', '', 'FR', '', '', 1, 'system', now(), now() FROM person),
    token AS (
        INSERT INTO patients_searchtoken (id, practice_id, patient_id, kind, key_version, token)
        SELECT gen_random_uuid(), practice, id, 'nir', 1, sha256(id::text::bytea) FROM person)
    INSERT INTO patients_patientphone (id, practice_id, patient_id, e164, position)
    SELECT gen_random_uuid(), practice, id, '+33199' || lpad(n::text, 6, '0'), 0 FROM person
"""


@pytest.fixture
def crowd(committed: None) -> Iterator[Actor]:
    """Two practices of 10,000 patients, put there by the owner behind the journal's back; who acts for both."""
    one, other = make_practice("Cabinet de Nancy"), make_practice("Cabinet d'ailleurs")
    actor = system_actor(one.id, other.id)
    owner = connections["owner"]
    with acting_as(actor):
        with transaction.atomic(using="owner"), owner.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(CROWD, {"one": one.id, "other": other.id})
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        with owner.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(TABLES)}")
        yield actor


def plan_of(query: Any) -> list[dict[str, Any]]:
    with transaction.atomic():
        return list(_nodes(json.loads(query.explain(format="json"))[0]["Plan"]))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from _nodes(child)


def served(nodes: list[dict[str, Any]], index: str, condition: str) -> bool:
    return any(n.get("Index Name") == index and condition in n.get("Index Cond", "") for n in nodes)


@pytest.mark.slow
def test_row_level_security_lets_the_indexes_serve_every_search(crowd: Actor) -> None:
    one = sorted(crowd.practice_ids)[:1]
    expected = [
        ({"birth_date": BIRTH}, "patient_birth_date", "birth_date ="),
        ({"birth_date": BIRTH, "name": "ka"}, "patient_birth_date", "birth_date ="),
        ({"name": "kab"}, "patient_used_name", "search_used_name"),
        ({"name": "kab"}, "patient_birth_name", "search_birth_name"),
        ({"name": "kab ann"}, "patient_used_name", "search_used_name"),
        ({"phone": "0199000042"}, "patientphone_number", "e164"),
        ({"nir": nir_for(order=1)}, "searchtoken_nir_once", "token"),
    ]
    for practices in (one, crowd.practice_ids):
        for terms, index, condition in expected:
            nodes = plan_of(matching(crowd, practices, SearchTerms(**terms)))  # type: ignore[arg-type]
            where = f"{sorted(terms)} over {len(practices)}: {json.dumps(nodes[0], indent=1)}"
            assert served(nodes, index, condition), where
            assert not any(node["Node Type"] == "Seq Scan" for node in nodes), where

    told = read_newcomer(Newcomer(identity()), today=date(2026, 11, 22))
    nodes = plan_of(candidates(one[0], told))
    assert served(nodes, "patient_birth_date", "birth_date =") and served(nodes, "patient_used_name", "search_used")

    # The positive control: LIKE is not leakproof, the policy comes first and no name index serves it.
    like = plan_of(Patient.objects.filter(practice_id__in=one, search_used_name__startswith="kab"))
    assert not any("search_used_name" in node.get("Index Cond", "") for node in like)
