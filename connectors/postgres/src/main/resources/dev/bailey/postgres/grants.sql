-- Who may do what with these tables (their schemas, their names), the schemas that they are in and the sequences of their columns: a role that logs in and is no
-- superuser, the kind of thing, the thing, and its rights, which may be none. Leaves out who asks.
WITH wanted AS (
    SELECT c.oid, n.oid AS schema, n.nspname, format('%I.%I', n.nspname, c.relname) AS name
    FROM unnest(?::text[], ?::text[]) AS t (schema, name)
    JOIN pg_namespace n ON n.nspname = t.schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.name
), role AS (
    SELECT oid, rolname FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND rolname <> session_user
), held AS (
    SELECT rolname, 'TABLE' AS kind, name, right_to, has_table_privilege(role.oid, wanted.oid, right_to) AS held
    FROM role, wanted, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS right_to

    UNION ALL
    SELECT rolname, 'SCHEMA', quote_ident(nspname), 'USAGE', has_schema_privilege(role.oid, schema, 'USAGE')
    FROM role, (SELECT DISTINCT schema, nspname FROM wanted) AS s

    UNION ALL
    SELECT rolname, 'SEQUENCE', format('%I.%I', n.nspname, c.relname), 'USAGE', has_sequence_privilege(role.oid, c.oid, 'USAGE')
    FROM role, wanted
    -- those of serial columns: an identity asks for no right to its own
    JOIN pg_depend d ON d.refobjid = wanted.oid AND d.refclassid = 'pg_class'::regclass AND d.classid = 'pg_class'::regclass AND d.deptype = 'a'
    JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S'
    JOIN pg_namespace n ON n.oid = c.relnamespace
)
SELECT rolname, kind, name, array_remove(array_agg(CASE WHEN held THEN right_to END), NULL)
FROM held
GROUP BY rolname, kind, name
