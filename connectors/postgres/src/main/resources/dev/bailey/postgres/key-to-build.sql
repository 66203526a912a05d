-- Notes the table's primary key as a statement that builds it, and returns the statement that drops it. Takes the table.
-- A key stays where others stand on it (foreign keys, views that group by it), where it is a partition's part of its
-- parent's, and where the statement would not say all of it.
WITH key AS (
    SELECT n.nspname, t.relname, t.oid AS relation, k.conname, pg_get_constraintdef(k.oid) AS definition
    FROM pg_constraint k
    JOIN pg_class t ON t.oid = k.conrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace
    JOIN pg_index i ON i.indexrelid = k.conindid
    JOIN pg_class x ON x.oid = k.conindid
    WHERE k.conrelid = to_regclass(?) AND k.contype = 'p' AND k.conparentid = 0 AND t.relkind = 'r'
        AND x.reloptions IS NULL AND x.reltablespace = 0 AND NOT i.indisclustered AND NOT i.indisreplident
        AND obj_description(k.oid, 'pg_constraint') IS NULL AND obj_description(x.oid, 'pg_class') IS NULL
        AND NOT EXISTS (SELECT FROM pg_depend d
            WHERE d.deptype = 'n' AND (d.refclassid, d.refobjid) IN
                (('pg_constraint'::regclass, k.oid), ('pg_class'::regclass, x.oid)))
), noted AS (
    INSERT INTO bailey.key_to_build (table_schema, table_name, relation, statement)
    SELECT nspname, relname, relation,
        format('ALTER TABLE ONLY %I.%I ADD CONSTRAINT %I %s', nspname, relname, conname, definition)
    FROM key
    ON CONFLICT (table_schema, table_name) DO UPDATE
        SET relation = excluded.relation, statement = excluded.statement
)
SELECT format('ALTER TABLE ONLY %I.%I DROP CONSTRAINT %I', nspname, relname, conname) FROM key
