-- What a unique index or exclusion constraint compares, column by column: the expression, and the operator that says
-- two values exclude each other. Expressions name columns without their table, so they read the same of any row.
SELECT pg_get_indexdef(i.indexrelid, k.n, false),
    coalesce(excluding.operator, equal.operator),
    coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
    coalesce(pg_get_expr(i.indpred, i.indrelid), 'true')
FROM pg_index i
CROSS JOIN generate_series(1, i.indnkeyatts::int) AS k (n)
JOIN pg_opclass family ON family.oid = i.indclass[k.n - 1]
LEFT JOIN LATERAL (
    SELECT format('OPERATOR(%I.%s)', n.nspname, o.oprname) AS operator
    FROM pg_constraint c
    JOIN pg_operator o ON o.oid = c.conexclop[k.n]
    JOIN pg_namespace n ON n.oid = o.oprnamespace
    WHERE c.conindid = i.indexrelid AND c.contype = 'x'
) AS excluding ON true
LEFT JOIN LATERAL (
    SELECT format('OPERATOR(%I.%s)', n.nspname, o.oprname) AS operator
    FROM pg_amop a
    JOIN pg_operator o ON o.oid = a.amopopr
    JOIN pg_namespace n ON n.oid = o.oprnamespace
    WHERE a.amopfamily = family.opcfamily AND a.amopstrategy = 3
        AND a.amoplefttype = family.opcintype AND a.amoprighttype = family.opcintype
) AS equal ON true
WHERE i.indexrelid = to_regclass(?)
ORDER BY k.n
