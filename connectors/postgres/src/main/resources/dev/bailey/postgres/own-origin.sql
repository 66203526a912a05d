-- Gives this session a replication origin that no other has. One more than there is room for, or none at all where the
-- user may not, is no failure. Standbys need as much room as this server, so only few are ever made.
DO $own$
DECLARE
    origin text;
BEGIN
    IF pg_catalog.current_setting('server_version_num')::int < 160000
        OR NOT pg_catalog.has_function_privilege('pg_catalog.pg_replication_origin_oid(text)', 'EXECUTE')
        OR NOT pg_catalog.has_function_privilege('pg_catalog.pg_replication_origin_create(text)', 'EXECUTE')
        OR NOT pg_catalog.has_function_privilege('pg_catalog.pg_replication_origin_session_setup(text)', 'EXECUTE')
    THEN
        RETURN;
    END IF;
    FOR number IN 1..5 LOOP
        origin := 'bailey_own_' || number;
        BEGIN
            IF pg_catalog.pg_replication_origin_oid(origin) IS NULL THEN
                PERFORM pg_catalog.pg_replication_origin_create(origin);
            END IF;
        EXCEPTION WHEN unique_violation THEN NULL; -- made by another session just now
        END;
        BEGIN
            PERFORM pg_catalog.pg_replication_origin_session_setup(origin);
            RETURN;
        EXCEPTION WHEN object_in_use THEN NULL;
        END;
    END LOOP;
EXCEPTION WHEN configuration_limit_exceeded OR object_not_in_prerequisite_state OR undefined_object OR undefined_function THEN
    RETURN;
END
$own$
