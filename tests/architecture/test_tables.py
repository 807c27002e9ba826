"""Practices apart, read from the catalogue: a table that somebody forgot fails here (security.md §3)."""

import pytest
from django.db import connections, models

from tests.architecture.catalogue import ask, bare_tables, tables
from tests.architecture.house import own_models

pytestmark = pytest.mark.django_db

# Tables of no practice, and why each may be. A new table is in one list or the other.
PLATFORM_TABLES = {
    "accounts_access_sanction": "sanctions of people",
    "accounts_enrolment": "links of invitations, before any membership",
    "accounts_order_report": "sanctions of people",
    "accounts_recovery_code": "second factors of people",
    "accounts_session": "sessions of people",
    "accounts_sign_in": "connections of people",
    "accounts_totp_device": "second factors of people",
    "accounts_user": "people know no practice",
    "audit_chainhead": "sealer only",
    "booking_absence": "an absence belongs to the person",
    "calls_agentphone": "an agent answers for many practices",
    "calls_inboxmessage": "sealed, before its practice is known",
    "consent_linkattempt": "how often a network followed a link, nothing of whom",
    "crypto_platformkey": "keys of the platform",
    "crypto_searchkey": "keys of the platform",
    "crypto_topkey": "keys of the platform",
    "idempotency_keptanswer": "answers kept for their asker",
    "online_accountpasskey": "second factors of patients' accounts",
    "online_accountsession": "browsers that come into a patient's account",
    "online_patientaccount": "people know no practice",
    "online_allowance": "how often something was asked from one place, nothing of whom",
    "patients_nirlookup": "how often a person asked, nothing of whom",
    "privacy_accountdirective": "people know no practice",
    "privacy_audiencecount": "how often a page was shown, to nobody in particular",
    "practices_practitioner": "one person is never in two places",
    "practices_secretariat": "acts by delegation, owns no patient",
    "privacy_authorityrequest": "the operator's own file",
    "privacy_contactticket": "the operator's own file",
    "privacy_hostingprovider": "the operator's own file",
    "privacy_physicalevidence": "the operator's own file",
    "privacy_processor": "the operator's own file",
    "practices_secretariatmembership": "people of a secretariat",
}
FRAMEWORK_PREFIXES = ("django_", "auth_", "axes_")


def test_every_table_with_a_practice_forces_its_floor() -> None:
    assert bare_tables() == set()
    assert len([table for table in tables() if table.has_practice]) > 15


def test_the_practice_itself_forces_its_floor_on_its_own_id() -> None:
    (practice,) = [table for table in tables() if table.name == "practices_practice"]
    assert practice.enabled
    assert practice.forced
    assert practice.has_floor()


