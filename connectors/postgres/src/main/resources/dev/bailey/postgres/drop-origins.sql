-- Removes the replication origins under which Bailey's sessions wrote. One in use belongs to another migration on this
-- server; one of another migration that is free just now is made again when that needs it.
DO $drop$
DECLARE
    origin text;
BEGIN
    IF NOT pg_catalog.has_function_privilege('pg_catalog.pg_replication_origin_drop(text)', 'EXECUTE') THEN
        RETURN;
    END IF;
    FOR origin IN SELECT roname FROM pg_catalog.pg_replication_origin WHERE pg_catalog.starts_with(roname, 'bailey_own_') LOOP
        BEGIN
            PERFORM pg_catalog.pg_replication_origin_drop(origin);
        EXCEPTION WHEN object_in_use OR undefined_object THEN NULL;
        END;
    END LOOP;
END
$drop$
