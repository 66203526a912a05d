-- Every extension, and before it the schema it is in.
SELECT sql FROM (
    SELECT e.oid AS n, 0 AS step, format('CREATE SCHEMA IF NOT EXISTS %I', nspname) AS sql
    FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace
    WHERE extname <> 'plpgsql' AND nspname !~ '^pg_'
    UNION ALL
    SELECT e.oid, 1, format('CREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA %I', extname, nspname)
    FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace
    WHERE extname <> 'plpgsql'
) AS statements
ORDER BY n, step
