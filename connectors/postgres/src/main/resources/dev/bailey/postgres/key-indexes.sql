-- The indexes, other than primary keys, by which the log identifies rows. Takes the tables.
SELECT quote_ident(c.relname)
FROM unnest(?::regclass[]) AS t (oid)
JOIN pg_index i ON i.indrelid = t.oid AND i.indisreplident
JOIN pg_class c ON c.oid = i.indexrelid
