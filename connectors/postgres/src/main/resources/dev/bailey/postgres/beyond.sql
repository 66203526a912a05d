-- What is in the schemas and cannot be made from the catalog alone. Takes the schemas.
WITH ours AS (SELECT oid FROM pg_namespace WHERE nspname = ANY (?::text[])),
members AS (SELECT objid FROM pg_depend WHERE deptype = 'e'),
relations AS (SELECT c.* FROM pg_class c JOIN ours ON ours.oid = c.relnamespace WHERE c.oid NOT IN (TABLE members))
SELECT 'row-level security on ' || oid::regclass FROM relations WHERE relrowsecurity
UNION ALL SELECT 'foreign table ' || oid::regclass FROM relations WHERE relkind = 'f'
UNION ALL SELECT format('rule "%s" on %s', rulename, ev_class::regclass)
    FROM pg_rewrite JOIN relations r ON r.oid = ev_class WHERE rulename <> '_RETURN'
UNION ALL SELECT format('statistics "%s"', stxname) FROM pg_statistic_ext JOIN ours ON ours.oid = stxnamespace
UNION ALL SELECT CASE WHEN prokind = 'a' THEN 'aggregate ' ELSE 'function in C ' END || p.oid::regprocedure
    FROM pg_proc p JOIN ours ON ours.oid = pronamespace JOIN pg_language l ON l.oid = prolang
    WHERE (prokind = 'a' OR lanname IN ('c', 'internal')) AND p.oid NOT IN (TABLE members)
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'i')
UNION ALL SELECT 'base type ' || t.oid::regtype FROM pg_type t JOIN ours ON ours.oid = typnamespace
    WHERE typtype = 'b' AND typelem = 0 AND t.oid NOT IN (TABLE members)
UNION ALL SELECT format('range type %s with a canonical function', t.oid::regtype)
    FROM pg_range JOIN pg_type t ON t.oid = rngtypid JOIN ours ON ours.oid = typnamespace
    WHERE rngcanonical <> 0 AND t.oid NOT IN (TABLE members)
UNION ALL SELECT 'operator ' || o.oid::regoperator FROM pg_operator o JOIN ours ON ours.oid = oprnamespace
    WHERE o.oid NOT IN (TABLE members)
UNION ALL SELECT format('collation "%s"', collname) FROM pg_collation c JOIN ours ON ours.oid = collnamespace
    WHERE c.oid NOT IN (TABLE members)
UNION ALL SELECT format('text search configuration "%s"', cfgname) FROM pg_ts_config c
    JOIN ours ON ours.oid = cfgnamespace WHERE c.oid NOT IN (TABLE members)
UNION ALL SELECT 'typed table ' || oid::regclass FROM relations WHERE reloftype <> 0
ORDER BY 1
