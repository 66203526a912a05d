-- Everything that Bailey keeps in a database. Run in one transaction; may be run again.

-- Two that install at once would both find nothing there and both create it.
SELECT pg_advisory_xact_lock(1650551148, 1);

CREATE SCHEMA IF NOT EXISTS bailey;
GRANT USAGE ON SCHEMA bailey TO PUBLIC;

-- Written first in each of Bailey's transactions, so one hot row: kept on its page, and each update beside the last.
CREATE TABLE IF NOT EXISTS bailey.checkpoint (
    stream text PRIMARY KEY,
    position text NOT NULL,
    counter bigint NOT NULL,
    applying boolean NOT NULL,
    mark text NOT NULL
) WITH (fillfactor = 10);

CREATE TABLE IF NOT EXISTS bailey.copied (
    stream text,
    table_schema text,
    table_name text,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (stream, table_schema, table_name)
);

-- Primary keys that were taken off tables to be built when the rows are there. Until then nothing else knows them.
CREATE TABLE IF NOT EXISTS bailey.key_to_build (
    table_schema text,
    table_name text,
    relation oid NOT NULL,
    statement text NOT NULL,
    PRIMARY KEY (table_schema, table_name)
);

CREATE TABLE IF NOT EXISTS bailey.mark (
    name text PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Changes that did not fit what was here. Rows are JSON by column, each value as the server writes it as text.
CREATE TABLE IF NOT EXISTS bailey.conflict (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    stream text NOT NULL,
    position text NOT NULL,
    table_schema text NOT NULL,
    table_name text NOT NULL,
    kind text NOT NULL,
    key json NOT NULL,
    incoming json,
    found json,
    decision text NOT NULL,
    healed_by text,
    epoch bigint
);

-- A row for people: what was cut says so with its length in bytes, what the log leaves out has -1 for that.
CREATE OR REPLACE FUNCTION bailey.image(names text[], texts text[], bytes int[]) RETURNS json
LANGUAGE sql STABLE AS $image$
    SELECT pg_catalog.json_object_agg(name, CASE
        WHEN size = -1 THEN '{"unchanged": true}'::pg_catalog.json
        WHEN size > pg_catalog.octet_length(words)
            THEN pg_catalog.json_build_object('begins', words, 'bytes', size)
        ELSE pg_catalog.to_json(words) END ORDER BY n)
    FROM ROWS FROM (pg_catalog.unnest(names), pg_catalog.unnest(texts), pg_catalog.unnest(bytes))
        WITH ORDINALITY AS cells (name, words, size, n)
$image$;

-- The guard's state in one number that no snapshot hides: epoch << 42 | milliseconds since 1970 until which writes are
-- refused; 0 for open, all ones for shut for good. A table row would not do: a REPEATABLE READ session that began before
-- the fence would go on seeing the old one. Never called: no state yet, which reads as shut. Where tenants move apart, this
-- is the last slice's, and each other has a sequence of its own beside it.
CREATE SEQUENCE IF NOT EXISTS bailey.fence MINVALUE 0 START 0;
-- Without this the application's own writes would fail, guard open or not.
GRANT SELECT ON SEQUENCE bailey.fence TO PUBLIC;

-- Refuses what a guard that is not open was asked for, and returns only if its lease is over or Bailey itself writes. Runs as
-- the application. The clock is read by clock_timestamp(), for now() stands still in a transaction. The slice goes where programs
-- look for a constraint's name.
CREATE OR REPLACE FUNCTION bailey.refuse(fence bigint, table_schema name, table_name name, because text, slice text)
RETURNS boolean LANGUAGE plpgsql AS $refuse$
DECLARE
    until bigint := fence & 4398046511103;
BEGIN
    IF until < 4398046511103
        AND until <= pg_catalog.floor(extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)
    THEN
        RETURN true;
    END IF;
    -- Bailey's own sessions where its user may not switch triggers off. Anyone could make the setting, so who logged in
    -- must be Bailey's user, to whom this function belongs; the user alone would let an application pass that shares it.
    IF pg_catalog.current_setting('bailey.applying', true) = 'on' AND session_user = (
        SELECT pg_catalog.pg_get_userbyid(proowner) FROM pg_catalog.pg_proc
        WHERE oid = 'bailey.guard()'::pg_catalog.regprocedure)
    THEN
        RETURN true;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'BF001',
        MESSAGE = pg_catalog.format(
            'Bailey: writes to %s.%s are refused here: %s (%s in epoch %s)', table_schema, table_name, because,
            CASE WHEN until = 4398046511103 THEN 'shut for good' ELSE 'shut until ' || pg_catalog.to_char(
                pg_catalog.to_timestamp(until / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') END,
            fence >> 42),
        HINT = 'This database is one side of a migration. Write through Bailey''s router, or to the side that owns'
            || ' the data; "bailey status" names it.',
        SCHEMA = table_schema,
        TABLE = table_name,
        CONSTRAINT = slice;
END
$refuse$;

-- Runs as the application, on every statement that writes to a table that is everyone's: hence so few words, and every
-- function by its full name. Of tables whose rows have tenants see TenantFunctions.
CREATE OR REPLACE FUNCTION bailey.guard() RETURNS trigger LANGUAGE plpgsql AS $guard$
DECLARE
    fence bigint := coalesce(pg_catalog.pg_sequence_last_value('bailey.fence'::pg_catalog.regclass), 9223372036854775807);
    passed boolean;
BEGIN
    IF fence & 4398046511103 = 0 THEN
        RETURN NULL;
    END IF;
    passed := bailey.refuse(fence, TG_TABLE_SCHEMA, TG_TABLE_NAME, 'this side does not own them', '');
    RETURN NULL;
END
$guard$;

-- Compare and set. A reader takes the same lock, shared, so that it never sees a state that a crash could take back:
-- setval shows at once, but lasts only from the commit on, and the lock is held until then.
-- Where tenants move apart, bailey.shut_slices has a bit for each slice that is not open. It is set before the slice shuts and
-- cleared after it opened, so that whatever a crash leaves, a slice that is not open has its bit.
CREATE OR REPLACE FUNCTION bailey.move_fence(fence regclass, expected bigint, next bigint) RETURNS boolean
LANGUAGE plpgsql AS $move$
DECLARE
    slices regclass := pg_catalog.to_regclass('bailey.shut_slices');
    bit bigint;
BEGIN
    PERFORM pg_catalog.pg_advisory_xact_lock(1650551148, 2);
    IF fence IS NULL OR pg_catalog.pg_sequence_last_value(fence) IS DISTINCT FROM expected THEN
        RETURN false;
    END IF;
    IF slices IS NOT NULL THEN
        bit := 1::bigint << bailey.place_of(fence);
        IF next & 4398046511103 <> 0 THEN
            PERFORM pg_catalog.setval(slices, coalesce(pg_catalog.pg_sequence_last_value(slices), 9223372036854775807) | bit);
        END IF;
    END IF;
    PERFORM pg_catalog.setval(fence, next);
    IF slices IS NOT NULL AND next & 4398046511103 = 0 THEN
        PERFORM pg_catalog.setval(slices, coalesce(pg_catalog.pg_sequence_last_value(slices), 9223372036854775807) & ~bit);
    END IF;
    RETURN true;
END
$move$;
REVOKE ALL ON FUNCTION bailey.move_fence(regclass, bigint, bigint) FROM PUBLIC;

CREATE OR REPLACE FUNCTION bailey.read_fence(sequence regclass, OUT fence bigint, OUT millis bigint)
LANGUAGE plpgsql AS $read$
BEGIN
    PERFORM pg_catalog.pg_advisory_xact_lock_shared(1650551148, 2);
    SELECT pg_catalog.pg_sequence_last_value(sequence),
           pg_catalog.floor(extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)
        INTO fence, millis;
END
$read$;
REVOKE ALL ON FUNCTION bailey.read_fence(regclass) FROM PUBLIC;

-- Whether writes are refused, with nothing changed whatever happens: how many tables are guarded, and the first that is not. The
-- catalog tells of every trigger whether it is as Bailey made it; then some tables, others each time, are written to as an
-- application would. Not all, for users wait meanwhile, and a table that the session has not met costs the server a millisecond.
CREATE OR REPLACE FUNCTION bailey.probe(OUT guarded integer, OUT unguarded text) LANGUAGE plpgsql AS $probe$
DECLARE
    relation pg_catalog.regclass;
BEGIN
    IF pg_catalog.current_setting('session_replication_role') <> 'origin' THEN
        PERFORM pg_catalog.set_config('session_replication_role', 'origin', true);
    END IF;
    -- A table that someone keeps locked makes the probe fail, not hang.
    PERFORM pg_catalog.set_config('lock_timeout', '2s', true);
    -- 62: before each statement of INSERT, DELETE, UPDATE and TRUNCATE.
    SELECT pg_catalog.count(*), pg_catalog.min(tgrelid::pg_catalog.regclass::text) FILTER (
            WHERE tgenabled <> 'O' OR tgtype <> 62 OR tgqual IS NOT NULL OR tgattr::text <> '')
        INTO guarded, unguarded
        FROM pg_catalog.pg_trigger WHERE tgfoid = 'bailey.guard()'::pg_catalog.regprocedure;
    IF unguarded IS NOT NULL THEN
        RETURN;
    END IF;
    FOR relation IN
        SELECT tgrelid FROM pg_catalog.pg_trigger WHERE tgfoid = 'bailey.guard()'::pg_catalog.regprocedure
        ORDER BY pg_catalog.random() LIMIT 200
    LOOP
        BEGIN
            EXECUTE 'DELETE FROM ONLY ' || relation || ' WHERE false';
            unguarded := relation;
            RETURN;
        EXCEPTION WHEN SQLSTATE 'BF001' THEN
            NULL;
        END;
    END LOOP;
END
$probe$;
REVOKE ALL ON FUNCTION bailey.probe() FROM PUBLIC;

-- Writes as an application would to tables of Bailey's own that have the guard of tables with tenants, and undoes it. Returns
-- the first that took a row of this tenant, or let itself be emptied, or refused it for the sake of another slice.
CREATE OR REPLACE FUNCTION bailey.probe_slice(tables regclass[], columns text[], tenant text, slice text) RETURNS text
LANGUAGE plpgsql AS $probe$
DECLARE
    statements text[];
    statement text;
    refused text;
BEGIN
    IF pg_catalog.current_setting('session_replication_role') <> 'origin' THEN
        PERFORM pg_catalog.set_config('session_replication_role', 'origin', true);
    END IF;
    PERFORM pg_catalog.set_config('lock_timeout', '2s', true);
    FOR i IN 1 .. pg_catalog.cardinality(tables) LOOP
        statements := ARRAY[
            pg_catalog.format('INSERT INTO %s (%I) VALUES ($1)', tables[i], columns[i]),
            pg_catalog.format('TRUNCATE %s', tables[i])];
        FOREACH statement IN ARRAY statements LOOP
            BEGIN
                EXECUTE statement USING tenant;
                RAISE EXCEPTION USING ERRCODE = 'BF002';
            EXCEPTION
                WHEN SQLSTATE 'BF002' THEN
                    RETURN tables[i];
                WHEN SQLSTATE 'BF001' THEN
                    GET STACKED DIAGNOSTICS refused = CONSTRAINT_NAME;
                    IF statement LIKE 'INSERT %' AND refused <> slice THEN
                        RETURN tables[i];
                    END IF;
            END;
        END LOOP;
    END LOOP;
    RETURN NULL;
END
$probe$;
REVOKE ALL ON FUNCTION bailey.probe_slice(regclass[], text[], text, text) FROM PUBLIC;
