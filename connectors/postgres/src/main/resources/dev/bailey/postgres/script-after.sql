-- What is quicker, or only possible, once the rows are there. Takes the schemas, then the tables that move.
WITH RECURSIVE ours AS (SELECT oid, nspname FROM pg_namespace WHERE nspname = ANY (?::text[])),
moving (oid) AS (
    SELECT unnest(?::regclass[])::oid
    UNION SELECT i.inhparent FROM pg_inherits i JOIN moving m ON i.inhrelid = m.oid
),
members AS (SELECT objid FROM pg_depend WHERE deptype = 'e'),
relations AS (
    SELECT c.*, format('%I.%I', o.nspname, c.relname) AS name
    FROM pg_class c JOIN ours o ON o.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relpersistence <> 't' AND c.oid NOT IN (TABLE members)
),
reads AS (
    SELECT DISTINCT r.ev_class AS view, d.refobjid AS relation
    FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
        AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class
),
levels (oid, level) AS (
    SELECT oid, 0 FROM relations WHERE relkind IN ('v', 'm')
    UNION SELECT reads.view, levels.level + 1 FROM levels JOIN reads ON reads.relation = levels.oid
),
heights AS (SELECT oid, max(level) AS level FROM levels GROUP BY oid)
SELECT sql FROM (
    -- functions that speak of tables in their own signature or in a body of standard SQL
    SELECT 1 AS step, p.oid::bigint AS n, pg_get_functiondef(p.oid) AS sql FROM pg_proc p JOIN ours ON ours.oid = pronamespace
    WHERE prokind IN ('f', 'p', 'w') AND p.oid NOT IN (TABLE members)
        AND p.prolang NOT IN (SELECT oid FROM pg_language WHERE lanname IN ('c', 'internal'))
        AND (EXISTS (SELECT FROM pg_depend d JOIN pg_class c ON c.oid = d.refobjid
            WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_class'::regclass
                AND c.relkind IN ('r', 'p', 'v', 'm')) OR EXISTS (SELECT FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid AND c.relkind <> 'c'
            WHERE t.oid = ANY (p.proargtypes::oid[] || coalesce(p.proallargtypes, '{}') || p.prorettype)
                OR t.typarray = ANY (p.proargtypes::oid[] || coalesce(p.proallargtypes, '{}') || p.prorettype)))

    UNION ALL
    SELECT 2, level * 4294967296 + oid::bigint, CASE relkind
        WHEN 'v' THEN format('CREATE VIEW %s%s AS %s', name, ' WITH (' || array_to_string(reloptions, ', ') || ')',
            rtrim(pg_get_viewdef(oid), ';'))
        ELSE format('CREATE MATERIALIZED VIEW %s AS %s WITH NO DATA', name, rtrim(pg_get_viewdef(oid), ';')) END
    FROM relations JOIN heights USING (oid)

    UNION ALL
    SELECT 3, i.indexrelid::bigint, regexp_replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
    FROM relations r JOIN pg_index i ON i.indrelid = r.oid
    WHERE NOT i.indisreplident AND i.indisvalid
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u', 'x'))
        AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = i.indexrelid)

    UNION ALL
    SELECT CASE k.contype WHEN 'f' THEN 6 WHEN 'c' THEN 5 ELSE 4 END, k.oid::bigint,
        format('ALTER TABLE %s ADD CONSTRAINT %I %s', name, conname, pg_get_constraintdef(k.oid))
    FROM relations r JOIN pg_constraint k ON k.conrelid = r.oid
    WHERE k.conparentid = 0 AND CASE k.contype
        WHEN 'u' THEN NOT EXISTS (SELECT FROM pg_index WHERE indexrelid = k.conindid AND indisreplident)
        WHEN 'x' THEN true
        WHEN 'c' THEN NOT k.convalidated
        WHEN 'n' THEN NOT k.convalidated
        -- to a table that stays behind: over there nothing would stand behind it
        WHEN 'f' THEN k.conrelid NOT IN (TABLE moving) OR k.confrelid IN (TABLE moving)
        ELSE false END

    UNION ALL
    SELECT 7, t.oid::bigint, pg_get_triggerdef(t.oid) FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid
    WHERE NOT tgisinternal AND tgparentid = 0 AND tgfoid NOT IN (SELECT oid FROM pg_proc WHERE pronamespace = to_regnamespace('bailey'))

    UNION ALL
    SELECT 8, t.oid::bigint, format('ALTER TABLE %s %s TRIGGER %I', name,
        CASE tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE REPLICA' END, tgname)
    FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid
    WHERE NOT tgisinternal AND tgparentid = 0 AND tgenabled <> 'O'
        AND tgfoid NOT IN (SELECT oid FROM pg_proc WHERE pronamespace = to_regnamespace('bailey'))

    UNION ALL
    SELECT 9, r.oid::bigint, CASE WHEN objsubid > 0
        THEN format('COMMENT ON COLUMN %s.%I IS %L', name,
            (SELECT attname FROM pg_attribute WHERE attrelid = r.oid AND attnum = objsubid), description)
        ELSE format('COMMENT ON %s %s IS %L',
            CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, name, description) END
    FROM relations r JOIN pg_description d ON d.objoid = r.oid AND d.classoid = 'pg_class'::regclass
) AS statements
WHERE sql IS NOT NULL
ORDER BY step, n, sql
