-- The schemas of the tables, of their columns' types and of what their defaults call, by name. Takes the tables.
WITH wanted AS (SELECT c.* FROM unnest(?::regclass[]) AS t (oid) JOIN pg_class c USING (oid)),
types AS (
    SELECT coalesce(nullif(t.typelem, 0), t.oid) AS oid
    FROM wanted JOIN pg_attribute a ON a.attrelid = wanted.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
),
needed AS (
    SELECT relnamespace AS oid FROM wanted
    UNION SELECT p.relnamespace FROM wanted JOIN pg_inherits i ON i.inhrelid = wanted.oid
        JOIN pg_class p ON p.oid = i.inhparent
    UNION SELECT t.typnamespace FROM types JOIN pg_type t USING (oid)
        WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
    UNION SELECT coalesce(p.pronamespace, c.relnamespace)
        FROM wanted JOIN pg_attrdef f ON f.adrelid = wanted.oid
        JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid
        LEFT JOIN pg_proc p ON d.refclassid = 'pg_proc'::regclass AND p.oid = d.refobjid
        LEFT JOIN pg_class c ON d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid
        WHERE NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = coalesce(p.oid, c.oid) AND e.deptype = 'e')
)
SELECT nspname FROM pg_namespace JOIN needed USING (oid)
WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'bailey')
ORDER BY 1
