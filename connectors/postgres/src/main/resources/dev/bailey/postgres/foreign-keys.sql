-- The foreign keys of these tables, each with why it does not say for certain which row a row belongs to. The columns are
-- those of the key in their order; what PostgreSQL 18 keeps in conenforced, versions before do not have.
SELECT n.nspname, c.relname, k.conname, pn.nspname, p.relname, k.condeferrable,
    (SELECT array_agg(a.attname::text ORDER BY i.n) FROM unnest(k.conkey) WITH ORDINALITY AS i (num, n)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = i.num),
    (SELECT array_agg(a.attname::text ORDER BY i.n) FROM unnest(k.confkey) WITH ORDINALITY AS i (num, n)
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = i.num),
    CASE WHEN to_jsonb(k) ->> 'conenforced' = 'false' THEN 'is not enforced'
        WHEN NOT k.convalidated THEN 'was never validated (ALTER TABLE … VALIDATE CONSTRAINT)'
        WHEN EXISTS (SELECT FROM pg_trigger t WHERE t.tgconstraint = k.oid AND t.tgenabled NOT IN ('O', 'A'))
            THEN 'is switched off (ALTER TABLE … ENABLE TRIGGER ALL)'
        WHEN EXISTS (SELECT FROM unnest(k.conpfeqop) AS e (oid) JOIN pg_operator o ON o.oid = e.oid
                WHERE o.oprname <> '=' OR o.oprnamespace <> 'pg_catalog'::regnamespace)
            THEN 'compares by an operator that an extension brought'
        WHEN EXISTS (SELECT FROM generate_subscripts(k.conkey, 1) i
                JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[i]
                JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[i]
                WHERE a.attcollation <> b.attcollation)
            THEN 'compares texts of two collations'
        ELSE '' END
FROM unnest(?::text[], ?::text[]) AS w (schema_name, table_name)
JOIN pg_namespace n ON n.nspname = w.schema_name
JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.table_name
JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f'
    -- one that leads to a whole that is parted has another for each part, and each alone is only a part of the truth
    AND NOT EXISTS (SELECT FROM pg_constraint above WHERE above.oid = k.conparentid AND above.conrelid = k.conrelid)
JOIN pg_class p ON p.oid = k.confrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace
ORDER BY 1, 2, k.conname