def test_every_other_table_is_known_to_belong_to_no_practice() -> None:
    others = {
        table.name for table in tables() if not table.has_practice and not table.name.startswith(FRAMEWORK_PREFIXES)
    }
    assert others - {"practices_practice"} == PLATFORM_TABLES.keys()


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_new_bare_table_is_found() -> None:
    """Positive control: without its policies, each half of the safeguard missing, a table is reported."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE bare (id uuid, practice_id uuid)")
        assert bare_tables(using="owner") == {"bare"}
        cursor.execute("ALTER TABLE bare ENABLE ROW LEVEL SECURITY")
        cursor.execute("CREATE POLICY open ON bare USING (true) WITH CHECK (true)")
        assert bare_tables(using="owner") == {"bare"}
        cursor.execute(
            "CREATE POLICY floor ON bare AS RESTRICTIVE"
            " USING (practice_id = ANY (ctx.practices())) WITH CHECK (practice_id = ANY (ctx.practices()))"
        )
        assert bare_tables(using="owner") == {"bare"}
        cursor.execute("ALTER TABLE bare FORCE ROW LEVEL SECURITY")
        assert bare_tables(using="owner") == set()


def test_every_policy_that_widens_is_for_a_named_role() -> None:
    open_to_all = [
        table.name for table in tables() for policy in table.policies if policy.permissive and policy.to_everybody
    ]
    assert open_to_all == []


def test_no_view_lets_rows_out_of_their_policies() -> None:
    assert ask("SELECT relname FROM pg_class WHERE relkind = 'm' AND relnamespace = 'public'::regnamespace") == []
    views = ask(
        "SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace"
        " AND NOT coalesce(reloptions, '{}') && ARRAY['security_invoker=true', 'security_invoker=on']"
    )
    assert views == []


def test_the_roles_of_the_product_pass_through_no_policy() -> None:
    found = ask("SELECT rolname, rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname LIKE 'permanence%'")
    assert {row[0]: row[1:] for row in found} == {
        "permanence_owner": (False, False, True),
        "permanence_web": (False, False, True),
        "permanence_search": (False, True, False),
        "permanence_sealer": (False, True, True),
    }


def test_the_web_role_owns_nothing_and_cannot_empty_a_table() -> None:
    rights = ask(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        " AND (pg_get_userbyid(relowner) <> 'permanence_owner'"
        " OR has_table_privilege('permanence_web', oid, 'TRUNCATE, REFERENCES, TRIGGER'))"
    )
    assert rights == []


def test_nobody_holds_rights_by_being_public() -> None:
    public = ask(
        "SELECT relname FROM pg_class, aclexplode(relacl) a"
        " WHERE relnamespace IN ('public'::regnamespace, 'ctx'::regnamespace) AND a.grantee = 0"
    )
    assert public == []


def test_the_journal_is_append_only_for_the_web_role() -> None:
    held = ask(
        "SELECT p FROM unnest(ARRAY['SELECT', 'UPDATE', 'INSERT']) p"
        " WHERE has_any_column_privilege('permanence_web', 'audit_auditevent', p)"
        " UNION SELECT 'DELETE' WHERE has_table_privilege('permanence_web', 'audit_auditevent', 'DELETE')"
    )
    assert {row[0] for row in held} == {"INSERT"}


FUNCTIONS = """
SELECT p.oid::regprocedure::text, pg_get_userbyid(p.proowner), coalesce(array_to_string(p.proconfig, ' '), ''),
       has_function_privilege('public', p.oid, 'EXECUTE')
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE p.prosecdef AND n.nspname IN ('public', 'ctx')
"""
# Each of these looks across practices; each was read line by line. A new one is added here on purpose.
REVIEWED = {
    "audit_accesses(uuid,uuid,uuid,timestamp with time zone,timestamp with time zone,integer)": "permanence_search",
    "audit_commits_to_keys(uuid,bigint,text)": "permanence_search",
    "audit_of_call(uuid,uuid,timestamp with time zone,timestamp with time zone,integer)": "permanence_search",
    "audit_oddities(uuid,timestamp with time zone,timestamp with time zone,text,text[],uuid[],date[],uuid[],"
    "timestamp with time zone[],time without time zone,time without time zone,integer)": "permanence_search",
    "audit_names_patient(uuid)": "permanence_search",
    "audit_says(uuid,text[])": "permanence_search",
    "audit_purge(uuid,timestamp with time zone,uuid[],integer)": "permanence_search",
    "audit_purgeable(uuid,timestamp with time zone,uuid[])": "permanence_search",
    "privacy_purge_incidents(uuid,timestamp with time zone,integer)": "permanence_search",
    "booking_busy_ranges(uuid[],timestamp with time zone,timestamp with time zone,timestamp with time zone,uuid)": (
        "permanence_search"
    ),
    "booking_check_lane()": "permanence_search",
    "booking_drop_expired_holds"
    "(uuid,smallint,timestamp with time zone,timestamp with time zone,timestamp with time zone)": "permanence_search",
    "booking_practices_with_pending(timestamp with time zone)": "permanence_search",
    "booking_sweep_holds()": "permanence_search",
    "booking_taken_times(uuid[],timestamp with time zone,timestamp with time zone,timestamp with time zone)": (
        "permanence_search"
    ),
    "calls_messages_unread(timestamp with time zone)": "permanence_search",
    "calls_line_of(text,text)": "permanence_search",
    "calls_place_of(text,text)": "permanence_search",
    "calls_requested(text,uuid)": "permanence_search",
    "calls_open_of(text)": "permanence_search",
    "consent_owed(uuid,timestamp with time zone)": "permanence_search",
    "consent_refuse_without_notice()": "permanence_search",
    "crypto_practices()": "permanence_search",
    "ctx.practices()": "permanence_owner",
    "ctx.verified()": "permanence_owner",
    "notifications_claim(text,timestamp with time zone,integer,interval,uuid)": "permanence_search",
    "notifications_place_of(uuid)": "permanence_search",
    "outbox_claim(timestamp with time zone,integer,interval,uuid)": "permanence_search",
    "patients_follows_a_merge()": "permanence_search",
    "practices_listed()": "permanence_search",
    "practices_owes(uuid,timestamp with time zone)": "permanence_search",
    "online_practices_wishing()": "permanence_search",
    "online_records_of(uuid)": "permanence_search",
    "online_sweep(timestamp with time zone)": "permanence_search",
    "practices_online()": "permanence_search",
    "practices_rights(uuid,timestamp with time zone)": "permanence_search",
}


def test_every_function_with_its_owner_s_rights_was_reviewed() -> None:
    found = ask(FUNCTIONS)
    assert {name: owner for name, owner, _, _ in found} == REVIEWED


def test_functions_with_their_owner_s_rights_fix_their_path_and_are_not_public() -> None:
    for name, _, settings, public in ask(FUNCTIONS):
        path = settings.removeprefix("search_path=").replace('"', "").split(", ")
        assert settings.startswith("search_path="), name
        assert path[-1] == "pg_temp", name
        assert not public, name


FOREIGN_KEYS = """
SELECT c.conrelid::regclass::text, p.relname,
       array(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k(n, o)
               JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY k.o),
       array(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k(n, o)
               JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n ORDER BY k.o)
  FROM pg_constraint c JOIN pg_class p ON p.oid = c.confrelid WHERE c.contype = 'f' AND c.convalidated
