-- Every value moves to another row of its table, is inserted once more, and deleted again.
DO $$
DECLARE
    types record;
BEGIN
    FOR types IN
        SELECT c.oid::regclass AS name, string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns
        FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attname <> 'id'
        WHERE relnamespace = 'types'::regnamespace AND relkind = 'r'
        GROUP BY c.oid
    LOOP
        EXECUTE format('DELETE FROM %s WHERE id > 1000000 OR id = -2', types.name);
        EXECUTE format('INSERT INTO %s (id, %s) SELECT -id, %2$s FROM %1$s WHERE id BETWEEN 1 AND 1000000
            ON CONFLICT (id) DO UPDATE SET (%2$s) = ROW(%3$s)', types.name, types.columns,
            (SELECT string_agg('excluded.' || c, ', ') FROM string_to_table(types.columns, ', ') AS c));
        EXECUTE format('UPDATE %s t SET (%s) = (SELECT %2$s FROM %1$s o WHERE o.id = CASE WHEN t.id = (SELECT max(id) FROM %1$s)
            THEN 1 ELSE t.id + 1 END) WHERE t.id > 0', types.name, types.columns);
        EXECUTE format('UPDATE %s SET id = id + 1000000 WHERE id = 1', types.name);
        EXECUTE format('UPDATE %s SET id = id - 1000000 WHERE id = 1000001', types.name);
        EXECUTE format('INSERT INTO %s (id, %s) SELECT 1000000 + id, %2$s FROM %1$s WHERE id BETWEEN 1 AND 3', types.name, types.columns);
    END LOOP;
END
$$;
