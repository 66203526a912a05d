-- What people should know before they begin: the check that found it, what it is about, what was found => what to do.
-- Takes the tables: their schemas, their names.
WITH wanted AS (
    SELECT c.oid, c.oid::regclass::text AS name
    FROM unnest(?::text[], ?::text[]) AS t (schema, name)
    JOIN pg_namespace n ON n.nspname = t.schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.name
), fed AS (
    -- a column that takes its numbers from a sequence ends with the type of the two that ends first
    SELECT w.name, a.attname, s.seqrelid::regclass::text AS sequence, pg_sequence_last_value(s.seqrelid) AS last,
        least(s.seqmax, CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647
            ELSE s.seqmax END) AS most
    FROM wanted w JOIN pg_depend d ON d.refobjid = w.oid AND d.refclassid = 'pg_class'::regclass
        AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    JOIN pg_sequence s ON s.seqrelid = d.objid
    JOIN pg_attribute a ON a.attrelid = w.oid AND a.attnum = d.refobjsubid
    WHERE s.seqincrement > 0 AND NOT s.seqcycle AND has_sequence_privilege(s.seqrelid, 'SELECT')
)
SELECT id, detail, sentence FROM (
    SELECT 'long-transaction', pid::text, format('a transaction of user %s (pid %s, application "%s") has been open for %s s '
        '=> let it end before the migration begins, and keep such work out of the night of the cutover', usename, pid,
        application_name, floor(extract(epoch FROM clock_timestamp() - xact_start))) AS sentence
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
        AND xact_start < clock_timestamp() - interval '{longest} s'

    UNION ALL
    -- the average since the figures were last reset: a burst writes more
    SELECT 'log-limit', '', format('the server keeps at most %sMB of the log for a stream, which lasts about %s hours at the %s '
        'a second that it has written on average since %s => set max_slot_wal_keep_size to -1, or so high that it holds the '
        'log of the longest time for which Bailey may be away', setting,
        round((setting::numeric * 1024 * 1024 / greatest(rate, 1) / 3600)::numeric, 1), pg_size_pretty(rate), since)
    FROM pg_settings, LATERAL (
        SELECT floor(wal_bytes / greatest(extract(epoch FROM clock_timestamp() - stats_reset), 1))::numeric AS rate,
            to_char(stats_reset AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') AS since
        FROM pg_stat_wal
    ) AS written
    WHERE name = 'max_slot_wal_keep_size' AND setting::bigint >= 0

    UNION ALL
    SELECT 'slot-of-others', slot_name, format('slot "%s" is read by nobody, and keeps %s of the log => SELECT '
        'pg_drop_replication_slot(%L) when nobody will come back for it', slot_name,
        pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)), slot_name)
    FROM pg_replication_slots
    WHERE NOT active AND restart_lsn IS NOT NULL AND NOT pg_is_in_recovery()
        AND NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'bailey')
        AND pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) > 64 * 1024 * 1024

    UNION ALL
    SELECT 'sender-timeout', '', format('wal_sender_timeout is %s ms => set it to 60 s, which is usual', setting)
    FROM pg_settings WHERE name = 'wal_sender_timeout' AND setting::bigint BETWEEN 1 AND 9999

    UNION ALL
    SELECT 'key-headroom', name, format('%s.%I has used %s %% of its numbers (%s of %s, from %s) => make the column and its '
        'sequence bigint', name, attname, floor(100.0 * last / most), last, most, sequence)
    FROM fed WHERE last > most * 0.8

    UNION ALL
    SELECT 'event-trigger', evtname, format('event trigger "%s" fires on %s whoever acts => ALTER EVENT TRIGGER %1$I ENABLE, '
        'or DISABLE it while the tables are made', evtname, evtevent)
    FROM pg_event_trigger WHERE evtenabled IN ('A', 'R')

    UNION ALL
    SELECT 'materialized-view', c.oid::regclass::text, format('%s is a materialized view => make it on the other side when the '
        'rows are there, and let somebody refresh it', c.oid::regclass)
    FROM pg_class c
    WHERE c.relkind = 'm' AND EXISTS (SELECT FROM pg_rewrite r JOIN pg_depend d ON d.objid = r.oid
            AND d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
        WHERE r.ev_class = c.oid AND d.refobjid IN (SELECT oid FROM wanted))
) AS advice (id, detail, sentence)
ORDER BY detail, sentence
