-- One sentence for each thing that stands in the way. Takes the tables, as an array of names.
WITH wanted AS (
    SELECT c.oid, c.oid::regclass::text AS name, c.relpersistence, c.relreplident, c.relowner
    FROM unnest(?::regclass[]) AS t (oid) JOIN pg_class c USING (oid)
), us AS (
    SELECT rolname, rolsuper OR rolreplication OR EXISTS (
            SELECT FROM pg_roles s WHERE s.rolname = 'rds_replication' AND pg_has_role(s.oid, 'USAGE')) AS replicates
    FROM pg_roles WHERE rolname = current_user
)
SELECT sentence FROM (
    SELECT 1, '', 'wal_level is "' || current_setting('wal_level') || '": set it to "logical" and restart the server'
        AS sentence
    WHERE current_setting('wal_level') <> 'logical'

    UNION ALL
    SELECT 2, '', format('user %s may not read the log: ALTER ROLE %1$I REPLICATION', rolname)
    FROM us WHERE NOT replicates

    UNION ALL
    SELECT 3, '', format('user %s may not create in this database, where Bailey keeps its own schema: '
        'GRANT CREATE ON DATABASE %I TO %1$I', rolname, current_database())
    FROM us WHERE NOT has_database_privilege(current_database(), 'CREATE')

    UNION ALL
    SELECT 4, '', format('all %s replication slots are taken: raise max_replication_slots, or drop one that nobody needs '
        '(pg_replication_slots)', current_setting('max_replication_slots'))
    WHERE (SELECT count(*) FROM pg_replication_slots) >= current_setting('max_replication_slots')::int
        AND NOT EXISTS (SELECT FROM pg_replication_slots
            WHERE database = current_database() AND slot_name LIKE 'bailey%')

    UNION ALL
    SELECT 5, '', format('all %s log senders are busy: raise max_wal_senders', current_setting('max_wal_senders'))
    WHERE (SELECT count(*) FROM pg_stat_get_wal_senders()) >= current_setting('max_wal_senders')::int
        AND NOT EXISTS (SELECT FROM pg_replication_slots
            WHERE database = current_database() AND slot_name LIKE 'bailey%')

    UNION ALL
    SELECT 6, '', 'the database''s encoding is SQL_ASCII, so its texts may be in none: move it to UTF8 first'
    FROM pg_database
    WHERE datname = current_database() AND pg_encoding_to_char(encoding) = 'SQL_ASCII'

    UNION ALL
    SELECT 7, gid, format('transaction "%s" has been prepared since %s, and the stream cannot begin before it ends: '
        'COMMIT PREPARED or ROLLBACK PREPARED it', gid, prepared)
    FROM pg_prepared_xacts
    WHERE database = current_database() AND prepared < clock_timestamp() - interval '10 s'

    UNION ALL
    SELECT 8, '', format('the database holds %s large objects, changes to which are not in the log: move them into '
        'bytea columns', count(*))
    FROM pg_largeobject_metadata HAVING count(*) > 0

    UNION ALL
    SELECT 9, subname, format('subscription "%s" writes here, past the guard: ALTER SUBSCRIPTION %1$I DISABLE', subname)
    FROM pg_subscription
    WHERE subenabled AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())

    UNION ALL
    SELECT 10, name, name || ' is unlogged: changes to it are not in the log; ALTER TABLE … SET LOGGED, or exclude it'
    FROM wanted WHERE relpersistence = 'u'

    UNION ALL
    SELECT 11, name, name || CASE
        WHEN relreplident = 'n' THEN
            ' has REPLICA IDENTITY NOTHING: updates to it cannot be followed; ALTER TABLE … REPLICA IDENTITY DEFAULT'
        WHEN relreplident = 'i' THEN
            ' has lost the index that was its REPLICA IDENTITY: ALTER TABLE … REPLICA IDENTITY DEFAULT, or name another'
        WHEN EXISTS (SELECT FROM pg_index i WHERE i.indrelid = wanted.oid AND i.indisprimary) THEN
            ' has a deferrable primary key, which does not identify rows in the log: choose a unique index that is not '
            'deferrable (ALTER TABLE … REPLICA IDENTITY USING INDEX …)'
        ELSE ' has no primary key: updates to it cannot be followed; add one, or choose a unique index over columns '
            'that are NOT NULL (ALTER TABLE … REPLICA IDENTITY USING INDEX …), or REPLICA IDENTITY FULL, or exclude it' END
    FROM wanted
    WHERE relreplident <> 'f' AND NOT EXISTS (SELECT FROM pg_index i
        WHERE i.indrelid = wanted.oid AND i.indisvalid AND i.indimmediate AND CASE relreplident
            WHEN 'i' THEN i.indisreplident WHEN 'd' THEN i.indisprimary ELSE false END)

    UNION ALL
    SELECT 12, name, format('%s belongs to %s, and user %s is no member of that role: publishing the table and taking '
        'the guard off it need its owner; GRANT %2$I TO %3$I', name, relowner::regrole, current_user)
    FROM wanted WHERE NOT pg_has_role(relowner, 'USAGE')

    UNION ALL
    SELECT 13, name, format('%s hides rows from this user by row-level security: ALTER ROLE %I BYPASSRLS', name,
        current_user)
    FROM wanted WHERE row_security_active(oid)

    UNION ALL
    SELECT 14, name, format('trigger "%s" on %s fires for changes that Bailey carries as well, and would do its work '
        'twice: ALTER TABLE … ENABLE TRIGGER without ALWAYS or REPLICA', tgname, name)
    FROM wanted JOIN pg_trigger ON tgrelid = wanted.oid
    WHERE tgenabled IN ('A', 'R') AND NOT tgisinternal
) AS obstacles (rank, detail, sentence)
ORDER BY rank, detail, sentence
