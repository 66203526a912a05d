-- Foreign keys from tables that move to tables that do not: over there nothing would stand behind them. Takes the tables.
WITH RECURSIVE wanted (oid) AS (
    SELECT unnest(?::regclass[])::oid
    UNION SELECT i.inhparent FROM pg_inherits i JOIN wanted w ON i.inhrelid = w.oid
)
SELECT format('%I.%I %I', n.nspname, c.relname, k.conname)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype = 'f' AND k.conrelid IN (SELECT oid FROM wanted) AND k.confrelid NOT IN (SELECT oid FROM wanted)