"""


def pointers_inside_a_practice() -> set[tuple[str, str, str]]:
    """(table, column, parent table) for every pointer between two tables that both carry a practice."""
    found = set()
    for model in own_models():
        if not has_practice(model):
            continue
        for field in model._meta.concrete_fields:
            parent = field.related_model
            if isinstance(field, models.ForeignKey) and isinstance(parent, type) and has_practice(parent):
                found.add((model._meta.db_table, field.column, parent._meta.db_table))
    return found


def has_practice(model: type[models.Model]) -> bool:
    return "practice_id" in {field.column for field in model._meta.concrete_fields}


@pytest.mark.parametrize("pointer", sorted(pointers_inside_a_practice()), ids=lambda p: f"{p[0]}.{p[1]}")
def test_a_row_hangs_from_a_row_of_its_own_practice(pointer: tuple[str, str, str]) -> None:
    table, column, parent = pointer
    pairs = [set(zip(own, theirs, strict=True)) for t, p, own, theirs in ask(FOREIGN_KEYS) if (t, p) == (table, parent)]
    assert any({("practice_id", "practice_id"), (column, "id")} <= pair for pair in pairs)


def test_tables_of_no_practice_point_to_no_practice_s_row() -> None:
    inside = {model._meta.db_table for model in own_models() if has_practice(model)} | {"practices_practice"}
    leaks = [(t, p) for t, p, _, _ in ask(FOREIGN_KEYS) if p in inside and t not in inside]
    assert leaks == []


PATIENT_TABLES = """
SELECT c.relname, array(SELECT t.tgname::text FROM pg_trigger t
                         WHERE t.tgrelid = c.oid AND t.tgconstraint <> 0 AND t.tgdeferrable AND t.tginitdeferred
                           AND t.tgenabled = 'O' AND NOT t.tgisinternal)
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
   AND (c.relname = 'patients_patient' OR EXISTS (
       SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
          AND a.attname IN ('patient_id', 'related_patient_id', 'subject_id')))
"""
NOT_JOURNALLED = {"audit_auditevent": "the journal itself"}


@pytest.mark.requirement("ST-41")
def test_no_row_about_a_patient_changes_without_its_line_in_the_journal() -> None:
    found = {table: set(triggers) for table, triggers in ask(PATIENT_TABLES)}
    bare = {table for table, triggers in found.items() if f"{table}_journalled" not in triggers}
    assert bare == NOT_JOURNALLED.keys()
    assert len(found) > 8


@pytest.mark.requirement("ST-09")
def test_no_patient_is_kept_without_a_notice() -> None:
    triggers = {table: set(names) for table, names in ask(PATIENT_TABLES)}
    assert "patients_patient_notice_required" in triggers["patients_patient"]
