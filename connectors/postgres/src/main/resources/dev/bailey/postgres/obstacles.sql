-- What stands in the way: the check that found it, what it is about, what was found => what to do. Takes the tables (their schemas, their names), the users who cannot
-- switch triggers off and will meet what hangs on these tables, the tables that have been copied here (schemas, names),
-- whether this user can switch triggers off, whether this is the target, and the tables whose key is off only while they are
-- loaded (schemas, names), and where those users are.
WITH RECURSIVE asked (
    schemas, names, held, copied_schemas, copied_names, free, receives, keyless_schemas, keyless_names, places
) AS (
    VALUES (?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::boolean, ?::boolean, ?::text[], ?::text[], ?::text)
), wanted AS (
    SELECT c.oid, c.oid::regclass::text AS name, c.relpersistence, c.relreplident, c.relowner, n.oid AS schema
    FROM asked, unnest(schemas, names) AS t (schema, name)
    JOIN pg_namespace n ON n.nspname = t.schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.name
), family (oid) AS (
    SELECT oid FROM wanted UNION SELECT i.inhparent FROM pg_inherits i JOIN family f ON i.inhrelid = f.oid
), copied (oid) AS (
    SELECT c.oid FROM asked, unnest(copied_schemas, copied_names) AS t (schema, name)
    JOIN pg_namespace n ON n.nspname = t.schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.name
), keyless (oid) AS (
    SELECT c.oid FROM asked, unnest(keyless_schemas, keyless_names) AS t (schema, name)
    JOIN pg_namespace n ON n.nspname = t.schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.name
), us AS (
    SELECT rolname, rolsuper OR rolreplication OR EXISTS (
            SELECT FROM pg_roles s WHERE s.rolname = 'rds_replication' AND pg_has_role(s.oid, 'USAGE')) AS replicates
    FROM pg_roles WHERE rolname = current_user
), guard AS (
    -- by the catalog: to_regprocedure would fail where the schema is somebody else's
    SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE nspname = 'bailey' AND prorettype = 'trigger'::regtype
), held AS (
    SELECT held AS names, places AS users,
        CASE cardinality(held) WHEN 1 THEN format('session_user <> %L', held[1])
            ELSE format('session_user NOT IN (%s)', (SELECT string_agg(quote_literal(u), ', ') FROM unnest(held) AS u)) END AS clause
    FROM asked WHERE cardinality(held) > 0
), keys AS (
    SELECT format('%I', conname) AS key, conrelid, confrelid, conrelid::regclass AS relation, condeferrable,
        confdeltype = 'a' AND confupdtype = 'a' AS passive,
        conrelid IN (TABLE family) AND confrelid IN (TABLE family) AS whole
    FROM pg_constraint k
    WHERE contype = 'f' AND conparentid = 0 AND (conrelid IN (TABLE family) OR confrelid IN (TABLE family))
        -- a column that versions before 18 do not have
        AND to_jsonb(k) ->> 'conenforced' IS DISTINCT FROM 'false'
), triggers AS (
    SELECT quote_ident(tgname) AS trigger, tgrelid::regclass AS relation, tgenabled,
        -- whom its condition leaves out, as the catalog spells that: alone, or as the last that must hold with others
        coalesce(substring(definition FROM 'WHEN \(\(SESSION_USER <> (ALL \(ARRAY\[[^()]*\]\)|[^()]*)\)\) EXECUTE'),
            substring(definition FROM 'AND \(SESSION_USER <> (ALL \(ARRAY\[[^()]*\]\)|[^()]*)\)\)\) EXECUTE'), '') AS left_out
    FROM family f JOIN pg_trigger t ON t.tgrelid = f.oid, pg_get_triggerdef(t.oid) AS definition
    WHERE NOT tgisinternal AND tgparentid = 0 AND tgfoid NOT IN (TABLE guard)
        -- Bailey names the tables that hold the rows, so of those above it meets only what fires for each row
        AND (tgtype & 1 = 1 OR f.oid IN (SELECT oid FROM wanted))
), rules AS (
    SELECT quote_ident(rulename) AS rule, name, ev_enabled FROM wanted JOIN pg_rewrite ON ev_class = wanted.oid
    WHERE rulename <> '_RETURN'
)
SELECT id, detail, sentence FROM (
    SELECT 'wal-level', '', 'wal_level is "' || current_setting('wal_level') || '" => set it to "logical" and restart the server'
        AS sentence
    WHERE current_setting('wal_level') <> 'logical'

    UNION ALL
    SELECT 'log-right', '', format('user %s may not read the log => ALTER ROLE %1$I REPLICATION', rolname)
    FROM us WHERE NOT replicates

    UNION ALL
    SELECT 'create-right', '', format('user %s may not create in this database, where Bailey keeps its own schema => '
        'GRANT CREATE ON DATABASE %I TO %1$I', rolname, current_database())
    FROM us WHERE NOT has_database_privilege(current_database(), 'CREATE')

    UNION ALL
    SELECT 'free-slots', '', format('all %s replication slots are taken => raise max_replication_slots, or drop one that nobody needs '
        '(pg_replication_slots)', current_setting('max_replication_slots'))
    WHERE (SELECT count(*) FROM pg_replication_slots) >= current_setting('max_replication_slots')::int
        AND NOT EXISTS (SELECT FROM pg_replication_slots
            WHERE database = current_database() AND slot_name LIKE 'bailey%')

    UNION ALL
    SELECT 'free-senders', '', format('all %s log senders are busy => raise max_wal_senders', current_setting('max_wal_senders'))
    WHERE (SELECT count(*) FROM pg_stat_get_wal_senders()) >= current_setting('max_wal_senders')::int
        AND NOT EXISTS (SELECT FROM pg_replication_slots
            WHERE database = current_database() AND slot_name LIKE 'bailey%')

    UNION ALL
    SELECT 'encoding-unknown', '', 'the database''s encoding is SQL_ASCII, so its texts may be in none => move it to UTF8 first'
    FROM pg_database
    WHERE datname = current_database() AND pg_encoding_to_char(encoding) = 'SQL_ASCII'

    UNION ALL
    SELECT 'prepared-transaction', gid, format('transaction "%s" has been prepared since %s, and the stream cannot begin before it ends => '
        'COMMIT PREPARED or ROLLBACK PREPARED it', gid, prepared)
    FROM pg_prepared_xacts
    WHERE database = current_database() AND prepared < clock_timestamp() - interval '10 s'

    UNION ALL
    SELECT 'large-objects', '', format('the database holds %s large objects, changes to which are not in the log => move them into '
        'bytea columns', count(*))
    FROM pg_largeobject_metadata HAVING count(*) > 0

    UNION ALL
    SELECT 'subscription', subname, format('subscription "%s" writes here, past the guard => ALTER SUBSCRIPTION %1$I DISABLE', subname)
    FROM pg_subscription
    WHERE subenabled AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())

    UNION ALL
    SELECT 'unlogged-table', name, name || ' is unlogged: changes to it are not in the log => ALTER TABLE ... SET LOGGED, or exclude it'
    FROM wanted WHERE relpersistence = 'u'

    UNION ALL
    SELECT 'replica-identity', name, name || CASE
        WHEN relreplident = 'n' THEN
            ' has REPLICA IDENTITY NOTHING: updates to it cannot be followed => ALTER TABLE ... REPLICA IDENTITY DEFAULT'
        WHEN relreplident = 'i' THEN
            ' has lost the index that was its REPLICA IDENTITY => ALTER TABLE ... REPLICA IDENTITY DEFAULT, or name another'
        WHEN EXISTS (SELECT FROM pg_index i WHERE i.indrelid = wanted.oid AND i.indisprimary) THEN
            ' has a deferrable primary key, which does not identify rows in the log => choose a unique index that is not '
            'deferrable (ALTER TABLE ... REPLICA IDENTITY USING INDEX ...)'
        ELSE ' has no primary key: updates to it cannot be followed => add one, or choose a unique index over columns '
            'that are NOT NULL (ALTER TABLE ... REPLICA IDENTITY USING INDEX ...), or REPLICA IDENTITY FULL, or exclude it' END
    FROM wanted
    WHERE relreplident <> 'f' AND oid NOT IN (TABLE keyless) AND NOT EXISTS (SELECT FROM pg_index i
        WHERE i.indrelid = wanted.oid AND i.indisvalid AND i.indimmediate AND CASE relreplident
            WHEN 'i' THEN i.indisreplident WHEN 'd' THEN i.indisprimary ELSE false END)

    UNION ALL
    SELECT 'table-owner', name, format('%s belongs to %s, whose rights user %s does not have: publishing the table and taking the '
        'guard off it need its owner => %s', name, relowner::regrole, current_user, CASE
            -- a member could become it
            WHEN (SELECT rolsuper FROM pg_roles r WHERE r.oid = relowner) THEN format('it is a superuser, so give the table '
                'to another role: ALTER TABLE %s OWNER TO ..., and GRANT that role TO %I', name, current_user)
            WHEN NOT pg_has_role(relowner, 'MEMBER') THEN format('GRANT %s TO %I', relowner::regrole, current_user)
            WHEN current_setting('server_version_num')::int < 160000 THEN format('ALTER ROLE %I INHERIT', current_user)
            ELSE format('GRANT %s TO %I WITH INHERIT TRUE', relowner::regrole, current_user) END)
    FROM wanted WHERE NOT pg_has_role(relowner, 'USAGE')

    UNION ALL
    SELECT 'row-security', name, format('%s hides rows from this user by row-level security => ALTER ROLE %I BYPASSRLS', name,
        current_user)
    FROM wanted WHERE row_security_active(oid)

    UNION ALL
    SELECT 'trigger-always', relation::text, format('trigger %s on %s fires for changes that Bailey carries as well, and would do its work '
        'twice => ALTER TABLE ... ENABLE TRIGGER without ALWAYS or REPLICA', trigger, relation)
    FROM triggers WHERE tgenabled IN ('A', 'R')

    UNION ALL
    SELECT 'trigger-twice', relation::text, format('trigger %s on %s would do its work twice, for user %s may not set '
        'session_replication_role => grant that (docs/postgresql.md, "Rights"), or make the trigger again with WHEN (%s), or '
        'WHEN ((...) AND %4$s) where it has a condition', trigger, relation, users, clause)
    FROM held, triggers
    WHERE tgenabled = 'O'
        AND EXISTS (SELECT FROM unnest(held.names) AS u WHERE strpos(left_out, format('%L::name', u)) = 0)

    UNION ALL
    SELECT 'rule-always', name, format('rule %s on %s acts on changes that Bailey carries as well => ALTER TABLE ... ENABLE RULE without '
        'ALWAYS or REPLICA', rule, name)
    FROM rules WHERE ev_enabled IN ('A', 'R')

    UNION ALL
    SELECT 'rule-twice', name, format('rule %s on %s acts on changes that Bailey carries as well, for user %s may not set '
        'session_replication_role => grant that (docs/postgresql.md, "Rights"), or make a trigger of it', rule, name, users)
    FROM held, rules WHERE ev_enabled = 'O'

    UNION ALL
    SELECT 'foreign-key-acts', relation::text, format('foreign key %s on %s acts on what Bailey carries, for user %s may not set '
        'session_replication_role => grant that (docs/postgresql.md, "Rights"), or %s', key, relation, users, CASE
            WHEN NOT whole THEN 'drop it for the time, for its other end does not move'
            WHEN passive THEN format('ALTER TABLE %s ALTER CONSTRAINT %s DEFERRABLE', relation, key)
            ELSE 'make it again with NO ACTION and DEFERRABLE' END)
    FROM asked, held, keys
    -- one whose other end does not move is not made on the other side
    WHERE CASE WHEN whole THEN NOT (passive AND condeferrable) ELSE NOT free END

    UNION ALL
    SELECT 'foreign-key-outside', relation::text, format('foreign key %s on %s, which does not move, is not looked at when Bailey writes to %s: '
        'a row deleted on the other side would leave rows of the former without it, in silence => move %2$s as well, or ALTER '
        'TABLE %2$s DROP CONSTRAINT %1$s', key, relation, confrelid::regclass)
    FROM asked, keys
    WHERE free AND confrelid IN (TABLE family) AND conrelid NOT IN (TABLE family)
        -- while a migration runs tables are asked for one by one, and one that seems to stay may be the next
        AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgfoid IN (TABLE guard))

    UNION ALL
    SELECT 'foreign-key-copy', relation::text, format('foreign key %s on %s stands in the way of the copy, for user %s may not set '
        'session_replication_role => grant that (docs/postgresql.md, "Rights"), or drop the key, which is made again once the '
        'rows are there', key, relation, current_user)
    FROM asked, keys
    WHERE receives AND NOT free AND (conrelid IN (SELECT oid FROM wanted EXCEPT TABLE copied)
        OR confrelid IN (SELECT oid FROM wanted EXCEPT TABLE copied))

    UNION ALL
    SELECT 'schema-usage', nspname, format('user %s may not look into schema %I => GRANT USAGE ON SCHEMA %2$I TO %1$I', current_user, nspname)
    FROM pg_namespace WHERE oid IN (SELECT schema FROM wanted) AND NOT has_schema_privilege(oid, 'USAGE')

    UNION ALL
    SELECT 'schema-create', nspname, format('user %s may not make tables in schema %I => GRANT USAGE, CREATE ON SCHEMA %2$I TO %1$I',
        current_user, nspname)
    FROM pg_namespace
    WHERE nspname IN (SELECT schema FROM asked, unnest(schemas, names) AS t (schema, name) EXCEPT
            SELECT nspname FROM wanted JOIN pg_namespace n ON n.oid = schema)
        AND NOT has_schema_privilege(oid, 'CREATE')

    UNION ALL
    SELECT 'sequence-right', c.oid::regclass::text, format('sequence %s belongs to %s, and user %s may not read and set it => GRANT SELECT, '
        'UPDATE ON SEQUENCE %1$s TO %3$I', c.oid::regclass, c.relowner::regrole, current_user)
    FROM pg_class c
    WHERE relkind = 'S' AND relpersistence <> 't' AND relnamespace IN (SELECT schema FROM wanted)
        AND NOT (has_sequence_privilege(oid, 'SELECT') AND has_sequence_privilege(oid, 'UPDATE'))

    UNION ALL
    SELECT 'statistics-right', '', format('user %s sees nothing of the transactions of others, which it must wait for and name => GRANT '
        'pg_read_all_stats TO %1$I', current_user)
    WHERE NOT pg_has_role('pg_read_all_stats', 'USAGE')

    UNION ALL
    SELECT 'schema-of-others', '', format('schema bailey belongs to %s => run as that user, or remove what it left (docs/postgresql.md, '
        '"Taking Bailey out")', nspowner::regrole)
    FROM pg_namespace WHERE nspname = 'bailey' AND NOT pg_has_role(nspowner, 'USAGE')

    UNION ALL
    SELECT 'session-role', '', format('sessions of user %s act as %s, and so the guard cannot tell them => ALTER ROLE %1$I RESET role',
        session_user, current_user)
    FROM asked WHERE NOT free AND session_user <> current_user

    UNION ALL
    SELECT 'shared-role', application_name, format('application "%s" (pid %s) has a session as user %s, which triggers take for Bailey => '
        'give it a role of its own', application_name, pid, usename)
    FROM asked, pg_stat_activity
    WHERE NOT free AND usename = session_user AND datname = current_database() AND application_name <> 'bailey'
        AND backend_type = 'client backend'

    UNION ALL
    SELECT 'identity-computed', name, format('%s is known in the log by column %I, which is computed and left out of the log => choose a unique '
        'index without it (ALTER TABLE ... REPLICA IDENTITY USING INDEX ...), or exclude the table', name, attname)
    FROM wanted JOIN pg_index i ON i.indrelid = wanted.oid AND CASE relreplident
        WHEN 'i' THEN i.indisreplident WHEN 'n' THEN false ELSE i.indisprimary END
    JOIN pg_attribute a ON a.attrelid = wanted.oid AND a.attnum = ANY (i.indkey) AND attgenerated <> ''

    UNION ALL
    SELECT 'identity-virtual', name, format('%s has REPLICA IDENTITY FULL and a virtual column (%I), which cannot be in the log: the server '
        'would refuse every update of it once Bailey reads the log => choose a key, or make the column STORED', name, min(attname::text))
    FROM wanted JOIN pg_attribute a ON a.attrelid = wanted.oid AND attgenerated = 'v' AND NOT attisdropped
    WHERE relreplident = 'f' GROUP BY name

    UNION ALL
    SELECT 'no-columns', name, name || ' has no columns, and so nothing by which the log could know its rows => exclude it'
    FROM wanted WHERE NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = wanted.oid AND attnum > 0 AND NOT attisdropped)

    UNION ALL
    SELECT 'type-without-input', name, format('%s has a column of type %s (%I), of which no server takes in a value => make it text, or exclude the '
        'table', name, format_type(atttypid, NULL), attname)
    FROM wanted JOIN pg_attribute a ON a.attrelid = wanted.oid AND attnum > 0 AND NOT attisdropped
    WHERE atttypid::regtype::text IN ('pg_node_tree', 'pg_ndistinct', 'pg_dependencies', 'pg_mcv_list',
        'pg_brin_bloom_summary', 'pg_brin_minmax_multi_summary', 'pg_ddl_command')
) AS obstacles (id, detail, sentence)
ORDER BY detail, sentence
