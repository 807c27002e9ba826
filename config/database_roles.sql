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
-- Migrations: owns every table, bound by row-level security like everybody.
ALTER ROLE permanence_owner LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB NOCREATEROLE;
-- Pages, API, workers.
ALTER ROLE permanence_web LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
ALTER ROLE permanence_web SET lock_timeout = '3s';
ALTER ROLE permanence_web SET statement_timeout = '30s';
ALTER ROLE permanence_web SET idle_in_transaction_session_timeout = '60s';
-- Owner of the few reviewed functions that look across practices; nobody can sign in as it.
ALTER ROLE permanence_search NOLOGIN NOSUPERUSER BYPASSRLS;
GRANT permanence_search TO permanence_owner;
-- Chains the journal and verifies it: reads every practice's events, touches no other table.
ALTER ROLE permanence_sealer LOGIN NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE;
