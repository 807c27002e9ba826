-- The database roles of Permanence. Run once per cluster by a superuser; the embedded PostgreSQL runs it by itself.
-- Passwords are set apart (ALTER ROLE … PASSWORD), never here.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['permanence_owner', 'permanence_web', 'permanence_search', 'permanence_sealer'] LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I', wanted);
        END IF;
    END LOOP;
END $$;
-- Migrations: owns every table. Row-level security binds it in each of them, but an owner is trusted all the same:
-- it may lift that security, give itself back a right it gave up (changing the journal, audit/structure.py), and
-- become permanence_search. Its password is for migrations and commands, never for what serves pages.
ALTER ROLE permanence_owner LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB NOCREATEROLE;
-- Pages, API, workers.
ALTER ROLE permanence_web LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
ALTER ROLE permanence_web SET lock_timeout = '3s';
ALTER ROLE permanence_web SET statement_timeout = '30s';
ALTER ROLE permanence_web SET idle_in_transaction_session_timeout = '60s';
-- Short questions by many people at once: helpers for one of them are taken from the others.
ALTER ROLE permanence_web SET max_parallel_workers_per_gather = 0;
-- Owner of the few reviewed functions that look across practices; nobody can sign in as it.
ALTER ROLE permanence_search NOLOGIN NOSUPERUSER BYPASSRLS;
-- Migrations hand those functions over. From PostgreSQL 16 on the owner holds none of its rights before it says
-- SET ROLE; on 15 it also holds what is granted to it in each table, though never its freedom from the policies.
GRANT permanence_search TO permanence_owner;
DO $$
BEGIN
    IF current_setting('server_version_num')::integer >= 160000 THEN
        EXECUTE 'GRANT permanence_search TO permanence_owner WITH INHERIT FALSE, SET TRUE';
    END IF;
END $$;
-- Chains the journal and verifies it: reads every practice's events, touches no other table.
ALTER ROLE permanence_sealer LOGIN NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE;
