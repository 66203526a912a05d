-- The columns by which a unique index tells the rows of a table apart, each with the index's own equality, which may be in
-- a schema that is on no search path. None where no such index covers a part of the key. Takes the table and its key.
WITH usable AS (
    SELECT i.* FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam AND amname = 'btree'
    WHERE i.indrelid = to_regclass(?) AND i.indisunique AND i.indimmediate AND i.indisvalid
        AND i.indpred IS NULL AND i.indexprs IS NULL
        AND NOT EXISTS (SELECT FROM generate_series(0, i.indnkeyatts - 1) n
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n]
            WHERE NOT a.attnotnull OR a.attname::text <> ALL (?::text[]))
    ORDER BY i.indisreplident DESC, i.indisprimary DESC, i.indexrelid
    LIMIT 1
)
SELECT a.attname, format('OPERATOR(%I.%s)', s.nspname, o.oprname)
FROM usable i CROSS JOIN generate_series(0, i.indnkeyatts - 1) n
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n]
JOIN pg_opclass k ON k.oid = i.indclass[n]
JOIN pg_amop p ON p.amopfamily = k.opcfamily AND p.amopstrategy = 3
    AND p.amoplefttype = k.opcintype AND p.amoprighttype = k.opcintype
JOIN pg_operator o ON o.oid = p.amopopr JOIN pg_namespace s ON s.oid = o.oprnamespace
