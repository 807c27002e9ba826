"""The signed context below Python: who acts for which practices, checked by the database itself.

`ctx.practices()` answers the practices of the current transaction, the empty array without a
context, and error 42501 for a forged or expired one. The key is installed by
`manage.py install_context_key` and can be read by the owner role alone.
HMAC-SHA256 is spelled with the built-in sha256(): inner and outer pads are stored, not the key.
"""

from django.db import migrations

SQL = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE SCHEMA ctx;
REVOKE ALL ON SCHEMA ctx FROM PUBLIC;
GRANT USAGE ON SCHEMA ctx TO permanence_web, permanence_sealer, permanence_search;
GRANT CREATE ON SCHEMA public TO permanence_search;
CREATE TABLE ctx.signing_key (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    inner_pad bytea NOT NULL CHECK (octet_length(inner_pad) = 64),
    outer_pad bytea NOT NULL CHECK (octet_length(outer_pad) = 64)
);
REVOKE ALL ON ctx.signing_key FROM PUBLIC;

CREATE FUNCTION ctx.verified() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    raw text := current_setting('app.ctx', true);
    parts text[];
    pads ctx.signing_key;
    expected text;
BEGIN
    IF raw IS NULL OR raw = '' THEN
        RETURN NULL;
    END IF;
    parts := string_to_array(raw, '|');
    SELECT * INTO pads FROM ctx.signing_key;
    expected := encode(sha256(pads.outer_pad || sha256(pads.inner_pad
        || convert_to(parts[1] || '|' || parts[2] || '|' || parts[3], 'UTF8'))), 'hex');
    -- now() is the start of the transaction: a context that opened it stays valid until its end.
    IF cardinality(parts) <> 4 OR expected IS NULL OR expected <> parts[4]
       OR parts[3]::bigint < extract(epoch FROM now()) THEN
        RAISE EXCEPTION 'practice context refused' USING ERRCODE = '42501';
    END IF;
    RETURN parts;
END $$;

CREATE FUNCTION ctx.practices() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(string_to_array((ctx.verified())[1], ',')::uuid[], '{}'::uuid[])
$$;
REVOKE ALL ON FUNCTION ctx.verified(), ctx.practices() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ctx.practices() TO permanence_web, permanence_sealer, permanence_search;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(SQL, "DROP SCHEMA ctx CASCADE")]
