-- Fills materialized views, those first that others read. Takes the schemas.
WITH RECURSIVE reads AS (
    SELECT DISTINCT r.ev_class AS view, d.refobjid AS relation
    FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
        AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class
), levels AS (
    SELECT c.oid, 0 AS level FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('v', 'm') AND n.nspname = ANY (?::text[])
    UNION
    SELECT reads.view, levels.level + 1 FROM levels JOIN reads ON reads.relation = levels.oid
)
SELECT 'REFRESH MATERIALIZED VIEW ' || c.oid::regclass
FROM levels JOIN pg_class c USING (oid)
WHERE c.relkind = 'm' AND c.relispopulated
GROUP BY c.oid ORDER BY max(level), c.oid
