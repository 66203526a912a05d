-- Types, functions, sequences and tables with their keys, as statements in an order that works. Takes the schemas.
-- Types and functions come in the order in which they were made, for each could use only what was there.
WITH ours AS (SELECT oid, nspname FROM pg_namespace WHERE nspname = ANY (?::text[])),
members AS (SELECT objid FROM pg_depend WHERE deptype = 'e'),
tables AS (
    SELECT c.*, format('%I.%I', o.nspname, c.relname) AS name
    FROM pg_class c JOIN ours o ON o.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND c.oid NOT IN (TABLE members)
),
types AS (
    SELECT t.*, format('%I.%I', o.nspname, t.typname) AS name FROM pg_type t JOIN ours o ON o.oid = t.typnamespace
    WHERE t.oid NOT IN (TABLE members)
),
columns AS (
    SELECT t.oid AS owner, t.relkind, a.attnum, format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
        || CASE WHEN a.attcollation NOT IN (0, y.typcollation) THEN ' COLLATE ' || a.attcollation::regcollation
            ELSE '' END
        || CASE WHEN a.attgenerated <> '' THEN format(' GENERATED ALWAYS AS (%s) %s', pg_get_expr(d.adbin, d.adrelid),
                CASE a.attgenerated WHEN 's' THEN 'STORED' ELSE 'VIRTUAL' END)
            WHEN d.oid IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)
            WHEN a.attidentity <> '' AND NOT t.relispartition THEN format(
                ' GENERATED %s AS IDENTITY (SEQUENCE NAME %s START %s INCREMENT %s MINVALUE %s MAXVALUE %s CACHE %s%s)',
                CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, s.seqrelid::regclass,
                s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
                CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END)
            ELSE '' END
        || CASE WHEN a.attnotnull AND NOT EXISTS (SELECT FROM pg_constraint n WHERE n.conrelid = a.attrelid
                AND n.contype = 'n' AND NOT n.convalidated AND a.attnum = ANY (n.conkey))
            THEN ' NOT NULL' ELSE '' END AS definition
    FROM (SELECT oid, relkind, relispartition FROM tables
        UNION ALL SELECT c.oid, c.relkind, false FROM types y JOIN pg_class c ON c.oid = y.typrelid AND c.relkind = 'c'
    ) AS t
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type y ON y.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_depend i ON i.refobjid = a.attrelid AND i.refobjsubid = a.attnum AND i.deptype = 'i'
        AND i.classid = 'pg_class'::regclass AND a.attidentity <> ''
    LEFT JOIN pg_sequence s ON s.seqrelid = i.objid
)
SELECT sql FROM (
    SELECT 1 AS step, oid AS n, format('CREATE SCHEMA IF NOT EXISTS %I', nspname) AS sql FROM ours

    UNION ALL
    SELECT 2, oid, format('CREATE TYPE %s AS ENUM (%s)', name,
        (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid))
    FROM types t WHERE typtype = 'e'

    UNION ALL
    SELECT 2, oid, format('CREATE DOMAIN %s AS %s', name, format_type(typbasetype, typtypmod))
        || CASE WHEN typcollation <> (SELECT b.typcollation FROM pg_type b WHERE b.oid = t.typbasetype)
            THEN ' COLLATE ' || typcollation::regcollation ELSE '' END
        || coalesce(' DEFAULT ' || typdefault, '') || CASE WHEN typnotnull THEN ' NOT NULL' ELSE '' END
        || coalesce((SELECT string_agg(format(' CONSTRAINT %I %s', conname, pg_get_constraintdef(c.oid)), '' ORDER BY
            c.oid) FROM pg_constraint c WHERE contypid = t.oid AND contype = 'c'), '')
    FROM types t WHERE typtype = 'd'

    UNION ALL
    SELECT 2, oid, format('CREATE TYPE %s AS (%s)', name,
        (SELECT string_agg(definition, ', ' ORDER BY attnum) FROM columns WHERE owner = typrelid))
    FROM types t WHERE typtype = 'c' AND EXISTS (SELECT FROM pg_class WHERE oid = typrelid AND relkind = 'c')

    UNION ALL
    SELECT 2, t.oid, format('CREATE TYPE %s AS RANGE (SUBTYPE = %s, MULTIRANGE_TYPE_NAME = %I.%I, '
            'SUBTYPE_OPCLASS = %I.%I%s%s)', name,
        format_type(rngsubtype, NULL), (SELECT nspname FROM pg_namespace WHERE oid = m.typnamespace), m.typname,
        (SELECT nspname FROM pg_namespace WHERE oid = k.opcnamespace), k.opcname,
        CASE WHEN rngcollation <> 0 THEN ', COLLATION = ' || rngcollation::regcollation ELSE '' END,
        CASE WHEN rngsubdiff <> 0 THEN ', SUBTYPE_DIFF = ' || rngsubdiff::regproc ELSE '' END)
    FROM types t JOIN pg_range ON rngtypid = t.oid JOIN pg_opclass k ON k.oid = rngsubopc
    JOIN pg_type m ON m.oid = rngmultitypid WHERE t.typtype = 'r'

    UNION ALL
    SELECT 2, p.oid, pg_get_functiondef(p.oid) FROM pg_proc p JOIN ours ON ours.oid = pronamespace
    WHERE prokind IN ('f', 'p', 'w') AND p.oid NOT IN (TABLE members)
        AND NOT EXISTS (SELECT FROM pg_depend d JOIN pg_class c ON c.oid = d.refobjid
            WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_class'::regclass
                AND c.relkind IN ('r', 'p', 'v', 'm'))
        AND p.prolang NOT IN (SELECT oid FROM pg_language WHERE lanname IN ('c', 'internal'))
        AND NOT EXISTS (SELECT FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid AND c.relkind <> 'c'
            WHERE t.oid = ANY (p.proargtypes::oid[] || coalesce(p.proallargtypes, '{}') || p.prorettype)
                OR t.typarray = ANY (p.proargtypes::oid[] || coalesce(p.proallargtypes, '{}') || p.prorettype))

    UNION ALL
    SELECT 3, c.oid, format(
        'CREATE SEQUENCE %I.%I AS %s START %s INCREMENT %s MINVALUE %s MAXVALUE %s CACHE %s%s', o.nspname, c.relname,
        format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
        CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END)
    FROM pg_class c JOIN ours o ON o.oid = c.relnamespace JOIN pg_sequence s ON s.seqrelid = c.oid
    WHERE c.relpersistence <> 't' AND c.oid NOT IN (TABLE members)
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'i')

    UNION ALL
    SELECT 4, oid, format('CREATE %sTABLE %s (%s)%s%s%s', CASE relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END, name,
        concat_ws(', ',
            (SELECT string_agg(definition, ', ' ORDER BY attnum) FROM columns WHERE owner = t.oid),
            (SELECT string_agg(format('CONSTRAINT %I %s', conname, pg_get_constraintdef(c.oid)), ', ' ORDER BY conname)
                FROM pg_constraint c WHERE conrelid = t.oid AND contype = 'c' AND convalidated)),
        (SELECT format(' INHERITS (%s)', string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno))
            FROM pg_inherits WHERE inhrelid = t.oid AND NOT t.relispartition HAVING count(*) > 0),
        ' PARTITION BY ' || pg_get_partkeydef(oid),
        ' WITH (' || (SELECT string_agg(format('%I = %s', split_part(o, '=', 1), quote_literal(substr(o, strpos(o, '=') + 1))),
            ', ') FROM unnest(reloptions) AS o) || ')')
    FROM tables t

    UNION ALL
    SELECT 5, t.oid, format('ALTER TABLE ONLY %s ATTACH PARTITION %s %s', i.inhparent::regclass, name,
        pg_get_expr(relpartbound, t.oid))
    FROM tables t JOIN pg_inherits i ON i.inhrelid = t.oid WHERE relispartition

    UNION ALL -- on the root of a partitioned table, from where it reaches the partitions; what identifies the rows of one
    -- partition alone, on that partition, and later on the root, which takes it in
    SELECT 6, k.oid, format('ALTER TABLE %s ADD CONSTRAINT %I %s', name, conname, pg_get_constraintdef(k.oid))
    FROM tables t JOIN pg_constraint k ON k.conrelid = t.oid
    WHERE (k.contype = 'p' AND k.conparentid = 0)
        OR (k.contype = 'u' AND EXISTS (SELECT FROM pg_index WHERE indexrelid = k.conindid AND indisreplident))

    UNION ALL
    SELECT 7, i.indexrelid, regexp_replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
    FROM tables t JOIN pg_index i ON i.indrelid = t.oid
    WHERE i.indisreplident AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u'))

    UNION ALL
    SELECT 8, oid, format('ALTER TABLE ONLY %s REPLICA IDENTITY %s', name, CASE relreplident WHEN 'f' THEN 'FULL'
        WHEN 'n' THEN 'NOTHING' ELSE (SELECT format('USING INDEX %I', c.relname) FROM pg_index i
            JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = t.oid AND i.indisreplident) END)
    FROM tables t WHERE relreplident <> 'd'

    UNION ALL
    SELECT 9, c.oid, format('ALTER SEQUENCE %s OWNED BY %s.%I', c.oid::regclass, t.name, a.attname)
    FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S' JOIN tables t ON t.oid = d.refobjid
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
    WHERE d.deptype = 'a' AND d.classid = 'pg_class'::regclass
) AS statements
WHERE sql IS NOT NULL
ORDER BY step, n, sql
